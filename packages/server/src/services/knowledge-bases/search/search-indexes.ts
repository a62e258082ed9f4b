import type { ChunkVector, DocumentIdentity, Scope, Store } from '../../../store/index.ts';
import { estimatedBytes, type IndexedVector, VectorIndex } from './vector-index.ts';

/** What the indexes read of a store. */
export type IndexedStore = Pick<Store, 'chunks' | 'onDocumentChanged'>;

export interface SearchIndexesOptions {
  readonly store: IndexedStore;
  /** Bytes that all indexes together may take up; a knowledge base that needs more alone is searched on disk. */
  readonly memoryLimit?: number;
}

/** 384 dimensions: some half a million chunks. */
const MEMORY_LIMIT = 256 * 1024 * 1024;
/** Vectors read at a time while an index is filled: a few milliseconds' worth, then others have their turn. */
const READ_AT_ONCE = 500;
/** Documents read again at a time. */
const READ_AGAIN_AT_ONCE = 20;
/** When so many documents have changed since it was last asked, an index is cheaper made anew. */
const CHANGES_KEPT = 20_000;

/** One knowledge base: its index, and the documents that are not in it as they are now. */
interface Held {
  readonly scope: Scope;
  readonly knowledgeBaseId: string;
  index: VectorIndex | undefined;
  /** Too large for the memory as it was when that was found; asked again when much has changed. */
  isTooLarge: boolean;
  changesSince: number;
  readonly changed: Map<string, DocumentIdentity>;
  /** How many chunks have a word, about. */
  readonly frequencies: Map<string, number>;
  /** Whoever brings it up to date; those who come meanwhile wait for the same. */
  working: Promise<void> | undefined;
}

/**
 * The vectors of knowledge bases in memory. An index is filled when it is first asked for, and kept in step: a document
 * that is published or deleted is read again before the next search. Those that were not asked for the longest time
 * make room for others.
 */
export class SearchIndexes {
  readonly #store: IndexedStore;
  readonly #memoryLimit: number;
  /** By scope and knowledge base; the one that was asked for last comes last. */
  readonly #held = new Map<string, Held>();

