import type {
  ChunkRecord,
  DataSourceRecord,
  DocumentIdentity,
  IngestionJobRecord,
  KnowledgeBaseDocumentRecord,
  KnowledgeBaseRecord,
  Page,
  PageRequest,
  Scope,
} from '../../../store/index.ts';
import { StoreError } from '../../../store/index.ts';
import type { IngestionRepositories, IngestionStore } from './ingestion-store.ts';

/** A document, and all generations of its chunks: those of another document of the same id are not among them. */
interface KeptDocument {
  readonly scope: Scope;
  readonly row: KnowledgeBaseDocumentRecord;
  readonly chunks: ReadonlyMap<string, ChunkRecord>;
}

interface Tables {
  knowledgeBases: Map<string, KnowledgeBaseRecord & { readonly scope: Scope }>;
  dataSources: Map<string, DataSourceRecord & { readonly scope: Scope }>;
  jobs: Map<string, IngestionJobRecord & { readonly scope: Scope }>;
  documents: Map<string, KeptDocument>;
  /** Chunks that nobody can reach, to be swept. */
  garbage: number;
}

/** A store of knowledge bases in memory, for tests: as strict as the real one about what must be there before. */
export interface MemoryStore extends IngestionStore {
  /** What searches would see of a knowledge base. */
  searched(scope: Scope, knowledgeBaseId: string): readonly ChunkRecord[];
  /** Chunks of documents that are kept, searched or not. */
  kept(): readonly ChunkRecord[];
}

export function createMemoryStore(): MemoryStore {
  let tables: Tables = {
    knowledgeBases: new Map(),
    dataSources: new Map(),
    jobs: new Map(),
    documents: new Map(),
    garbage: 0,
  };
  let last: Promise<unknown> = Promise.resolve();

  const write = <T>(work: (repositories: IngestionRepositories) => Promise<T>): Promise<T> => {
    const mine = last.then(async () => {
      const draft: Tables = {
        knowledgeBases: new Map(tables.knowledgeBases),
        dataSources: new Map(tables.dataSources),
        jobs: new Map(tables.jobs),
        documents: new Map(tables.documents),
        garbage: tables.garbage,
      };
      const result = await work(
        repositoriesOf(
          () => draft,
          (inner) => inner(repositoriesOf(() => draft, never)),
        ),
      );
      tables = draft;
      return result;
    });
    last = mine.catch(() => undefined);
    return mine;
  };

  return {
    ...repositoriesOf(() => tables, write),
    transaction: write,
    searched: (scope, knowledgeBaseId) =>
      [...tables.documents.values()]
        .filter(({ scope: its, row }) => isSame(its, scope) && row.knowledgeBaseId === knowledgeBaseId)
        .flatMap(({ row, chunks }) =>
          [...chunks.values()].filter(({ generation }) => generation === row.generation),
        ),
    kept: () => [...tables.documents.values()].flatMap(({ chunks }) => [...chunks.values()]),
  };
}

const never = (): never => {
  throw new Error('A transaction within a transaction.');
};

type Write = <T>(work: (repositories: IngestionRepositories) => Promise<T>) => Promise<T>;

