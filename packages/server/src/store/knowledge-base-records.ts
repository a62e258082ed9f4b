import type { JsonObject } from '@streambed/model';
import type {
  DataDeletionPolicy,
  DataSourceConfiguration,
  DataSourceStatus,
  DocumentStatus,
  IngestionJobStatistics,
  IngestionJobStatus,
  KnowledgeBaseConfiguration,
  KnowledgeBaseStatus,
  ServerSideEncryptionConfiguration,
  StorageConfiguration,
  VectorIngestionConfiguration,
} from '@streambed/model/bedrock-agent';
import type { Page, PageRequest, Scope } from './store.ts';

/* Knowledge bases as they are kept. Times are wall time in ms since the epoch. */

/** What a store has for knowledge bases, and what a transaction of it is handed. */
export interface KnowledgeBaseRepositories {
  readonly knowledgeBases: KnowledgeBaseRepository;
  readonly dataSources: DataSourceRepository;
  readonly ingestionJobs: IngestionJobRepository;
  readonly knowledgeBaseDocuments: KnowledgeBaseDocumentRepository;
  readonly chunks: ChunkRepository;
}

export interface KnowledgeBaseRecord {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly roleArn: string;
  readonly knowledgeBaseConfiguration: KnowledgeBaseConfiguration;
  /** Kept and shown as it was given; the index is always this store's own. */
  readonly storageConfiguration?: StorageConfiguration;
  readonly status: KnowledgeBaseStatus;
  readonly failureReasons: readonly string[];
  /** Of the vectors; known when the first of them is kept. Never changes after. */
  readonly dimensions?: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface KnowledgeBaseRepository {
  get(scope: Scope, knowledgeBaseId: string): Promise<KnowledgeBaseRecord | undefined>;
  /** Ids of those with that name: at most one, but for such as are being deleted. */
  named(scope: Scope, name: string): Promise<readonly string[]>;
  /** DuplicateRow when the id is taken. */
  insert(scope: Scope, knowledgeBase: KnowledgeBaseRecord): Promise<void>;
  /** Replaces the row; false when it is gone. `createdAt` must be as it was inserted. */
  update(scope: Scope, knowledgeBase: KnowledgeBaseRecord): Promise<boolean>;
  /** Its tags go too. Data sources and documents must be gone before (ChildrenRemain otherwise). */
  delete(scope: Scope, knowledgeBaseId: string): Promise<boolean>;
  /** Newest first. */
  list(scope: Scope, page: PageRequest): Promise<Page<KnowledgeBaseRecord>>;
  count(scope: Scope): Promise<number>;
  /** In all scopes, for the server itself, which ends at its start what its predecessor was deleting. */
  beingDeleted(): Promise<readonly (KnowledgeBaseRecord & { readonly scope: Scope })[]>;
}

export interface DataSourceRecord {
  readonly id: string;
  readonly knowledgeBaseId: string;
  readonly name: string;
  readonly description?: string;
  readonly dataSourceConfiguration: DataSourceConfiguration;
  readonly vectorIngestionConfiguration?: VectorIngestionConfiguration;
  readonly serverSideEncryptionConfiguration?: ServerSideEncryptionConfiguration;
  readonly dataDeletionPolicy: DataDeletionPolicy;
  readonly status: DataSourceStatus;
  readonly failureReasons: readonly string[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface DataSourceRepository {
  get(scope: Scope, knowledgeBaseId: string, dataSourceId: string): Promise<DataSourceRecord | undefined>;
  named(scope: Scope, knowledgeBaseId: string, name: string): Promise<readonly string[]>;
  /** DuplicateRow when the id is taken, MissingParent when the knowledge base is not there. */
  insert(scope: Scope, dataSource: DataSourceRecord): Promise<void>;
  /** Replaces the row; false when it is gone. `createdAt` must be as it was inserted. */
  update(scope: Scope, dataSource: DataSourceRecord): Promise<boolean>;
  /** Its ingestion jobs go too; documents must be gone before (ChildrenRemain), unless `keepsDocuments` (the RETAIN policy). */
  delete(
    scope: Scope,
    knowledgeBaseId: string,
    dataSourceId: string,
    options?: { readonly keepsDocuments?: boolean },
  ): Promise<boolean>;
  /** Newest first. */
  list(scope: Scope, knowledgeBaseId: string, page: PageRequest): Promise<Page<DataSourceRecord>>;
  count(scope: Scope, knowledgeBaseId: string): Promise<number>;
  /** In all scopes, for the server itself, which ends at its start what its predecessor was deleting. */
  beingDeleted(): Promise<readonly (DataSourceRecord & { readonly scope: Scope })[]>;
}

export interface IngestionJobRecord {
  readonly id: string;
  readonly knowledgeBaseId: string;
  readonly dataSourceId: string;
  readonly description?: string;
  readonly status: IngestionJobStatus;
  readonly statistics: Required<IngestionJobStatistics>;
  /** At most 100 are kept; the last one says how many more there were. */
  readonly failureReasons: readonly string[];
  readonly startedAt: number;
  readonly updatedAt: number;
}

export interface IngestionJobFilter {
  /** Absent: any. */
  readonly statuses?: readonly IngestionJobStatus[];
  readonly sortBy?: 'STATUS' | 'STARTED_AT';
  /** Default DESCENDING. */
  readonly order?: 'ASCENDING' | 'DESCENDING';
}

export interface IngestionJobRepository {
  get(
    scope: Scope,
    knowledgeBaseId: string,
    dataSourceId: string,
    jobId: string,
  ): Promise<IngestionJobRecord | undefined>;
  /** DuplicateRow when the id is taken, MissingParent when the data source is not there. */
  insert(scope: Scope, job: IngestionJobRecord): Promise<void>;
  /** Replaces the row; false when it is gone. `startedAt` must be as it was inserted. */
  update(scope: Scope, job: IngestionJobRecord): Promise<boolean>;
  list(
    scope: Scope,
    knowledgeBaseId: string,
    dataSourceId: string,
    filter: IngestionJobFilter,
    page: PageRequest,
  ): Promise<Page<IngestionJobRecord>>;
  /** Of a knowledge base: STARTING, IN_PROGRESS or STOPPING. */
  underWayIn(scope: Scope, knowledgeBaseId: string): Promise<readonly IngestionJobRecord[]>;
  /** In all scopes, for the server itself, which goes on at its start with what its predecessor left. */
  underWay(): Promise<readonly (IngestionJobRecord & { readonly scope: Scope })[]>;
}

/** What a document is found by in its data source: the URI of an object or page, or the id that a caller chose. */
export interface DocumentIdentity {
  readonly knowledgeBaseId: string;
  readonly dataSourceId: string;
  readonly documentId: string;
}

export interface KnowledgeBaseDocumentRecord extends DocumentIdentity {
  readonly sourceType: 'S3' | 'CUSTOM' | 'WEB';
  /** Where it lies, where that is not its id: CUSTOM documents in S3. */
  readonly uri?: string;
  readonly status: DocumentStatus;
  readonly statusReason?: string;
  readonly mimeType?: string;
  /** A digest of its bytes, and of the metadata beside it: what both were when they were last read. */
  readonly contentDigest?: string;
  readonly metadataDigest?: string;
  /** What its source says without reading it: an ETag with size and time; the same as before means unchanged. */
  readonly sourceTag?: string;
  readonly metadata: JsonObject;
  /** The generation of its chunks that searches see; 0 while there is none. */
  readonly generation: number;
  readonly chunkCount: number;
  /** The generation that is being written while searches see another; absent when none is. */
  readonly draft?: DocumentDraft;
  /** What was sent by IngestKnowledgeBaseDocuments and is not read yet, as whoever works on it wrote it. */
  readonly inline?: Uint8Array;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Chunks that a crash may leave half written, and how to tell whether they may be gone on with. */
export interface DocumentDraft {
  /** Above `generation`. */
  readonly generation: number;
  /** Of all that its chunks are made of: another digest means that other chunks would be made today. */
  readonly digest: string;
}

export interface KnowledgeBaseDocumentRepository {
  get(scope: Scope, identity: DocumentIdentity): Promise<KnowledgeBaseDocumentRecord | undefined>;
  /**
   * Inserts or replaces; `createdAt`, `generation` and `chunkCount` stay as they are (in a new row the last two are 0); of a draft
   * that is left out the chunks stay until they are discarded.
   * MissingParent when the data source is not there.
   */
  put(scope: Scope, document: KnowledgeBaseDocumentRecord): Promise<void>;
  /**
   * Makes a whole generation of chunks the one that is searched, with the document's row, at once. The generation that
   * was searched before is freed by `chunks.sweep`. MissingParent when the document is not there, ChunksMissing when
   * fewer or more chunks than `chunkCount` are kept, or the generation is not above the one that is searched.
   */
  publish(scope: Scope, document: KnowledgeBaseDocumentRecord): Promise<void>;
  /**
   * The row; its chunks are taken out of searches at once and freed by `chunks.sweep`. A document that gets the same id
   * later has none of them, whatever generations it comes to, even before they are freed.
   */
  delete(scope: Scope, identity: DocumentIdentity): Promise<boolean>;
  /**
   * Deletes at most `limit` documents of a data source, or of the whole knowledge base, those of data sources that are
   * gone (RETAIN) too; answers how many.
   */
  deleteSome(
    scope: Scope,
    knowledgeBaseId: string,
    dataSourceId: string | undefined,
    limit: number,
  ): Promise<number>;
  /** By document id. `inline` is left out of lists. */
  list(
    scope: Scope,
    knowledgeBaseId: string,
    dataSourceId: string,
    page: PageRequest,
  ): Promise<Page<KnowledgeBaseDocumentRecord>>;
  count(scope: Scope, knowledgeBaseId: string, dataSourceId?: string): Promise<number>;
  /** Of a data source: those whose status is one of these, oldest change first. `inline` is left out. */
  withStatus(
    scope: Scope,
    knowledgeBaseId: string,
    dataSourceId: string,
    statuses: readonly DocumentStatus[],
    limit: number,
  ): Promise<readonly KnowledgeBaseDocumentRecord[]>;
  /**
   * Data sources, in all scopes, that have documents whose status is one of these; each once. For the server itself,
   * which goes on at its start with what its predecessor left.
   */
  dataSourcesWithStatus(
    statuses: readonly DocumentStatus[],
  ): Promise<readonly (Omit<DocumentIdentity, 'documentId'> & { readonly scope: Scope })[]>;
}

/** A passage that is searched. */
export interface ChunkRecord extends DocumentIdentity {
  /** From 1; each time a document is ingested anew it gets the next. */
  readonly generation: number;
  /** From 0, in the document's order. */
  readonly ordinal: number;
  readonly text: string;
  /** UTF-16 units in the document's text. */
  readonly start: number;
  readonly end: number;
  readonly page?: number;
  readonly headings?: readonly string[];
  /** HIERARCHICAL: the larger passage that stands for it in results. */
  readonly parent?: {
    readonly ordinal: number;
    readonly text: string;
    readonly start: number;
    readonly end: number;
  };
  /** What filters see: the document's metadata and the built-in keys. */
  readonly metadata: JsonObject;
  /** Unit length. */
  readonly vector: Float32Array;
}

/** What a search looks at before it reads a text. */
export interface ChunkVector extends DocumentIdentity {
  /** What the store calls the chunk: a whole number that no other chunk has while this one is kept. */
  readonly number: number;
  /** The chunk's metadata as JSON text; many chunks share one. */
  readonly metadata: string;
  readonly vector: Float32Array;
}

/** A chunk as it is shown; what filters and ranking need of it is in its ChunkVector. */
export type ChunkPassage = Omit<ChunkRecord, 'metadata' | 'vector'> & { readonly number: number };

/** A chunk that a search of the store found. */
export interface FoundChunk {
  readonly number: number;
  /** The higher the better; of words it is BM25, of vectors the cosine. */
  readonly score: number;
}

/** Numbers of chunks; what is left out knows no bound. */
export interface NumberRange {
  /** Not itself. */
  readonly after?: number;
  /** Itself included. */
  readonly through?: number | undefined;
}

/** How rare words are in a knowledge base. */
export interface Rarity {
  /** Chunks of the knowledge base. */
  readonly chunks: number;
  /** Of the words asked for, in their order: chunks that have the word, about. */
  readonly frequencies: readonly number[];
}

export interface ChunkRepository {
  /**
   * Keeps chunks that nobody sees until their generation is published. A chunk that is there already stays as it is.
   * MissingParent when its document is not there.
   */
  insert(scope: Scope, chunks: readonly ChunkRecord[]): Promise<void>;
  /** The ordinals of a generation that are kept: where a job goes on after a crash. */
  ordinals(scope: Scope, identity: DocumentIdentity, generation: number): Promise<ReadonlySet<number>>;
  /**
   * Chunks of a generation, by ordinal, from `ordinal` on, whether it is searched or a draft: their vectors are used again
   * where the text is the same.
   */
  ofGeneration(
    scope: Scope,
    identity: DocumentIdentity,
    generation: number,
    ordinal: number,
    limit: number,
  ): Promise<readonly ChunkRecord[]>;
  /** Gives up a generation that was not published (a draft); its chunks are freed by `sweep`. */
  discard(scope: Scope, identity: DocumentIdentity, generation: number): Promise<void>;
  /** Chunks that are searched. */
  count(scope: Scope, knowledgeBaseId: string): Promise<number>;
  /**
   * Frees chunks that no search can reach any more, at most `limit`; answers how many. Not those of a draft that is not
   * given up. For the server itself, in all scopes.
   */
  sweep(limit: number): Promise<number>;

  /* Of chunks that are searched, and no others, unless it says so. Damaged ones are reported and left out. */

  /** By number, those after `after`. */
  vectors(
    scope: Scope,
    knowledgeBaseId: string,
    after: number,
    limit: number,
  ): Promise<readonly ChunkVector[]>;
  vectorsOf(scope: Scope, identity: DocumentIdentity): Promise<readonly ChunkVector[]>;
  /** In no order. */
  vectorsNumbered(
    scope: Scope,
    knowledgeBaseId: string,
    numbers: readonly number[],
  ): Promise<readonly ChunkVector[]>;
  /** In no order. */
  passages(
    scope: Scope,
    knowledgeBaseId: string,
    numbers: readonly number[],
  ): Promise<readonly ChunkPassage[]>;
  /**
   * Those with any of the words, best first; some may be of generations that are not searched. With `rarity` words count by
   * how rare they are in this knowledge base, without it by how rare they are in all together.
   */
  matching(
    scope: Scope,
    knowledgeBaseId: string,
    words: readonly string[],
    limit: number,
    rarity?: Rarity,
  ): Promise<readonly FoundChunk[]>;
  /** How many chunks have the word, not counted further than `limit`; those that are not searched count too. */
  frequency(scope: Scope, knowledgeBaseId: string, word: string, limit: number): Promise<number>;
  /** Those whose vectors are nearest, best first, by looking at every one on disk, or at those of a range of numbers. */
  nearest(
    scope: Scope,
    knowledgeBaseId: string,
    vector: Float32Array,
    limit: number,
    range?: NumberRange,
  ): Promise<readonly FoundChunk[]>;
  /** The number of the chunk that is `count` chunks further on; undefined where there are fewer. */
  numberAfter(
    scope: Scope,
    knowledgeBaseId: string,
    after: number,
    count: number,
  ): Promise<number | undefined>;
}