  constructor({ store, memoryLimit = MEMORY_LIMIT }: SearchIndexesOptions) {
    this.#store = store;
    this.#memoryLimit = memoryLimit;
    store.onDocumentChanged((scope, document) => this.#documentChanged(scope, document));
  }

  /** Bytes that all indexes take up now, about, with what was counted for them. */
  get bytes(): number {
    let bytes = 0;
    for (const { index, frequencies } of this.#held.values())
      bytes += (index?.bytes ?? 0) + frequencies.size * BYTES_OF_WORD;
    return bytes;
  }

  /**
   * The index of a knowledge base with all that is published; undefined when it has no place in memory. Rejects with
   * StoreError.
   */
  async of(scope: Scope, knowledgeBaseId: string): Promise<VectorIndex | undefined> {
    const key = keyOf(scope, knowledgeBaseId);
    const held = this.#held.get(key) ?? {
      scope,
      knowledgeBaseId,
      index: undefined,
      isTooLarge: false,
      changesSince: 0,
      changed: new Map(),
      frequencies: new Map(),
      working: undefined,
    };
    this.#held.delete(key);
    this.#held.set(key, held);
    // Whoever is at it may have read already what was changed since; what is changed from now on is for the next search,
    // or one that comes while very much is written would wait until the end.
    await held.working;
    if (!isReady(held)) await this.#work(held);
    while (!hasAnswer(held)) await this.#work(held);
    return held.index;
  }

  #work(held: Held): Promise<void> {
    held.working ??= this.#bringUpToDate(held).finally(() => {
      held.working = undefined;
    });
    return held.working;
  }

  /** What was counted of a knowledge base that `of` was asked for; forgotten when much has changed. */
  frequenciesOf(scope: Scope, knowledgeBaseId: string): Map<string, number> {
    return this.#held.get(keyOf(scope, knowledgeBaseId))?.frequencies ?? new Map();
  }

  /** Lets go of everything; what is asked for again is filled again. */
  clear(): void {
    this.#held.clear();
  }

  #documentChanged(scope: Scope, document: DocumentIdentity): void {
    const held = this.#held.get(keyOf(scope, document.knowledgeBaseId));
    if (held === undefined) return;
    held.changesSince += 1;
    if (held.changesSince % CHANGES_UNTIL_COUNTED_AGAIN === 0) held.frequencies.clear();
    held.changed.set(documentKey(document), document);
    // Whoever is filling it needs to know what changed meanwhile.
    if (held.changed.size <= CHANGES_KEPT || held.working !== undefined) return;
    held.changed.clear();
    held.index = undefined;
    held.isTooLarge = false;
  }

  async #bringUpToDate(held: Held): Promise<void> {
    // An empty one does not know how long its vectors will be.
    if (held.index === undefined || held.index.size === 0 || held.index.isWorn) {
      await this.#fill(held);
      return;
    }
    const { index } = held;
    for (const [done, [key, document]] of [...held.changed].entries()) {
      held.changed.delete(key);
      const vectors = await this.#store.chunks.vectorsOf(held.scope, document);
      index.replace(key, vectors);
      if (done % READ_AGAIN_AT_ONCE === READ_AGAIN_AT_ONCE - 1) await othersTurn();
    }
    this.#makeRoom(held);
  }

  async #fill(held: Held): Promise<void> {
    const { scope, knowledgeBaseId } = held;
    const { chunks } = this.#store;
    held.changed.clear();
    held.changesSince = 0;
    held.index = undefined;
    const count = await chunks.count(scope, knowledgeBaseId);
    let index: VectorIndex | undefined;
    let after: number | undefined = 0;
    let fits = true;
    while (fits && after !== undefined) {
      const vectors: readonly ChunkVector[] = await chunks.vectors(
        scope,
        knowledgeBaseId,
        after,
        READ_AT_ONCE,
      );
      after = vectors.at(-1)?.number;
      index ??= this.#newIndex(vectors, count);
      for (const [key, ofDocument] of byDocument(vectors)) index?.add(key, ofDocument);
      fits = vectors.length === 0 || (index !== undefined && index.bytes <= this.#memoryLimit);
      await othersTurn();
    }
    held.isTooLarge = !fits;
    held.index = fits ? (index ?? new VectorIndex(0)) : undefined;
    this.#makeRoom(held);
  }

  /** For vectors of which these are the first; undefined when there are none, or so many as will not fit. */
  #newIndex([first]: readonly ChunkVector[], count: number): VectorIndex | undefined {
    if (first === undefined) return undefined;
    const { length } = first.vector;
    return estimatedBytes(count, length) > this.#memoryLimit ? undefined : new VectorIndex(length, count);
  }

  /** Lets go of those that were not asked for the longest time, until the others fit; never of `held` itself. */
  #makeRoom(held: Held): void {
    for (const [key, other] of this.#held) {
      if (this.bytes <= this.#memoryLimit) return;
      if (other !== held && other.working === undefined) this.#held.delete(key);
    }
    if (this.bytes <= this.#memoryLimit || held.index === undefined) return;
    held.index = undefined;
    held.isTooLarge = true;
    held.changesSince = 0;
  }
}

/** A word that was counted: its text, and an entry of a map. */
const BYTES_OF_WORD = 100;

const CHANGES_UNTIL_COUNTED_AGAIN = 100;

/** So many changes, and a knowledge base that was too large may not be any more. */
const CHANGES_UNTIL_ASKED_AGAIN = 1_000;

/** Whether it is known what it holds, though perhaps not as of now. */
const hasAnswer = ({ isTooLarge, index }: Held): boolean => isTooLarge || index !== undefined;

const isReady = (held: Held): boolean =>
  held.isTooLarge
    ? held.changesSince < CHANGES_UNTIL_ASKED_AGAIN
    : held.index !== undefined && held.changed.size === 0 && !held.index.isWorn;

const othersTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

const keyOf = (scope: Scope, knowledgeBaseId: string): string =>
  JSON.stringify([scope.accountId, scope.region, knowledgeBaseId]);

const documentKey = ({ dataSourceId, documentId }: DocumentIdentity): string =>
  JSON.stringify([dataSourceId, documentId]);

function byDocument(vectors: readonly ChunkVector[]): Map<string, IndexedVector[]> {
  const groups = new Map<string, IndexedVector[]>();
  for (const vector of vectors) {
    const key = documentKey(vector);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [vector]);
    else group.push(vector);
  }
  return groups;
}