/** Repositories on some tables. Outside of a transaction each write is one of its own. */
function repositoriesOf(tables: () => Tables, write: Write): IngestionRepositories {
  const inWrite = write === never;
  /** Runs a change here, or in a transaction of its own. */
  const changing = <T>(
    change: () => T,
    elsewhere: (repositories: IngestionRepositories) => Promise<T>,
  ): Promise<T> => (inWrite ? Promise.resolve().then(change) : write(elsewhere));

  return {
    knowledgeBases: {
      get: async (scope, id) => unscoped(tables().knowledgeBases.get(keyOf(scope, id))),
      named: async (scope, name) =>
        [...tables().knowledgeBases.values()]
          .filter((row) => isSame(row.scope, scope) && row.name === name)
          .map(({ id }) => id),
      insert: (scope, row) =>
        changing(
          () => void tables().knowledgeBases.set(keyOf(scope, row.id), { ...row, scope }),
          ({ knowledgeBases }) => knowledgeBases.insert(scope, row),
        ),
      update: (scope, row) =>
        changing(
          () => replace(tables().knowledgeBases, keyOf(scope, row.id), { ...row, scope }),
          ({ knowledgeBases }) => knowledgeBases.update(scope, row),
        ),
      delete: (scope, id) =>
        changing(
          () => {
            const start = `${keyOf(scope, id)}/`;
            const { documents, dataSources } = tables();
            if ([...documents.keys(), ...dataSources.keys()].some((key) => key.startsWith(start)))
              throw new StoreError('DatabaseFailure', 'Children remain.');
            return tables().knowledgeBases.delete(keyOf(scope, id));
          },
          ({ knowledgeBases }) => knowledgeBases.delete(scope, id),
        ),
      list: async (scope, page) =>
        pageOf(
          [...tables().knowledgeBases.values()].filter((row) => isSame(row.scope, scope)),
          page,
          ({ id }) => id,
        ),
      count: async (scope) =>
        [...tables().knowledgeBases.values()].filter((row) => isSame(row.scope, scope)).length,
      beingDeleted: async () =>
        [...tables().knowledgeBases.values()].filter(({ status }) => status === 'DELETING'),
    },
    dataSources: {
      get: async (scope, knowledgeBaseId, id) =>
        unscoped(tables().dataSources.get(keyOf(scope, knowledgeBaseId, id))),
      named: async () => [],
      insert: (scope, row) =>
        changing(
          () => void tables().dataSources.set(keyOf(scope, row.knowledgeBaseId, row.id), { ...row, scope }),
          ({ dataSources }) => dataSources.insert(scope, row),
        ),
      update: (scope, row) =>
        changing(
          () => replace(tables().dataSources, keyOf(scope, row.knowledgeBaseId, row.id), { ...row, scope }),
          ({ dataSources }) => dataSources.update(scope, row),
        ),
      delete: (scope, knowledgeBaseId, id, options = {}) =>
        changing(
          () => {
            const start = `${keyOf(scope, knowledgeBaseId, id)}/`;
            const { documents, jobs } = tables();
            if (!options.keepsDocuments && [...documents.keys()].some((key) => key.startsWith(start)))
              throw new StoreError('DatabaseFailure', 'Children remain.');
            for (const key of jobs.keys()) if (key.startsWith(start)) jobs.delete(key);
            return tables().dataSources.delete(keyOf(scope, knowledgeBaseId, id));
          },
          ({ dataSources }) => dataSources.delete(scope, knowledgeBaseId, id, options),
        ),
      list: async (scope, knowledgeBaseId, page) =>
        pageOf(
          [...tables().dataSources.values()].filter(
            (row) => isSame(row.scope, scope) && row.knowledgeBaseId === knowledgeBaseId,
          ),
          page,
          ({ id }) => id,
        ),
      count: async () => 0,
      beingDeleted: async () =>
        [...tables().dataSources.values()].filter(({ status }) => status === 'DELETING'),
    },
    ingestionJobs: {
      get: async (scope, knowledgeBaseId, dataSourceId, id) =>
        unscoped(tables().jobs.get(keyOf(scope, knowledgeBaseId, dataSourceId, id))),
      insert: (scope, row) =>
        changing(
          () => {
            if (!tables().dataSources.has(keyOf(scope, row.knowledgeBaseId, row.dataSourceId)))
              throw new StoreError('MissingParent', 'No data source.');
            tables().jobs.set(keyOf(scope, row.knowledgeBaseId, row.dataSourceId, row.id), { ...row, scope });
          },
          ({ ingestionJobs }) => ingestionJobs.insert(scope, row),
        ),
      update: (scope, row) =>
        changing(
          () =>
            replace(tables().jobs, keyOf(scope, row.knowledgeBaseId, row.dataSourceId, row.id), {
              ...row,
              scope,
            }),
          ({ ingestionJobs }) => ingestionJobs.update(scope, row),
        ),
      list: async () => ({ rows: [] }),
      underWayIn: async (scope, knowledgeBaseId) =>
        [...tables().jobs.values()].filter(
          (row) => isSame(row.scope, scope) && row.knowledgeBaseId === knowledgeBaseId && isUnderWay(row),
        ),
      underWay: async () => [...tables().jobs.values()].filter(isUnderWay),
    },
    knowledgeBaseDocuments: {
      get: async (scope, identity) => tables().documents.get(documentKey(scope, identity))?.row,
      put: (scope, row) =>
        changing(
          () => {
            const before = tables().documents.get(documentKey(scope, row));
            if (!before && !tables().dataSources.has(keyOf(scope, row.knowledgeBaseId, row.dataSourceId)))
              throw new StoreError('MissingParent', 'No data source.');
            const { generation, chunkCount, createdAt } = before?.row ?? {
              ...row,
              generation: 0,
              chunkCount: 0,
            };
            tables().documents.set(documentKey(scope, row), {
              scope,
              row: { ...row, generation, chunkCount, createdAt },
              chunks: before?.chunks ?? new Map(),
            });
          },
          ({ knowledgeBaseDocuments }) => knowledgeBaseDocuments.put(scope, row),
        ),
      publish: (scope, row) =>
        changing(
          () => {
            const before = tables().documents.get(documentKey(scope, row));
            if (!before) throw new StoreError('MissingParent', 'No document.');
            const of = [...before.chunks.values()].filter(({ generation }) => generation === row.generation);
            if (of.length !== row.chunkCount || row.generation <= before.row.generation)
              throw new StoreError('DatabaseFailure', 'The generation is not whole, or old.');
            const chunks = new Map(
              [...before.chunks].filter(([, { generation }]) => generation >= row.generation),
            );
            tables().garbage += before.chunks.size - chunks.size;
            tables().documents.set(documentKey(scope, row), { scope, row, chunks });
          },
          ({ knowledgeBaseDocuments }) => knowledgeBaseDocuments.publish(scope, row),
        ),
      delete: (scope, identity) =>
        changing(
          () => remove(tables(), documentKey(scope, identity)),
          ({ knowledgeBaseDocuments }) => knowledgeBaseDocuments.delete(scope, identity),
        ),
      deleteSome: (scope, knowledgeBaseId, dataSourceId, limit) =>
        changing(
          () => {
            const start = `${keyOf(scope, ...[knowledgeBaseId, dataSourceId].filter((id) => id !== undefined))}/`;
            const found = [...tables().documents.keys()]
              .filter((key) => key.startsWith(start))
              .slice(0, limit);
            for (const key of found) remove(tables(), key);
            return found.length;
          },
          ({ knowledgeBaseDocuments }) =>
            knowledgeBaseDocuments.deleteSome(scope, knowledgeBaseId, dataSourceId, limit),
        ),
      list: async (scope, knowledgeBaseId, dataSourceId, page) =>
        pageOf(
          rowsOf(tables(), scope, { knowledgeBaseId, dataSourceId }).map(withoutInline),
          page,
          ({ documentId }) => documentId,
        ),
      count: async (scope, knowledgeBaseId, dataSourceId) =>
        rowsOf(tables(), scope, { knowledgeBaseId, dataSourceId }).length,
      withStatus: async (scope, knowledgeBaseId, dataSourceId, statuses, limit) =>
        rowsOf(tables(), scope, { knowledgeBaseId, dataSourceId })
          .filter(({ status }) => statuses.includes(status))
          .sort((one, other) => one.updatedAt - other.updatedAt)
          .slice(0, limit)
          .map(withoutInline),
      dataSourcesWithStatus: async (statuses) => {
        const found = new Map(
          [...tables().documents.values()]
            .filter(({ row }) => statuses.includes(row.status))
            .map(({ scope, row: { knowledgeBaseId, dataSourceId } }) => [
              keyOf(scope, knowledgeBaseId, dataSourceId),
              { scope, knowledgeBaseId, dataSourceId },
            ]),
        );
        return [...found.values()];
      },
    },
    chunks: {
      insert: (scope, records) =>
        changing(
          () => {
            for (const record of records) {
              const key = documentKey(scope, record);
              const document = tables().documents.get(key);
              if (!document) throw new StoreError('MissingParent', 'No document.');
              const chunks = new Map(document.chunks);
              const place = `${record.generation} ${record.ordinal}`;
              if (!chunks.has(place)) chunks.set(place, record);
              tables().documents.set(key, { ...document, chunks });
            }
          },
          ({ chunks }) => chunks.insert(scope, records),
        ),
      ofGeneration: async (scope, identity, generation, from, limit) =>
        generationOf(tables(), scope, identity, generation)
          .filter(({ ordinal }) => ordinal >= from)
          .slice(0, limit),
      discard: (scope, identity, generation) =>
        changing(
          () => {
            const key = documentKey(scope, identity);
            const document = tables().documents.get(key);
            if (!document || document.row.generation === generation) return;
            const chunks = new Map(
              [...document.chunks].filter(([, chunk]) => chunk.generation !== generation),
            );
            tables().garbage += document.chunks.size - chunks.size;
            tables().documents.set(key, { ...document, chunks });
          },
          ({ chunks }) => chunks.discard(scope, identity, generation),
        ),
      sweep: (limit) =>
        changing(
          () => {
            const swept = Math.min(limit, tables().garbage);
            tables().garbage -= swept;
            return swept;
          },
          ({ chunks }) => chunks.sweep(limit),
        ),
    },
  };
}

