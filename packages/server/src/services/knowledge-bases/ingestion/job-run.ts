import type {
  DataSourceRecord,
  DocumentIdentity,
  IngestionJobRecord,
  KnowledgeBaseDocumentRecord,
  KnowledgeBaseRecord,
  Scope,
} from '../../../store/index.ts';
import { StoreError } from '../../../store/index.ts';
import type { SkippedItem, SourceDocument } from '../sources/index.ts';
import { BatchWriter, type DocumentChange } from './batch-writer.ts';
import { DocumentWork } from './document-work.ts';
import { eachLimited } from './each-limited.ts';
import { embedWithRetries } from './embed-with-retries.ts';
import { DocumentFailed, FailureReasons, JobStopped, reasonOf, ShuttingDown } from './failures.ts';
import type { IngestionRepositories } from './ingestion-store.ts';
import type { IngestionTools } from './tools.ts';

/**
 * Documents at the same time, and their bytes together, as far as they are known. So many that some are read and parsed
 * while others wait for their batch to be full.
 */
export const DOCUMENTS_AT_ONCE = 128;
export const BYTES_AT_ONCE = 128 * 1024 * 1024;
/** What a document weighs whose size its source does not tell. */
const UNKNOWN_SIZE = 1024 * 1024;

/** Documents between two times that it is written down how far the job came, where nothing else is written. */
const NOTED_EVERY = 200;
const PAGE = 200;
/** Names of skipped files that are told. */
const SKIPPED_TOLD = 5;

/** How far a job came. */
export interface JobProgress {
  /** Items of the source that are done with, whatever became of them. */
  readonly done: number;
  /** All of them; undefined while nobody knows. */
  readonly expected?: number;
}

export interface JobRunOptions {
  readonly tools: IngestionTools;
  readonly scope: Scope;
  readonly knowledgeBase: KnowledgeBaseRecord;
  readonly dataSource: DataSourceRecord;
  readonly job: IngestionJobRecord;
  readonly signal: AbortSignal;
  /** Work on one document at a time, whoever does it. */
  readonly alone: <Result>(identity: DocumentIdentity, work: () => Promise<Result>) => Promise<Result>;
}

type Count = keyof IngestionJobRecord['statistics'];

/** Counted anew by whoever goes on with a job; the others stand in the job's row, each counted with the change itself. */
const COUNTED_ANEW = [
  'numberOfDocumentsScanned',
  'numberOfMetadataDocumentsScanned',
  'numberOfDocumentsFailed',
  'numberOfDocumentsSkipped',
] as const satisfies readonly Count[];

/** Statuses of documents that somebody sent or deleted: whoever works on what was sent has them. */
const TAKEN: ReadonlySet<string> = new Set(['PENDING', 'STARTING', 'IN_PROGRESS']);
const LEAVING: ReadonlySet<string> = new Set(['DELETING', 'DELETE_IN_PROGRESS']);

/**
 * One ingestion job, from its beginning or from where a predecessor left it: what is done already shows in the documents'
 * rows, so that to go on is to begin again. Ends with the job's row in an end state, unless the server shuts down.
 */
export class JobRun {
  private readonly options: JobRunOptions;
  private readonly embed;
  private readonly counted: Record<(typeof COUNTED_ANEW)[number], number> = {
    numberOfDocumentsScanned: 0,
    numberOfMetadataDocumentsScanned: 0,
    numberOfDocumentsFailed: 0,
    numberOfDocumentsSkipped: 0,
  };
  private readonly reasons = new FailureReasons();
  private readonly skipped = new Map<string, { count: number; readonly told: string[] }>();
  private readonly seen = new Set<string>();
  private writer: BatchWriter | undefined;
  private done = 0;
  private expected: number | undefined;

  constructor(options: JobRunOptions) {
    const { tools, scope, knowledgeBase } = options;
    this.options = options;
    const { clock, random } = tools;
    this.embed = embedWithRetries({ embed: tools.embedderOf(scope, knowledgeBase), clock, random });
  }

  get progress(): JobProgress {
    return { done: this.done, ...(this.expected !== undefined && { expected: this.expected }) };
  }

  /** Rejects when the store fails, or with ShuttingDown; the job is gone on with after the next start then. */
  async run(): Promise<void> {
    const { signal } = this.options;
    try {
      await this.note({}, 'IN_PROGRESS');
      await this.takeInAll();
      await this.finish('COMPLETE');
    } catch (error) {
      if (signal.reason instanceof ShuttingDown) throw signal.reason;
      if (signal.reason instanceof JobStopped) return await this.finish('STOPPED');
      this.reasons.add(reasonOf(error));
      await this.finish('FAILED');
    }
  }

