import type { KnowledgeBaseDocument } from '@streambed/model/bedrock-agent';
import type {
  DataSourceRecord,
  DocumentIdentity,
  IngestionJobRecord,
  KnowledgeBaseDocumentRecord,
  KnowledgeBaseRecord,
  Scope,
} from '../../../store/index.ts';
import { deleteDataSource, deleteKnowledgeBase, sweepChunks } from './deletion.ts';
import { JobStopped, reasonOf, ShuttingDown } from './failures.ts';
import { type JobProgress, JobRun } from './job-run.ts';
import { oneAtATime } from './one-at-a-time.ts';
import {
  askToDelete,
  askToStop,
  type DataSourceIdentity,
  insertIngestionJob,
  putSentDocuments,
} from './requests.ts';
import { workOnSent } from './sent-work.ts';
import type { IngestionTools } from './tools.ts';

/** How long after a failure of the store the same work is tried again, in ms. */
const AGAIN_AFTER = 30_000;

/**
 * Takes documents into knowledge bases, in the background: jobs, documents that are sent, deletions. All of it is written
 * down in the store before it begins, so that a server that was killed goes on with it after `resume`.
 */
export class Ingestion {
  private readonly tools: IngestionTools;
  private readonly shutdown = new AbortController();
  private readonly jobs = new Map<string, LiveJob>();
  /** By data source: work on what was sent to it. */
  private readonly sent = new Map<string, { readonly abort: AbortController; again: boolean }>();
  private readonly running = new Map<string, Promise<void>>();
  private readonly waits = new Set<() => void>();
  private readonly alone = oneAtATime();
  private sweeping: Promise<void> | undefined;

  constructor(tools: IngestionTools) {
    this.tools = tools;
  }

  /** Starts an ingestion job. Rejects as insertIngestionJob does. */
  async startJob(
    scope: Scope,
    dataSource: DataSourceIdentity,
    { id, description }: { readonly id: string; readonly description?: string },
  ): Promise<IngestionJobRecord> {
    const { store, clock } = this.tools;
    const job = await store.transaction((repositories) =>
      insertIngestionJob(repositories, scope, dataSource, {
        id,
        ...(description !== undefined && { description }),
        now: clock.now(),
      }),
    );
    this.jobInserted(scope, job);
    return job;
  }

  /** Begins with a job whose row is written. */
  jobInserted(scope: Scope, job: IngestionJobRecord): void {
    this.inBackground(jobKey(scope, job), `ingestion job ${job.id}`, () => this.runJob(scope, job));
  }

  /** Asks a job to stop; it is STOPPED soon after. Rejects as askToStop does. */
  async stopJob(scope: Scope, dataSource: DataSourceIdentity, id: string): Promise<IngestionJobRecord> {
    const { store, clock } = this.tools;
    const job = await store.transaction((repositories) =>
      askToStop(repositories, scope, dataSource, { id, now: clock.now() }),
    );
    this.stopAsked(scope, job);
    return job;
  }

  /** Stops a job whose row says STOPPING. */
  stopAsked(scope: Scope, job: IngestionJobRecord): void {
    const key = jobKey(scope, job);
    this.jobs.get(key)?.abort.abort(new JobStopped());
    if (!this.running.has(key)) this.jobInserted(scope, job);
  }

  /** How far a job came; undefined when it is not running here. */
  progress(scope: Scope, job: DataSourceIdentity & { readonly id: string }): JobProgress | undefined {
    return this.jobs.get(jobKey(scope, job))?.run?.progress;
  }

  /** Takes documents in that are sent. Rejects as putSentDocuments does. */
  async ingestDocuments(
    scope: Scope,
    dataSource: DataSourceIdentity,
    documents: readonly KnowledgeBaseDocument[],
  ): Promise<readonly KnowledgeBaseDocumentRecord[]> {
    const { store, clock } = this.tools;
    const rows = await store.transaction((repositories) =>
      putSentDocuments(repositories, scope, dataSource, documents, clock),
    );
    this.documentsChanged(scope, dataSource);
    return rows;
  }

  /** Deletes documents; undefined stands for one that is not there. Rejects as askToDelete does. */
  async deleteDocuments(
    scope: Scope,
    dataSource: DataSourceIdentity,
    documentIds: readonly string[],
  ): Promise<readonly (KnowledgeBaseDocumentRecord | undefined)[]> {
    const { store, clock } = this.tools;
    const rows = await store.transaction((repositories) =>
      askToDelete(repositories, scope, dataSource, documentIds, clock),
    );
    this.documentsChanged(scope, dataSource);
    return rows;
  }