const keyOf = ({ accountId, region }: Scope, ...ids: readonly string[]): string =>
  [accountId, region, ...ids].join('/');

const documentKey = (scope: Scope, { knowledgeBaseId, dataSourceId, documentId }: DocumentIdentity): string =>
  keyOf(scope, knowledgeBaseId, dataSourceId, documentId);

const isSame = (one: Scope, other: Scope): boolean =>
  one.accountId === other.accountId && one.region === other.region;

const isUnderWay = ({ status }: IngestionJobRecord): boolean =>
  ['STARTING', 'IN_PROGRESS', 'STOPPING'].includes(status);

const unscoped = <Row extends { readonly scope: Scope }>(
  row: Row | undefined,
): Omit<Row, 'scope'> | undefined => {
  if (!row) return undefined;
  const { scope: _scope, ...rest } = row;
  return rest;
};

const withoutInline = ({
  inline: _inline,
  ...row
}: KnowledgeBaseDocumentRecord): KnowledgeBaseDocumentRecord => row;

const replace = <Row>(rows: Map<string, Row>, key: string, row: Row): boolean => {
  if (!rows.has(key)) return false;
  rows.set(key, row);
  return true;
};

const remove = (tables: Tables, key: string): boolean => {
  tables.garbage += tables.documents.get(key)?.chunks.size ?? 0;
  return tables.documents.delete(key);
};

