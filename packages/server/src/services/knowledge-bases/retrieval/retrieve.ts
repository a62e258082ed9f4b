import {
  callerFault,
  FlowError,
  type GuardrailPort,
  type RerankerPort,
  type ServiceCall,
} from '@streambed/flow/ports';
import type {
  KnowledgeBaseRetrievalResult,
  KnowledgeBaseVectorSearchConfiguration,
  RetrieveRequest,
  RetrieveResponse,
} from '@streambed/model/bedrock-agent-runtime';
import type {
  KnowledgeBaseDocumentRepository,
  KnowledgeBaseRecord,
  KnowledgeBaseRepository,
  Scope,
} from '../../../store/index.ts';
import type { Embedders } from '../embedding/index.ts';
import { type CheckedFilter, checkFilter } from '../filter/index.ts';
import { type GuardedQuestion, guardedQuestion } from '../guarded-question.ts';
import { rerankPassages } from '../reranking/index.ts';
import type { KnowledgeBaseSearch, SearchResult } from '../search/index.ts';
import { type ImplicitFilterWorld, implicitFilter } from './implicit-filter.ts';
import { locationOf } from './locate.ts';

export interface RetrieveWorld extends ImplicitFilterWorld {
  readonly store: {
    readonly knowledgeBases: Pick<KnowledgeBaseRepository, 'get'>;
    readonly knowledgeBaseDocuments: Pick<KnowledgeBaseDocumentRepository, 'get'>;
  };
  readonly search: Pick<KnowledgeBaseSearch, 'search'>;
  readonly embedders: Pick<Embedders, 'ofQueries'>;
  readonly reranker: RerankerPort;
  readonly guardrails: GuardrailPort;
}

/** Results that a request without numberOfResults gets (services-data.md section 3, "Retrieve"). */
export const DEFAULT_RESULTS = 5;

/**
 * Retrieve of a knowledge base of this server.
 *
 * @throws FlowError `resourceNotFound`, `validation`, and what the models fail with
 */
export const retrieve = async (
  request: RetrieveRequest,
  world: RetrieveWorld,
  call: ServiceCall,
): Promise<RetrieveResponse> => {
  const scope: Scope = { accountId: call.accountId, region: call.region };
  const knowledgeBase = await livingKnowledgeBase(request.knowledgeBaseId, scope, world);
  const asked = questionOf(request);
  const settings = settingsOf(request);
  const explicit = settings.filter && checkFilter(settings.filter);
  const { guardrailConfiguration } = request;
  // The question is what somebody says; passages are the operator's own.
  const { verdict, text: question }: GuardedQuestion = guardrailConfiguration
    ? await guardedQuestion(asked, guardrailConfiguration, world.guardrails, call)
    : { verdict: 'passed', text: asked };
  if (verdict === 'blocked') return { retrievalResults: [], guardrailAction: 'INTERVENED' };

  const implicit =
    settings.implicitFilterConfiguration &&
    (await implicitFilter(question, settings.implicitFilterConfiguration, world, call));
  const filter = both(explicit, implicit);
  const [vector] = await world.embedders.ofQueries(scope, knowledgeBase)([question], call.signal);
  const found = await world.search.search(
    scope,
    knowledgeBase.id,
    {
      text: question,
      vector: vector!,
      searchType: settings.overrideSearchType ?? 'HYBRID',
      ...(filter && { filter }),
      numberOfResults: settings.numberOfResults ?? DEFAULT_RESULTS,
      ...(request.nextToken !== undefined && { nextToken: request.nextToken }),
    },
    call.signal,
  );
  const results = await rerankPassages(
    found.results,
    question,
    settings.rerankingConfiguration,
    world.reranker,
    call,
  );
  return {
    retrievalResults: await outputsOf(results, scope, world.store.knowledgeBaseDocuments),
    ...(found.nextToken !== undefined && { nextToken: found.nextToken }),
    ...(guardrailConfiguration && {
      guardrailAction: verdict === 'passed' ? ('NONE' as const) : ('INTERVENED' as const),
    }),
  };
};

const livingKnowledgeBase = async (
  knowledgeBaseId: string,
  scope: Scope,
  { store }: RetrieveWorld,
): Promise<KnowledgeBaseRecord> => {
  const found = await store.knowledgeBases.get(scope, knowledgeBaseId);
  if (found && found.status !== 'DELETING') return found;
  throw new FlowError({
    kind: 'resourceNotFound',
    blame: 'author',
    message: `There is no knowledge base ${knowledgeBaseId} in account ${scope.accountId} and region ${scope.region}. ListKnowledgeBases shows those that are there.`,
    resourceName: knowledgeBaseId,
  });
};

const questionOf = ({ retrievalQuery: { text, type = 'TEXT' } }: RetrieveRequest): string => {
  if (type !== 'TEXT')
    throw callerFault(`retrievalQuery.type ${type} is not served here: passages are texts. Ask with a text.`);
  if (text === undefined || text.trim() === '')
    throw callerFault('retrievalQuery.text is empty: say what to look for.');
  return text;
};

const settingsOf = ({ retrievalConfiguration }: RetrieveRequest): KnowledgeBaseVectorSearchConfiguration => {
  if (retrievalConfiguration?.managedSearchConfiguration)
    throw callerFault(
      'retrievalConfiguration.managedSearchConfiguration is for managed knowledge bases, which are not served here: use vectorSearchConfiguration.',
    );
  return retrievalConfiguration?.vectorSearchConfiguration ?? {};
};

const both = (one: CheckedFilter | undefined, other: CheckedFilter | undefined): CheckedFilter | undefined =>
  one && other ? { operator: 'andAll', members: [one, other] } : (one ?? other);

const outputsOf = async (
  results: readonly SearchResult[],
  scope: Scope,
  documents: Pick<KnowledgeBaseDocumentRepository, 'get'>,
): Promise<KnowledgeBaseRetrievalResult[]> => {
  const known = new Map<string, Promise<ReturnType<typeof locationOf> | undefined>>();
  const locate = (result: SearchResult) => {
    const key = JSON.stringify([result.dataSourceId, result.documentId]);
    const found =
      known.get(key) ?? documents.get(scope, result).then((document) => document && locationOf(document));
    known.set(key, found);
    return found;
  };
  return Promise.all(
    results.map(async (result) => {
      const location = await locate(result);
      return {
        content: { type: 'TEXT' as const, text: result.text },
        ...(location && { location }),
        metadata: { ...result.metadata, 'x-amz-bedrock-kb-chunk-id': String(result.number) },
        score: result.score,
      };
    }),
  );
};