  /** Works on documents whose rows say PENDING or DELETING. */
  documentsChanged(scope: Scope, { knowledgeBaseId, dataSourceId }: DataSourceIdentity): void {
    const key = dataSourceKey(scope, { knowledgeBaseId, dataSourceId });
    const working = this.sent.get(key);
    if (working) {
      working.again = true;
      return;
    }
    const work = { abort: new AbortController(), again: false };
    const what = `documents sent to data source ${dataSourceId}`;
    const begin = (): Promise<void> => {
      work.again = false;
      this.sent.set(key, work);
      return this.workOnSent(scope, { knowledgeBaseId, dataSourceId }, work.abort.signal);
    };
    this.inBackground(`sent ${key}`, what, begin, () => {
      this.sent.delete(key);
      // Whoever came when the last look was taken already.
      if (work.again) this.documentsChanged(scope, { knowledgeBaseId, dataSourceId });
    });
  }

  /** Deletes a data source whose row says DELETING, in the background. */
  dataSourceDeleted(scope: Scope, dataSource: DataSourceRecord): void {
    const key = dataSourceKey(scope, { ...dataSource, dataSourceId: dataSource.id });
    this.inBackground(`delete ${key}`, `the deletion of data source ${dataSource.id}`, async () => {
      await this.stopWorkOn(key);
      try {
        await deleteDataSource(this.tools.store, scope, dataSource, this.shutdown.signal);
      } catch (error) {
        this.shutdown.signal.throwIfAborted();
        const failureReasons = [reasonOf(error)];
        const status = 'DELETE_UNSUCCESSFUL' as const;
        await this.tools.store.dataSources.update(scope, { ...dataSource, status, failureReasons });
      }
      this.sweep();
    });
  }

  /** Deletes a knowledge base whose row says DELETING, in the background. */
  knowledgeBaseDeleted(scope: Scope, knowledgeBase: KnowledgeBaseRecord): void {
    const key = knowledgeBaseKey(scope, knowledgeBase.id);
    this.inBackground(`delete ${key}`, `the deletion of knowledge base ${knowledgeBase.id}`, async () => {
      await this.stopWorkOn(key);
      try {
        await deleteKnowledgeBase(this.tools.store, scope, knowledgeBase, this.shutdown.signal);
      } catch (error) {
        this.shutdown.signal.throwIfAborted();
        const failureReasons = [reasonOf(error)];
        const status = 'DELETE_UNSUCCESSFUL' as const;
        await this.tools.store.knowledgeBases.update(scope, { ...knowledgeBase, status, failureReasons });
      }
    });
  }

  /** Goes on with what a predecessor left; to be called once, at the start. */
  async resume(): Promise<void> {
    const { store } = this.tools;
    for (const { scope, ...knowledgeBase } of await store.knowledgeBases.beingDeleted())
      this.knowledgeBaseDeleted(scope, knowledgeBase);
    for (const { scope, ...dataSource } of await store.dataSources.beingDeleted())
      this.dataSourceDeleted(scope, dataSource);
    for (const { scope, ...job } of await store.ingestionJobs.underWay()) this.jobInserted(scope, job);
    const left = await store.knowledgeBaseDocuments.dataSourcesWithStatus([
      'PENDING',
      'IN_PROGRESS',
      'DELETING',
    ]);
    for (const { scope, ...dataSource } of left) this.documentsChanged(scope, dataSource);
    this.sweep();
  }

  /** Resolves when nothing is being worked on. */
  async settled(): Promise<void> {
    while (this.running.size > 0 || this.sweeping)
      await Promise.all([...this.running.values(), this.sweeping]);
  }

  /** Gives up what is under way, for a successor to go on with. */
  async close(): Promise<void> {
    this.shutdown.abort(new ShuttingDown());
    for (const cancel of this.waits) cancel();
    this.waits.clear();
    await this.settled();
  }

  private async runJob(scope: Scope, job: IngestionJobRecord): Promise<void> {
    const key = jobKey(scope, job);
    const live: LiveJob = { dataSource: dataSourceKey(scope, job), abort: new AbortController() };
    this.jobs.set(key, live);
    try {
      await this.runLiveJob(scope, job, live);
    } finally {
      this.jobs.delete(key);
    }
    this.sweep();
  }

