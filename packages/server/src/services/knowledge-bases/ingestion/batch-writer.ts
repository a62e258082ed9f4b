import type { KnowledgeBaseRecord, Scope } from '../../../store/index.ts';
import { DocumentFailed, EmbeddingFailed } from './failures.ts';
import type { IngestionRepositories, IngestionStore } from './ingestion-store.ts';
import type { EmbedTexts } from './tools.ts';

/** Passages of one document, and their UTF-16 units, that are stored together: what a crash can cost of it. */
export const PIECE = 64;
export const PIECE_LENGTH = 200_000;

/** Passages of all documents, and their units, that are embedded and stored together. */
const BATCH = 256;
const BATCH_LENGTH = 400_000;

/** Batches at the same time. */
const AT_ONCE = 8;

/** Passages of one document that are stored together. */
export interface Piece {
  /** What is to be embedded for them. */
  readonly texts: readonly string[];
  /** How many passages there are, those with vectors included. */
  readonly count: number;
  /** Stores them within a transaction; may be called again when that one fails. Answers what changed by it, if anything. */
  readonly commit: (
    repositories: IngestionRepositories,
    vectorOf: (text: string) => Float32Array,
  ) => Promise<DocumentChange | undefined>;
}

/** What the publication of a document means to a job. */
export interface DocumentChange {
  readonly isNew: boolean;
  readonly contentChanged: boolean;
  readonly metadataChanged: boolean;
}

export interface BatchWriterOptions {
  readonly store: IngestionStore;
  readonly scope: Scope;
  readonly knowledgeBase: KnowledgeBaseRecord;
  readonly embed: EmbedTexts;
  readonly signal: AbortSignal;
  /** Part of the transaction that publishes documents. */
  readonly onPublished?: (
    repositories: IngestionRepositories,
    changes: readonly DocumentChange[],
  ) => Promise<void>;
}

interface Waiting extends Piece {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Embeds and stores the passages of many documents together: a model is asked, and a disk synced, as seldom as when one
 * document had them all. A batch goes when it is full, or when all who work wait for it. What fails in a batch is tried
 * again alone, so that nobody fails for another's sake.
 */
export class BatchWriter {
  private readonly options: BatchWriterOptions;
  private readonly waiting: Waiting[] = [];
  private dimensions: number | undefined;
  /** Documents that are worked on, and do not wait here. */
  private working = 0;
  private running = 0;
  private isLookedAfter = false;

  constructor(options: BatchWriterOptions) {
    this.options = options;
    this.dimensions = options.knowledgeBase.dimensions;
  }

  /** Work on a document, during which pieces may be written. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.working++;
    try {
      return await work();
    } finally {
      this.working--;
      this.lookAfter();
    }
  }

  /**
   * Resolves when the piece is on disk. Rejects with DocumentFailed when its own texts are not taken, EmbeddingFailed, with
   * what `commit` rejects with, or the signal's reason.
   */
  async write(piece: Piece): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.waiting.push({ ...piece, resolve, reject });
    this.working--;
    this.lookAfter();
    try {
      await promise;
    } finally {
      this.working++;
    }
  }

  private lookAfter(): void {
    this.begin(false);
    if (this.isLookedAfter || this.working > 0 || this.waiting.length === 0) return;
    this.isLookedAfter = true;
    // Whoever comes in the same turn goes along.
    setImmediate(() => {
      this.isLookedAfter = false;
      if (this.working === 0) this.begin(true);
    });
  }

  /** Begins with batches that are full; with all that waits when nothing more comes. */
  private begin(isAll: boolean): void {
    while (this.running < AT_ONCE) {
      const batch = this.nextBatch(isAll);
      if (batch.length === 0) return;
      this.running++;
      void this.process(batch).finally(() => {
        this.running--;
        this.lookAfter();
      });
    }
  }

  private nextBatch(isAll: boolean): readonly Waiting[] {
    let count = 0;
    let length = 0;
    for (const [index, piece] of this.waiting.entries()) {
      count += piece.count;
      for (const text of piece.texts) length += text.length;
      if (count >= BATCH || length >= BATCH_LENGTH) return this.waiting.splice(0, index + 1);
    }
    return isAll ? this.waiting.splice(0) : [];
  }

  private async process(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.embedAndStore(batch);
      for (const { resolve } of batch) resolve();
    } catch (error) {
      const mayBeOnesOwn = !(error instanceof EmbeddingFailed) && !this.options.signal.aborted;
      if (batch.length > 1 && mayBeOnesOwn) for (const piece of batch) await this.process([piece]);
      else for (const { reject } of batch) reject(error);
    }
  }

  private async embedAndStore(batch: readonly Waiting[]): Promise<void> {
    const { store, embed, signal, onPublished } = this.options;
    const texts = [...new Set(batch.flatMap((piece) => piece.texts))];
    const vectors = texts.length === 0 ? [] : await embed(texts, signal);
    const byText = new Map(texts.map((text, index) => [text, vectors[index]!]));
    const vectorOf = (text: string): Float32Array => {
      const vector = byText.get(text);
      if (!vector) throw new DocumentFailed('A passage has no vector.');
      return vector;
    };
    signal.throwIfAborted();
    await store.transaction(async (repositories) => {
      await this.keepDimensions(repositories, vectors);
      const changes: DocumentChange[] = [];
      for (const { commit } of batch) {
        const change = await commit(repositories, vectorOf);
        if (change) changes.push(change);
      }
      if (changes.length > 0) await onPublished?.(repositories, changes);
    });
    this.dimensions ??= vectors[0]?.length;
  }

  /** The first vectors of a knowledge base say how long all of them are. */
  private async keepDimensions(
    { knowledgeBases }: IngestionRepositories,
    vectors: readonly Float32Array[],
  ): Promise<void> {
    const [first] = vectors;
    if (!first) return;
    const { scope, knowledgeBase } = this.options;
    const stored =
      this.dimensions === undefined ? await knowledgeBases.get(scope, knowledgeBase.id) : undefined;
    const dimensions = this.dimensions ?? stored?.dimensions ?? first.length;
    const other = vectors.find(({ length }) => length !== dimensions);
    if (other)
      throw new EmbeddingFailed(
        `The embedding model gives vectors of ${other.length} dimensions, and those of this knowledge base have ${dimensions}. Configure the model that it was begun with, or make another knowledge base.`,
      );
    if (stored && stored.dimensions === undefined)
      await knowledgeBases.update(scope, { ...stored, dimensions });
  }
}
