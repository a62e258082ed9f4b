import type {
  DataSourceRecord,
  DocumentIdentity,
  KnowledgeBaseDocumentRecord,
  KnowledgeBaseRecord,
  Scope,
} from '../../../store/index.ts';
import { BatchWriter } from './batch-writer.ts';
import { DocumentWork } from './document-work.ts';
import { eachLimited } from './each-limited.ts';
import { embedWithRetries } from './embed-with-retries.ts';
import { DocumentFailed, EmbeddingFailed, reasonOf } from './failures.ts';
import { BYTES_AT_ONCE, DOCUMENTS_AT_ONCE } from './job-run.ts';
import type { EmbedTexts, IngestionTools } from './tools.ts';

/** Documents that are looked for at a time. */
const PAGE = 50;

/** What is sent inline is 5 MiB at most; what lies in S3 is not known before it is read. */
const WEIGHT = 5 * 1024 * 1024;

export interface SentWorkOptions {
  readonly tools: IngestionTools;
  readonly scope: Scope;
  readonly knowledgeBase: KnowledgeBaseRecord;
  readonly dataSource: DataSourceRecord;
  readonly signal: AbortSignal;
  /** Work on one document at a time, whoever does it. */
  readonly alone: <Result>(identity: DocumentIdentity, work: () => Promise<Result>) => Promise<Result>;
}

/**
 * Works on what was sent to a data source, and deletes what somebody wants deleted, until nothing of it is left. A document
 * that cannot be taken in is FAILED and says why. Rejects when the store fails, or with the signal's reason.
 */
export async function workOnSent(options: SentWorkOptions): Promise<void> {
  const { tools, scope, knowledgeBase, signal } = options;
  const { clock, random } = tools;
  const embed = embedWithRetries({ embed: tools.embedderOf(scope, knowledgeBase), clock, random });
  await takeUpAgain(options);
  for (;;) {
    signal.throwIfAborted();
    const waiting = await withStatus(options, ['PENDING', 'DELETING']);
    if (waiting.length === 0) return;
    const limits = { most: DOCUMENTS_AT_ONCE, weight: BYTES_AT_ONCE, weightOf: () => WEIGHT, signal };
    let writer: BatchWriter | undefined;
    await eachLimited(streamOf(waiting), limits, async (row, either) => {
      writer ??= new BatchWriter({ store: tools.store, scope, knowledgeBase, embed, signal: either });
      const shared = writer;
      await options.alone(row, () => shared.during(() => workOn(options, row, embed, shared, either)));
    });
  }
}

async function* streamOf<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

const withStatus = (
  { tools, scope, dataSource: { knowledgeBaseId, id } }: SentWorkOptions,
  statuses: readonly KnowledgeBaseDocumentRecord['status'][],
  limit = PAGE,
): Promise<readonly KnowledgeBaseDocumentRecord[]> =>
  tools.store.knowledgeBaseDocuments.withStatus(scope, knowledgeBaseId, id, statuses, limit);

/** Those that a predecessor had begun wait again. */
async function takeUpAgain(options: SentWorkOptions): Promise<void> {
  const { tools, scope } = options;
  for (const { documentId, ...identity } of await withStatus(options, ['IN_PROGRESS'], 1_000))
    await options.alone({ ...identity, documentId }, () =>
      tools.store.transaction(async ({ knowledgeBaseDocuments }) => {
        const row = await knowledgeBaseDocuments.get(scope, { ...identity, documentId });
        if (row?.status !== 'IN_PROGRESS' || !row.inline) return;
        await knowledgeBaseDocuments.put(scope, { ...row, status: 'PENDING', updatedAt: later(tools, row) });
      }),
    );
}

async function workOn(
  { tools, scope, knowledgeBase, dataSource }: SentWorkOptions,
  identity: DocumentIdentity,
  embed: EmbedTexts,
  writer: BatchWriter,
  signal: AbortSignal,
): Promise<void> {
  const { store } = tools;
  // Lists leave out what was sent.
  const row = await store.knowledgeBaseDocuments.get(scope, identity);
  if (row?.status === 'DELETING') {
    await store.transaction(async ({ knowledgeBaseDocuments }) => {
      const now = await knowledgeBaseDocuments.get(scope, identity);
      if (now?.status === 'DELETING') await knowledgeBaseDocuments.delete(scope, identity);
    });
    return;
  }
  if (row?.status !== 'PENDING') return;
  const context = { tools, scope, knowledgeBase, dataSource, embed, signal, writer };
  const fail = (reason: string, keepsSent: boolean): Promise<void> => {
    const { documentId, sourceType } = row;
    const source = { documentId, sourceType, name: documentId, open: () => Promise.resolve(undefined) };
    return new DocumentWork(context, source, row).fail(reason, { keepsSent });
  };
  if (!row.inline) return fail('What was sent of this document is not here any more. Send it again.', false);
  let work: DocumentWork | undefined;
  try {
    const source = await tools.sources.sent(scope, row, row.inline, signal);
    work = new DocumentWork(context, source, row);
    const outcome = await work.takeIn();
    const now = outcome === 'unchanged' && (await store.knowledgeBaseDocuments.get(scope, identity));
    // Else it would be looked for again and again.
    if (now && now.status === 'PENDING')
      await work.fail('What was sent could not be read.', { keepsSent: false });
  } catch (error) {
    signal.throwIfAborted();
    // Kept where a sync of the data source can try again: nobody else has what was sent.
    const keepsSent = error instanceof EmbeddingFailed || row.uri !== undefined;
    const isTold = error instanceof DocumentFailed || error instanceof EmbeddingFailed;
    if (work && isTold) await work.fail(error.message, { keepsSent });
    else if (!work) await fail(reasonOf(error), keepsSent);
    else throw error;
  }
}

const later = ({ clock }: IngestionTools, row: KnowledgeBaseDocumentRecord): number =>
  Math.max(clock.now(), row.updatedAt + 1);
