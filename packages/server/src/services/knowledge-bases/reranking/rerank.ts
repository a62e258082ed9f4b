import type { RerankerPort, ServiceCall } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import type {
  RerankDocument,
  RerankRequest,
  RerankResponse,
  VectorSearchRerankingConfiguration,
} from '@streambed/model/bedrock-agent-runtime';
import { rerankedText } from './reranked-text.ts';

/** Answers Rerank (services-data.md section 3): best first, `index` the place among the sources. */
export async function rerankSources(
  request: RerankRequest,
  reranker: RerankerPort,
  call: ServiceCall,
): Promise<RerankResponse> {
  const { modelConfiguration, numberOfResults } =
    request.rerankingConfiguration.bedrockRerankingConfiguration;
  const { scores } = await reranker.rerank(
    {
      modelId: modelConfiguration.modelArn,
      query: request.queries[0]?.textQuery.text ?? '',
      texts: request.sources.map(({ inlineDocumentSource }) => textOf(inlineDocumentSource)),
      ...fieldsOf(modelConfiguration.additionalModelRequestFields),
    },
    call,
  );
  const results = bestFirst(scores).map(({ index, score }) => ({ index, relevanceScore: score }));
  return { results: results.slice(0, numberOfResults) };
}

/**
 * Passages that a search found in the order of a reranker, its scores in place of theirs; as many as
 * numberOfRerankedResults says, all when it does not. Without a configuration as they came.
 */
export async function rerankPassages<
  Passage extends { readonly text: string; readonly metadata: JsonObject; readonly score: number },
>(
  passages: readonly Passage[],
  query: string,
  configuration: VectorSearchRerankingConfiguration | undefined,
  reranker: RerankerPort,
  call: ServiceCall,
): Promise<readonly Passage[]> {
  const settings = configuration?.bedrockRerankingConfiguration;
  if (settings === undefined || passages.length === 0) return passages;
  const { modelConfiguration, metadataConfiguration, numberOfRerankedResults } = settings;
  const { scores } = await reranker.rerank(
    {
      modelId: modelConfiguration.modelArn,
      query,
      texts: passages.map((passage) => rerankedText(passage, metadataConfiguration)),
      ...fieldsOf(modelConfiguration.additionalModelRequestFields),
    },
    call,
  );
  return bestFirst(scores)
    .slice(0, numberOfRerankedResults)
    .map(({ index, score }) => ({ ...(passages[index] as Passage), score }));
}

const textOf = ({ type, textDocument, jsonDocument }: RerankDocument): string =>
  type === 'JSON' ? JSON.stringify(jsonDocument ?? null) : (textDocument?.text ?? '');

const fieldsOf = (fields: JsonObject | undefined) => ({
  ...(fields !== undefined && { additionalModelRequestFields: fields }),
});

/** Equal ones stay in their order. */
const bestFirst = (scores: readonly number[]): { readonly index: number; readonly score: number }[] =>
  scores.map((score, index) => ({ index, score })).sort((a, b) => b.score - a.score);