  private async takeInAll(): Promise<void> {
    const { tools, scope, dataSource, signal } = this.options;
    const listing = await tools.sources.list(scope, dataSource)(signal);
    this.expected = listing.expected;
    const limits = {
      most: DOCUMENTS_AT_ONCE,
      weight: BYTES_AT_ONCE,
      weightOf: (item: SourceDocument | SkippedItem) => ('skipped' in item ? 0 : (item.size ?? UNKNOWN_SIZE)),
      signal,
    };
    await eachLimited(listing.items, limits, async (item, either) => {
      this.writer ??= this.openWriter(either);
      if ('skipped' in item) this.skip(item);
      else await this.takeIn(item, either, this.writer);
      this.done++;
      if (this.done % NOTED_EVERY === 0) await this.note({});
    });
    this.expected = this.done;
    for (const [because, { count, told }] of this.skipped)
      this.reasons.add(skippedReason(because, count, told));
    const missed = listing.missed?.();
    if (missed === undefined) await this.deleteVanished();
    else this.reasons.add(`Nothing was deleted, since not everything could be listed: ${missed}`);
  }

  private skip({ skipped, because }: SkippedItem): void {
    this.counted.numberOfDocumentsSkipped++;
    const same = this.skipped.get(because) ?? { count: 0, told: [] };
    this.skipped.set(because, same);
    same.count++;
    if (same.told.length < SKIPPED_TOLD) same.told.push(skipped);
  }

  private openWriter(signal: AbortSignal): BatchWriter {
    const { tools, scope, knowledgeBase } = this.options;
    const onPublished = (
      repositories: IngestionRepositories,
      changes: readonly DocumentChange[],
    ): Promise<void> => this.count(repositories, countsOf(changes));
    return new BatchWriter({
      store: tools.store,
      scope,
      knowledgeBase,
      embed: this.embed,
      signal,
      onPublished,
    });
  }

  private async takeIn(source: SourceDocument, signal: AbortSignal, writer: BatchWriter): Promise<void> {
    this.seen.add(source.documentId);
    this.counted.numberOfDocumentsScanned++;
    if (source.sidecar) this.counted.numberOfMetadataDocumentsScanned++;
    const identity = this.identityOf(source.documentId);
    try {
      await this.options.alone(identity, () =>
        writer.during(() => this.takeInAlone(source, identity, signal, writer)),
      );
    } catch (error) {
      // The store has told the operator; the others are as good as before.
      if (!(error instanceof StoreError && error.code === 'CorruptRow')) throw error;
      this.documentFailed(source.documentId, 'What is stored of it is damaged.');
    }
  }

  private async takeInAlone(
    source: SourceDocument,
    identity: DocumentIdentity,
    signal: AbortSignal,
    writer: BatchWriter,
  ): Promise<void> {
    signal.throwIfAborted();
    const { tools, scope, knowledgeBase, dataSource } = this.options;
    const row = await tools.store.knowledgeBaseDocuments.get(scope, identity);
    if (row && isWithSomebodyElse(row)) return;
    const context = { tools, scope, knowledgeBase, dataSource, embed: this.embed, signal, writer };
    const work = new DocumentWork(context, source, row);
    try {
      await work.takeIn();
    } catch (error) {
      if (!(error instanceof DocumentFailed)) throw error;
      this.documentFailed(source.documentId, error.message);
      // What was there and is gone for good goes with those that vanished.
      if (error.isGone && row && row.generation > 0) this.seen.delete(source.documentId);
      else await work.fail(error.message, { keepsSent: source.uri !== undefined });
    }
  }

  private documentFailed(documentId: string, reason: string): void {
    this.counted.numberOfDocumentsFailed++;
    this.reasons.add(`${documentId}: ${reason}`);
  }

  /** Documents that the source does not have any more. */
  private async deleteVanished(): Promise<void> {
    const { tools, scope, dataSource, signal } = this.options;
    const { knowledgeBaseId, id } = dataSource;
    let after: string | undefined;
    do {
      signal.throwIfAborted();
      const page = await tools.store.knowledgeBaseDocuments.list(scope, knowledgeBaseId, id, {
        limit: PAGE,
        ...(after !== undefined && { after }),
      });
      for (const { documentId } of page.rows) if (!this.seen.has(documentId)) await this.delete(documentId);
      after = page.next;
    } while (after !== undefined);
  }

