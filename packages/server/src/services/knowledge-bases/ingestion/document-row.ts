import type { DocumentIdentity, KnowledgeBaseDocumentRecord, Scope } from '../../../store/index.ts';
import type { SourceDocument } from '../sources/index.ts';
import type { IngestionRepositories } from './ingestion-store.ts';
import { joinTags, type SourceTags } from './source-tag.ts';
import type { IngestionTools } from './tools.ts';

export interface DocumentRowOptions {
  readonly tools: Pick<IngestionTools, 'store' | 'clock'>;
  readonly scope: Scope;
  readonly identity: DocumentIdentity;
  readonly source: Pick<SourceDocument, 'sourceType' | 'uri'>;
  /** The row when work on the document began; undefined: there was none. */
  readonly row: KnowledgeBaseDocumentRecord | undefined;
}

/** A change of a document in a transaction; the row that it answers is the one that later changes build on. */
export type RowChange = (
  repositories: IngestionRepositories,
  now: KnowledgeBaseDocumentRecord | undefined,
) => Promise<KnowledgeBaseDocumentRecord | undefined>;

/** The row of a document while somebody works on it: changed only as long as nobody else changed it. */
export class DocumentRow {
  private readonly options: DocumentRowOptions;
  /** As it was last seen or written here: when it is another, somebody overtook. */
  private last: KnowledgeBaseDocumentRecord | undefined;

  constructor(options: DocumentRowOptions) {
    this.options = options;
    this.last = options.row;
  }

  get row(): KnowledgeBaseDocumentRecord | undefined {
    return this.last;
  }

  /** Does the change within a transaction, unless somebody overtook; says whether it did. */
  async changeWithin(repositories: IngestionRepositories, change: RowChange): Promise<boolean> {
    const { scope, identity } = this.options;
    const now = await repositories.knowledgeBaseDocuments.get(scope, identity);
    if (now?.updatedAt !== this.last?.updatedAt) return false;
    await change(repositories, now);
    return true;
  }

  /** The same in a transaction of its own. */
  async change(change: RowChange): Promise<boolean> {
    let written: KnowledgeBaseDocumentRecord | undefined;
    const isDone = await this.options.tools.store.transaction((repositories) =>
      this.changeWithin(repositories, async (...given) => {
        written = await change(...given);
        return written;
      }),
    );
    if (isDone && written) this.last = written;
    return isDone;
  }

  /** Says why the document failed; what was published of it stays. */
  async fail(reason: string, { keepsSent }: { readonly keepsSent: boolean }): Promise<void> {
    const { scope } = this.options;
    await this.change(async ({ knowledgeBaseDocuments }, now) => {
      if (now?.status === 'FAILED' && now.statusReason === reason) return undefined;
      const { inline, ...kept } = now ?? this.fresh();
      const row = {
        ...kept,
        ...(inline && keepsSent && { inline }),
        status: 'FAILED' as const,
        statusReason: reason,
        updatedAt: this.stamp(now),
      };
      await knowledgeBaseDocuments.put(scope, row);
      return row;
    });
  }

  /** What is published is what the source has: says so where the row says something else. False: somebody overtook. */
  async settle(tags: SourceTags): Promise<boolean> {
    const { scope, identity } = this.options;
    const sourceTag = joinTags(tags);
    const { last } = this;
    if (last?.status === 'INDEXED' && !last.inline && !last.draft && last.sourceTag === sourceTag)
      return true;
    return this.change(async ({ chunks, knowledgeBaseDocuments }, now) => {
      if (!now) return undefined;
      const { inline: _inline, draft, statusReason: _reason, ...kept } = now;
      if (draft) await chunks.discard(scope, identity, draft.generation);
      const row = { ...kept, status: 'INDEXED' as const, sourceTag, updatedAt: this.stamp(now) };
      await knowledgeBaseDocuments.put(scope, row);
      return row;
    });
  }

  /** Later than the row that it replaces, whatever the clock does: who compares sees that it is another. */
  stamp(now: KnowledgeBaseDocumentRecord | undefined): number {
    return Math.max(this.options.tools.clock.now(), (now?.updatedAt ?? 0) + 1);
  }

  /** A row of a document that had none. */
  fresh(): KnowledgeBaseDocumentRecord {
    const { tools, identity, source } = this.options;
    const now = tools.clock.now();
    return {
      ...identity,
      sourceType: source.sourceType,
      ...(source.uri !== undefined && { uri: source.uri }),
      status: 'IN_PROGRESS',
      metadata: {},
      generation: 0,
      chunkCount: 0,
      createdAt: now,
      updatedAt: now,
    };
  }
}