  private async runLiveJob(scope: Scope, job: IngestionJobRecord, live: LiveJob): Promise<void> {
    const { store } = this.tools;
    const { knowledgeBaseId, dataSourceId } = job;
    const knowledgeBase = await store.knowledgeBases.get(scope, knowledgeBaseId);
    const dataSource = await store.dataSources.get(scope, knowledgeBaseId, dataSourceId);
    const now = await store.ingestionJobs.get(scope, knowledgeBaseId, dataSourceId, job.id);
    if (!knowledgeBase || !dataSource || !now) return;
    if (now.status === 'STOPPING' || dataSource.status === 'DELETING' || knowledgeBase.status === 'DELETING')
      live.abort.abort(new JobStopped());
    const signal = AbortSignal.any([live.abort.signal, this.shutdown.signal]);
    const alone = this.aloneIn(scope);
    live.run = new JobRun({ tools: this.tools, scope, knowledgeBase, dataSource, job: now, signal, alone });
    await live.run.run();
  }

  private async workOnSent(scope: Scope, identity: DataSourceIdentity, stopped: AbortSignal): Promise<void> {
    const { store } = this.tools;
    const { knowledgeBaseId, dataSourceId } = identity;
    const knowledgeBase = await store.knowledgeBases.get(scope, knowledgeBaseId);
    const dataSource = await store.dataSources.get(scope, knowledgeBaseId, dataSourceId);
    if (!knowledgeBase || !dataSource) return;
    if (knowledgeBase.status === 'DELETING' || dataSource.status === 'DELETING') return;
    const signal = AbortSignal.any([stopped, this.shutdown.signal]);
    await workOnSent({
      tools: this.tools,
      scope,
      knowledgeBase,
      dataSource,
      signal,
      alone: this.aloneIn(scope),
    });
    this.sweep();
  }

  private aloneIn(scope: Scope) {
    return <Result>(identity: DocumentIdentity, work: () => Promise<Result>): Promise<Result> =>
      this.alone(JSON.stringify([dataSourceKey(scope, identity), identity.documentId]), work);
  }

  /** Ends what is under way for a data source, or for all of a knowledge base (whose key theirs begin with). */
  private async stopWorkOn(key: string): Promise<void> {
    const ended: (Promise<void> | undefined)[] = [];
    for (const [job, { dataSource, abort }] of this.jobs)
      if (dataSource.startsWith(key)) {
        abort.abort(new JobStopped());
        ended.push(this.running.get(job));
      }
    for (const [dataSource, { abort }] of this.sent)
      if (dataSource.startsWith(key)) {
        abort.abort(new JobStopped());
        ended.push(this.running.get(`sent ${dataSource}`));
      }
    await Promise.all(ended);
  }

  /** Once at a time for each key; tried again after a while when the store fails. */
  private inBackground(key: string, what: string, work: () => Promise<void>, onEnd?: () => void): void {
    if (this.shutdown.signal.aborted || this.running.has(key)) return;
    const { clock, onFailure } = this.tools;
    const ends = work()
      .catch((error: unknown) => {
        if (this.shutdown.signal.aborted || error instanceof JobStopped) return;
        onFailure(what, error);
        const cancel = clock.after(AGAIN_AFTER, () => {
          this.waits.delete(cancel);
          this.inBackground(key, what, work, onEnd);
        });
        this.waits.add(cancel);
      })
      .finally(() => {
        this.running.delete(key);
        onEnd?.();
      });
    this.running.set(key, ends);
  }

  private sweep(): void {
    if (this.sweeping || this.shutdown.signal.aborted) return;
    this.sweeping = sweepChunks(this.tools.store, this.shutdown.signal)
      .catch((error: unknown) => {
        if (!this.shutdown.signal.aborted) this.tools.onFailure('freeing of chunks', error);
      })
      .finally(() => {
        this.sweeping = undefined;
      });
  }
}

interface LiveJob {
  /** The key of its data source. */
  readonly dataSource: string;
  readonly abort: AbortController;
  /** Absent until its rows are read. */
  run?: JobRun;
}

/** Ids have no `/`. */
const knowledgeBaseKey = ({ accountId, region }: Scope, id: string): string =>
  `${accountId}/${region}/${id}/`;

const dataSourceKey = (scope: Scope, { knowledgeBaseId, dataSourceId }: DataSourceIdentity): string =>
  `${knowledgeBaseKey(scope, knowledgeBaseId)}${dataSourceId}/`;

const jobKey = (scope: Scope, job: DataSourceIdentity & { readonly id: string }): string =>
  `${dataSourceKey(scope, job)}${job.id}`;
