import type { KnowledgeBasePort, RerankerPort } from '@streambed/flow/ports';
import { badGateway } from '@streambed/flow/ports';
import { inTurns } from '../../turns.ts';
import { OFFLINE_RERANKER, scoringLexically } from './score-lexically.ts';

/** Texts that Rerank takes at once, and the characters of each (api-runtime.md section 6). */
const MAXIMUM_SOURCES = 1_000;
const MAXIMUM_CHARACTERS = 32_000;
/** RerankTextDocument has at least one. */
const EMPTY_TEXT = ' ';

/** The built-in reranker; it answers whatever model is asked for, and says that it was it. */
export const lexicalReranker: RerankerPort = {
  async rerank({ query, texts }, { signal }) {
    signal.throwIfAborted();
    const scores = await inTurns(scoringLexically(query, texts), signal);
    return { scores, servedBy: 'streambed offline lexical reranker' };
  },
};

/** Reranking models of Amazon Bedrock, through Rerank of a port that reaches it. */
export const bedrockReranker = (bedrock: Pick<KnowledgeBasePort, 'rerank'>): RerankerPort => ({
  async rerank({ modelId, query, texts, additionalModelRequestFields }, call) {
    const scores: number[] = [];
    for (let first = 0; first < texts.length; first += MAXIMUM_SOURCES) {
      const some = texts.slice(first, first + MAXIMUM_SOURCES);
      const { response } = await bedrock.rerank(
        {
          queries: [{ type: 'TEXT', textQuery: { text: query.slice(0, MAXIMUM_CHARACTERS) } }],
          sources: some.map((text) => ({
            type: 'INLINE',
            inlineDocumentSource: {
              type: 'TEXT',
              textDocument: { text: text.slice(0, MAXIMUM_CHARACTERS) || EMPTY_TEXT },
            },
          })),
          rerankingConfiguration: {
            type: 'BEDROCK_RERANKING_MODEL',
            bedrockRerankingConfiguration: {
              numberOfResults: some.length,
              modelConfiguration: {
                modelArn: modelId,
                ...(additionalModelRequestFields && { additionalModelRequestFields }),
              },
            },
          },
        },
        call,
      );
      scores.push(...scoresInOrder(response.results, some.length, modelId));
    }
    return { scores, servedBy: `Bedrock ${modelId}` };
  },
});

/**
 * Which reranker answers: the built-in one when it is asked for by its id, or when there is no other. `models` reaches
 * reranking models.
 */
export const createReranker = (models?: RerankerPort): RerankerPort => ({
  rerank: async (request, call) =>
    (models === undefined || isBuiltIn(request.modelId) ? lexicalReranker : models).rerank(request, call),
});

/** By its id, or as requests must name it: `arn:aws:bedrock:REGION::foundation-model/ID`. */
const isBuiltIn = (modelId: string): boolean =>
  modelId.slice(modelId.lastIndexOf('/') + 1) === OFFLINE_RERANKER;

/** Scores by index; a text that the model left out has 0. */
function scoresInOrder(
  results: readonly { readonly index: number; readonly relevanceScore: number }[],
  count: number,
  modelId: string,
): number[] {
  const scores = new Array<number>(count).fill(0);
  for (const { index, relevanceScore } of results) {
    if (!(Number.isInteger(index) && index >= 0 && index < count && Number.isFinite(relevanceScore))) {
      throw badGateway(modelId, `${modelId} ranked something that it was not asked about.`);
    }
    scores[index] = Math.min(1, Math.max(0, relevanceScore));
  }
  return scores;
}