const rowsOf = (
  { documents }: Tables,
  scope: Scope,
  of: { readonly knowledgeBaseId: string; readonly dataSourceId: string | undefined },
): KnowledgeBaseDocumentRecord[] =>
  [...documents.values()]
    .filter(
      ({ scope: its, row }) =>
        isSame(its, scope) &&
        row.knowledgeBaseId === of.knowledgeBaseId &&
        (of.dataSourceId === undefined || row.dataSourceId === of.dataSourceId),
    )
    .map(({ row }) => row)
    .sort((one, other) => (one.documentId < other.documentId ? -1 : 1));

const generationOf = (
  { documents }: Tables,
  scope: Scope,
  identity: DocumentIdentity,
  generation: number,
): readonly ChunkRecord[] =>
  [...(documents.get(documentKey(scope, identity))?.chunks.values() ?? [])]
    .filter((chunk) => chunk.generation === generation)
    .sort((one, other) => one.ordinal - other.ordinal);

const pageOf = <Row>(
  rows: readonly Row[],
  { limit, after }: PageRequest,
  keyOfRow: (row: Row) => string,
): Page<Row> => {
  const left = [...rows]
    .sort((one, other) => (keyOfRow(one) < keyOfRow(other) ? -1 : 1))
    .filter((row) => after === undefined || keyOfRow(row) > after);
  const shown = left.slice(0, limit);
  const last = shown.at(-1);
  return left.length > limit && last !== undefined ? { rows: shown, next: keyOfRow(last) } : { rows: shown };
};