  private async delete(documentId: string): Promise<void> {
    const { tools, scope, signal, alone } = this.options;
    const identity = this.identityOf(documentId);
    await alone(identity, () =>
      tools.store.transaction(async (repositories) => {
        signal.throwIfAborted();
        const row = await repositories.knowledgeBaseDocuments.get(scope, identity);
        if (!row || isWithSomebodyElse(row)) return;
        await repositories.knowledgeBaseDocuments.delete(scope, identity);
        await this.count(repositories, { numberOfDocumentsDeleted: 1 });
      }),
    );
  }

  private identityOf(documentId: string): DocumentIdentity {
    const { knowledgeBaseId, id } = this.options.dataSource;
    return { knowledgeBaseId, dataSourceId: id, documentId };
  }

  private async note(counts: Partial<Record<Count, number>>, status?: 'IN_PROGRESS'): Promise<void> {
    await this.options.tools.store.transaction((repositories) => this.count(repositories, counts, status));
  }

  /** Adds to what stands in the job's row, and brings the rest of it up to date. */
  private async count(
    { ingestionJobs }: IngestionRepositories,
    counts: Partial<Record<Count, number>>,
    status?: IngestionJobRecord['status'],
  ): Promise<void> {
    const { scope, job, tools } = this.options;
    const now = await ingestionJobs.get(scope, job.knowledgeBaseId, job.dataSourceId, job.id);
    if (!now) return;
    const statistics = { ...now.statistics, ...this.counted };
    for (const [name, count] of Object.entries(counts) as [Count, number][])
      statistics[name] = (statistics[name] ?? 0) + count;
    await ingestionJobs.update(scope, {
      ...now,
      // Who asked for the end of the job is not forgotten.
      status:
        status === undefined || (now.status === 'STOPPING' && status === 'IN_PROGRESS') ? now.status : status,
      statistics,
      failureReasons: this.reasons.list(),
      updatedAt: Math.max(tools.clock.now(), now.updatedAt),
    });
  }

  private async finish(status: 'COMPLETE' | 'FAILED' | 'STOPPED'): Promise<void> {
    const { tools, scope, dataSource } = this.options;
    const { knowledgeBaseId, id } = dataSource;
    const { store, clock } = tools;
    // Half written ones stay as they are for the next job to go on with, but nobody works on them now.
    const left = await store.knowledgeBaseDocuments.withStatus(
      scope,
      knowledgeBaseId,
      id,
      ['IN_PROGRESS'],
      1_000,
    );
    for (const { documentId } of left)
      await this.options.alone(this.identityOf(documentId), () =>
        store.transaction(async ({ knowledgeBaseDocuments }) => {
          const row = await knowledgeBaseDocuments.get(scope, this.identityOf(documentId));
          if (row?.status !== 'IN_PROGRESS' || row.inline) return;
          const updatedAt = Math.max(clock.now(), row.updatedAt + 1);
          const settled =
            row.generation > 0
              ? { status: 'INDEXED' as const }
              : {
                  status: 'FAILED' as const,
                  statusReason: 'The ingestion job ended before this document was done.',
                };
          await knowledgeBaseDocuments.put(scope, { ...row, ...settled, updatedAt });
        }),
      );
    await store.transaction((repositories) => this.count(repositories, {}, status));
  }
}

const isWithSomebodyElse = ({ status, inline }: KnowledgeBaseDocumentRecord): boolean =>
  LEAVING.has(status) || (inline !== undefined && TAKEN.has(status));

const countsOf = (changes: readonly DocumentChange[]): Partial<Record<Count, number>> => {
  const many = (which: (change: DocumentChange) => boolean): number => changes.filter(which).length;
  return {
    numberOfNewDocumentsIndexed: many(({ isNew }) => isNew),
    numberOfModifiedDocumentsIndexed: many(({ isNew, contentChanged }) => !isNew && contentChanged),
    numberOfMetadataDocumentsModified: many(({ metadataChanged }) => metadataChanged),
  };
};

const skippedReason = (because: string, count: number, told: readonly string[]): string => {
  const more = count > told.length ? ` and ${count - told.length} more` : '';
  return `${count} skipped (${because}): ${told.join(', ')}${more}.`;
};
