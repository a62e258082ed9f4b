import type { Clock, Ids, KnowledgeBasePort, Ports, Random, RerankerPort } from '@streambed/flow/ports';
import type { Repositories, Store } from '../../store/index.ts';
import type { ObjectListing } from '../objects/index.ts';
import { createAnswers } from './answers/index.ts';
import { createEmbedders } from './embedding/index.ts';
import {
  askToDelete,
  askToStop,
  createIngestion,
  type Ingestion,
  insertIngestionJob,
  putSentDocuments,
} from './ingestion/index.ts';
import { createReranker, rerankSources } from './reranking/index.ts';
import { type RetrieveWorld, retrieve } from './retrieval/index.ts';
import { KnowledgeBaseSearch } from './search/index.ts';

export interface EmbeddedKnowledgeBasesOptions {
  readonly store: Store;
  readonly ports: Pick<Ports, 'model' | 'embeddings' | 'guardrails' | 'objects'>;
  readonly listing: ObjectListing;
  /** Reaches reranking models; without it the built-in reranker answers for all of them. */
  readonly rerankingModels?: RerankerPort;
  /** Whether what answered is a language model. The offline model is none. */
  writes(servedBy: string): boolean;
  /** Hosts of web sources that may be local: the operator said so. */
  readonly privateHosts?: readonly string[];
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly onFailure: (what: string, error: unknown) => void;
}

/** Requests that change rows in the caller's transaction, and the work that is told of them afterwards. */
export interface EmbeddedKnowledgeBasesWork
  extends Pick<
    Ingestion,
    'jobInserted' | 'stopAsked' | 'documentsChanged' | 'dataSourceDeleted' | 'knowledgeBaseDeleted'
  > {
  insertJob(
    repositories: Repositories,
    ...rest: Tail<typeof insertIngestionJob>
  ): ReturnType<typeof insertIngestionJob>;
  askToStop(repositories: Repositories, ...rest: Tail<typeof askToStop>): ReturnType<typeof askToStop>;
  putDocuments(
    repositories: Repositories,
    ...rest: WithoutClock<typeof putSentDocuments>
  ): ReturnType<typeof putSentDocuments>;
  askToDelete(
    repositories: Repositories,
    ...rest: WithoutClock<typeof askToDelete>
  ): ReturnType<typeof askToDelete>;
}

type Tail<Call extends (...given: never[]) => unknown> =
  Parameters<Call> extends [unknown, ...infer Rest] ? Rest : never;
type WithoutClock<Call extends (...given: never[]) => unknown> =
  Tail<Call> extends [...infer Rest, unknown] ? Rest : never;

export interface EmbeddedKnowledgeBases extends KnowledgeBasePort {
  readonly work: EmbeddedKnowledgeBasesWork;
  /** Goes on with what a predecessor left; once, at the start. */
  resume(): Promise<void>;
  close(): Promise<void>;
}

/** The knowledge bases of this server: documents go in by `work`, passages and answers come out. */
export const createEmbeddedKnowledgeBases = ({
  store,
  ports,
  listing,
  rerankingModels,
  writes,
  privateHosts = [],
  clock,
  ids,
  random,
  onFailure,
}: EmbeddedKnowledgeBasesOptions): EmbeddedKnowledgeBases => {
  const objects = { getObject: ports.objects.getObject, listObjects: listing.listObjects };
  const embedders = createEmbedders({ embeddings: ports.embeddings });
  const search = new KnowledgeBaseSearch({ store });
  const reranker = createReranker(rerankingModels);
  const opened = createIngestion({ store, objects, embedders, clock, random, privateHosts, onFailure });
  const { ingestion, parser } = opened;
  const world: RetrieveWorld = {
    store,
    search,
    embedders,
    reranker,
    guardrails: ports.guardrails,
    model: ports.model,
    writes,
  };
  const retrieveHere: KnowledgeBasePort['retrieve'] = async (request, call) => ({
    response: await retrieve(request, world, call),
    requestId: ids.uuid(),
  });
  const answers = createAnswers({
    retrieve: retrieveHere,
    model: ports.model,
    guardrails: ports.guardrails,
    sources: {
      objects,
      parser,
      async rank(query, texts, most) {
        const { scores } = await createReranker().rerank(
          { modelId: '', query, texts },
          { key: 'rank', signal: new AbortController().signal, accountId: '', region: '' },
        );
        return scores
          .map((score, index) => ({ score, index }))
          .sort((one, other) => other.score - one.score)
          .slice(0, most)
          .map(({ index }) => index);
      },
    },
    writes,
    clock,
    ids,
  });
  return {
    retrieve: retrieveHere,
    retrieveAndGenerate: async (request, call) => ({
      response: await answers.answer(request, call),
      requestId: ids.uuid(),
    }),
    retrieveAndGenerateStream: async (request, call) => ({
      response: await answers.answerStream(request, call),
      requestId: ids.uuid(),
    }),
    rerank: async (request, call) => ({
      response: await rerankSources(request, reranker, call),
      requestId: ids.uuid(),
    }),
    work: {
      insertJob: insertIngestionJob,
      askToStop,
      putDocuments: (repositories, scope, dataSource, documents) =>
        putSentDocuments(repositories, scope, dataSource, documents, clock),
      askToDelete: (repositories, scope, dataSource, documentIds) =>
        askToDelete(repositories, scope, dataSource, documentIds, clock),
      jobInserted: ingestion.jobInserted.bind(ingestion),
      stopAsked: ingestion.stopAsked.bind(ingestion),
      documentsChanged: ingestion.documentsChanged.bind(ingestion),
      dataSourceDeleted: ingestion.dataSourceDeleted.bind(ingestion),
      knowledgeBaseDeleted: ingestion.knowledgeBaseDeleted.bind(ingestion),
    },
    resume: () => ingestion.resume(),
    async close() {
      await opened.close();
      search.close();
    },
  };
};
