import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type {
  ChunkPassage,
  ChunkRecord,
  ChunkRepository,
  ChunkVector,
  DocumentIdentity,
  FoundChunk,
  NumberRange,
  Rarity,
} from '../knowledge-base-records.ts';
import { readOne } from '../page.ts';
import { compileQuery, type Query, StoredText } from '../query.ts';
import type {
  ChunkGarbageRow,
  ChunkParentRow,
  ChunkRow,
  ChunkVectorRow,
  DocumentColumns,
  ScopeColumns,
  Tables,
} from '../schema.ts';
import type { Session, WriteSession } from '../session.ts';
import type { Scope } from '../store.ts';
import { StoreError } from '../store-error.ts';
import {
  bytesOf,
  chunkGarbageTable,
  chunkParentTable,
  chunkTable,
  chunkVectorTable,
  documentColumns,
  documentKey,
  throwAway,
  toChunkGarbage,
  toChunkMetadata,
  toChunkParent,
  toChunkParentRow,
  toChunkPassage,
  toChunkRow,
  toChunkVector,
  toChunkVectorRow,
} from './chunk-rows.ts';
import { healthyRows, pick, scopeColumns } from './columns.ts';
import type { Queries } from './queries.ts';
import { searchWords } from './search-words.ts';

type OfKnowledgeBase = ScopeColumns & { readonly knowledge_base_id: string };
type OfGeneration = DocumentColumns & { readonly generation: number };
type OfNumber = OfKnowledgeBase & { readonly number: number };

/** What the dialects do not share: an index of words, and distances of vectors. Plain data, as all queries are. */
export interface SearchQueries {
  readonly addWords: Query<{ readonly number: number; readonly words: string }>;
  readonly removeWords: Query<{ readonly number: number }>;
  /** `words` is JSON: a list of pairs of a word and what its part of a score is multiplied with. */
  readonly matching: Query<{ readonly words: string; readonly limit: number }, FoundChunk>;
  /** Tells first of all, as a varint, how many chunks of all knowledge bases together have words. */
  readonly indexed: Query<Record<string, never>, { readonly block: unknown }>;
  readonly frequency: Query<{ readonly words: string; readonly limit: number }, { readonly count: number }>;
  readonly nearest: Query<
    OfKnowledgeBase & {
      readonly vector: Uint8Array;
      readonly bytes: number;
      readonly after: number;
      readonly through: number;
      readonly limit: number;
    },
    { readonly number: number; readonly similarity: number | null }
  >;
}

/** Every statement on chunks that the dialects share, compiled once. */
export function chunkQueries(db: Kysely<Tables>) {
  const generationKey = [...documentKey, 'generation'] as const;
  const ofKnowledgeBase = ['account_id', 'region', 'knowledge_base_id'] as const;
  // What is searched: chunks of the generation that their document has published.
  const searchedVectors = () =>
    db
      .selectFrom('chunk_vector as c')
      .innerJoin('knowledge_base_document as d', (join) =>
        join
          .onRef('d.account_id', '=', 'c.account_id')
          .onRef('d.region', '=', 'c.region')
          .onRef('d.knowledge_base_id', '=', 'c.knowledge_base_id')
          .onRef('d.data_source_id', '=', 'c.data_source_id')
          .onRef('d.document_id', '=', 'c.document_id')
          .onRef('d.generation', '=', 'c.generation'),
      )
      .selectAll('c');
  const inKnowledgeBase = (p: OfKnowledgeBase) => ({
    'c.account_id': p.account_id,
    'c.region': p.region,
    'c.knowledge_base_id': p.knowledge_base_id,
  });
  return {
    insert: compileQuery((p: ChunkRow) =>
      db
        .insertInto('chunk')
        .values(pick(p, [...chunkTable.columns, 'checksum']))
        .onConflict((conflict) => conflict.columns([...generationKey, 'ordinal']).doNothing()),
    ),
    insertParent: compileQuery((p: ChunkParentRow) =>
      db
        .insertInto('chunk_parent')
        .values(pick(p, [...chunkParentTable.columns, 'checksum']))
        .onConflict((conflict) => conflict.columns([...generationKey, 'ordinal']).doNothing()),
    ),
    insertVector: compileQuery((p: ChunkVectorRow) =>
      db.insertInto('chunk_vector').values(pick(p, [...chunkVectorTable.columns, 'checksum'])),
    ),
    insertGarbage: compileQuery((p: ChunkGarbageRow) =>
      db
        .insertInto('chunk_garbage')
        .values(pick(p, [...chunkGarbageTable.columns, 'checksum']))
        .onConflict((conflict) => conflict.columns([...generationKey]).doNothing()),
    ),
    highestNumber: compileQuery((_: Record<string, never>) =>
      db.selectFrom('chunk').select((eb) => eb.fn.max<number | null>('number').as('number')),
    ),
    document: compileQuery((p: DocumentColumns) =>
      db
        .selectFrom('knowledge_base_document')
        .select('document_id')
        .where((eb) => eb.and(pick(p, documentKey))),
    ),
    generations: compileQuery((p: DocumentColumns) =>
      db
        .selectFrom('chunk')
        .select('generation')
        .distinct()
        .where((eb) => eb.and(pick(p, documentKey))),
    ),
    countOfGeneration: compileQuery((p: OfGeneration) =>
      db
        .selectFrom('chunk')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where((eb) => eb.and(pick(p, generationKey))),
    ),
    garbageOfGeneration: compileQuery((p: OfGeneration) =>
      db
        .selectFrom('chunk_garbage')
        .select('generation')
        .where((eb) => eb.and(pick(p, generationKey))),
    ),
    firstGarbage: compileQuery((_: Record<string, never>) =>
      db
        .selectFrom('chunk_garbage')
        .selectAll()
        .limit((eb) => eb.lit(1)),
    ),
    removeGarbage: compileQuery((p: OfGeneration) =>
      db.deleteFrom('chunk_garbage').where((eb) => eb.and(pick(p, generationKey))),
    ),
    numbersOfGeneration: compileQuery((p: OfGeneration & { readonly limit: number }) =>
      db
        .selectFrom('chunk')
        .select('number')
        .where((eb) => eb.and(pick(p, generationKey)))
        .limit(p.limit),
    ),
    delete: compileQuery((p: OfNumber) =>
      db.deleteFrom('chunk').where((eb) => eb.and(pick(p, [...ofKnowledgeBase, 'number']))),
    ),
    deleteVector: compileQuery((p: OfNumber) =>
      db.deleteFrom('chunk_vector').where((eb) => eb.and(pick(p, [...ofKnowledgeBase, 'number']))),
    ),
    deleteParents: compileQuery((p: OfGeneration) =>
      db.deleteFrom('chunk_parent').where((eb) => eb.and(pick(p, generationKey))),
    ),
    ordinals: compileQuery((p: OfGeneration) =>
      db
        .selectFrom('chunk')
        .select('ordinal')
        .where((eb) => eb.and(pick(p, generationKey))),
    ),
    ofGeneration: compileQuery((p: OfGeneration & { readonly ordinal: number; readonly limit: number }) =>
      db
        .selectFrom('chunk')
        .selectAll()
        .where((eb) => eb.and(pick(p, generationKey)))
        .where('ordinal', '>=', p.ordinal)
        .orderBy('ordinal')
        .limit(p.limit),
    ),
    parent: compileQuery((p: OfGeneration & { readonly ordinal: number }) =>
      db
        .selectFrom('chunk_parent')
        .selectAll()
        .where((eb) => eb.and(pick(p, [...generationKey, 'ordinal']))),
    ),
    vector: compileQuery((p: OfNumber) =>
      db
        .selectFrom('chunk_vector')
        .selectAll()
        .where((eb) => eb.and(pick(p, [...ofKnowledgeBase, 'number']))),
    ),
    count: compileQuery((p: OfKnowledgeBase) =>
      db
        .selectFrom('knowledge_base_document')
        .select((eb) => eb.fn.sum<number | null>('chunk_count').as('count'))
        .where((eb) => eb.and(pick(p, ofKnowledgeBase))),
    ),
    numberAfter: compileQuery((p: OfKnowledgeBase & { readonly after: number; readonly skipped: number }) =>
      db
        .selectFrom('chunk_vector')
        .select('number')
        .where((eb) => eb.and(pick(p, ofKnowledgeBase)))
        .where('number', '>', p.after)
        .orderBy('number')
        .limit((eb) => eb.lit(1))
        .offset(p.skipped),
    ),
    searchedVectors: compileQuery((p: OfKnowledgeBase & { readonly after: number; readonly limit: number }) =>
      searchedVectors()
        .where((eb) => eb.and(inKnowledgeBase(p)))
        .where('c.number', '>', p.after)
        .orderBy('c.number')
        .limit(p.limit),
    ),
    searchedVectorsOf: compileQuery((p: DocumentColumns) =>
      searchedVectors()
        .where((eb) => eb.and(inKnowledgeBase(p)))
        .where('c.data_source_id', '=', p.data_source_id)
        .where('c.document_id', '=', p.document_id)
        .orderBy('c.number'),
    ),
    searchedVector: compileQuery((p: OfNumber) =>
      searchedVectors()
        .where((eb) => eb.and(inKnowledgeBase(p)))
        .where('c.number', '=', p.number),
    ),
    searchedPassage: compileQuery((p: OfNumber) =>
      db
        .selectFrom('chunk as c')
        .innerJoin('knowledge_base_document as d', (join) =>
          join
            .onRef('d.account_id', '=', 'c.account_id')
            .onRef('d.region', '=', 'c.region')
            .onRef('d.knowledge_base_id', '=', 'c.knowledge_base_id')
            .onRef('d.data_source_id', '=', 'c.data_source_id')
            .onRef('d.document_id', '=', 'c.document_id')
            .onRef('d.generation', '=', 'c.generation'),
        )
        .selectAll('c')
        .where((eb) => eb.and(inKnowledgeBase(p)))
        .where('c.number', '=', p.number),
    ),
  };
}

export class SqlChunkRepository implements ChunkRepository {
  readonly #queries: Queries['chunks'];
  readonly #search: SearchQueries;
  readonly #session: Session;

  constructor(queries: Queries, session: Session) {
    this.#queries = queries.chunks;
    this.#search = queries.search;
    this.#session = session;
  }

  async insert(scope: Scope, chunks: readonly ChunkRecord[]): Promise<void> {
    await this.#session.write(async (session) => {
      const [highest] = await session.all(this.#queries.highestNumber, {});
      let number = (highest?.number ?? 0) + 1;
      let generation = '';
      for (const chunk of chunks) {
        const next = JSON.stringify([
          chunk.knowledgeBaseId,
          chunk.dataSourceId,
          chunk.documentId,
          chunk.generation,
        ]);
        if (next !== generation) await this.#begin(session, scope, chunk);
        generation = next;
        if (await this.#insert(session, scope, chunk, number)) number += 1;
      }
    });
  }

  /** Sees to it that a generation can take chunks: that its document is there, and nothing of an earlier one of that number. */
  async #begin(session: WriteSession, scope: Scope, chunk: ChunkRecord): Promise<void> {
    const key = documentColumns(scope, chunk);
    if ((await session.all(this.#queries.document, key)).length === 0) {
      throw new StoreError('MissingParent', 'The document of the chunks does not exist.');
    }
    await freeGarbage(session, this.#queries, this.#search, { ...key, generation: chunk.generation });
  }

  async #insert(session: WriteSession, scope: Scope, chunk: ChunkRecord, number: number): Promise<boolean> {
    const inserted = await session.run(this.#queries.insert, toChunkRow(scope, chunk, number));
    if (inserted === 0) return false;
    if (chunk.parent !== undefined) {
      await session.run(this.#queries.insertParent, toChunkParentRow(scope, chunk, chunk.parent));
    }
    await session.run(this.#queries.insertVector, toChunkVectorRow(scope, chunk, number));
    const words = markedWords(scope, chunk.knowledgeBaseId, searchWords(chunk.text)).join(' ');
    await session.run(this.#search.addWords, { number, words });
    return true;
  }

  async ordinals(scope: Scope, identity: DocumentIdentity, generation: number): Promise<ReadonlySet<number>> {
    const key = { ...documentColumns(scope, identity), generation };
    if ((await this.#session.all(this.#queries.garbageOfGeneration, key)).length > 0) return new Set();
    return new Set((await this.#session.all(this.#queries.ordinals, key)).map(({ ordinal }) => ordinal));
  }

  async ofGeneration(
    scope: Scope,
    identity: DocumentIdentity,
    generation: number,
    ordinal: number,
    limit: number,
  ): Promise<readonly ChunkRecord[]> {
    const key = { ...documentColumns(scope, identity), generation };
    const chunks: ChunkRecord[] = [];
    for (const row of await this.#session.all(this.#queries.ofGeneration, { ...key, ordinal, limit })) {
      const passage = await this.#passage(scope, row);
      const [vectorRow] = await this.#session.all(this.#queries.vector, {
        ...scopeColumns(scope),
        knowledge_base_id: identity.knowledgeBaseId,
        number: passage.number,
      });
      const rest = readOne(this.#session, vectorRow, (found) => ({
        vector: toChunkVector(found).vector,
        metadata: toChunkMetadata(found),
      }));
      const { number: _, ...chunk } = passage;
      if (rest !== undefined) chunks.push({ ...chunk, ...rest });
    }
    return chunks;
  }

  async discard(scope: Scope, identity: DocumentIdentity, generation: number): Promise<void> {
    await this.#session.write((session) =>
      throwAway(session, this.#queries, documentColumns(scope, identity), [generation]),
    );
  }

  async count(scope: Scope, knowledgeBaseId: string): Promise<number> {
    const [row] = await this.#session.all(this.#queries.count, ofKnowledgeBase(scope, knowledgeBaseId));
    return Number(row?.count ?? 0);
  }

  async sweep(limit: number): Promise<number> {
    return this.#session.write(async (session) => {
      const [garbage] = await session.all(this.#queries.firstGarbage, {});
      if (garbage === undefined) return 0;
      const key = storedKey(garbage);
      // Of a row that cannot be trusted nothing is believed: whatever it named stays, unreachable as it is.
      if (healthyRows(session, [garbage], toChunkGarbage).length === 0) {
        await session.run(this.#queries.removeGarbage, key);
        return 0;
      }
      return free(session, this.#queries, this.#search, key, limit);
    });
  }

  async vectors(
    scope: Scope,
    knowledgeBaseId: string,
    after: number,
    limit: number,
  ): Promise<readonly ChunkVector[]> {
    const params = { ...ofKnowledgeBase(scope, knowledgeBaseId), after, limit };
    const rows = await this.#session.all(this.#queries.searchedVectors, params);
    return healthyRows(this.#session, rows, toChunkVector);
  }

  async vectorsOf(scope: Scope, identity: DocumentIdentity): Promise<readonly ChunkVector[]> {
    const rows = await this.#session.all(this.#queries.searchedVectorsOf, documentColumns(scope, identity));
    return healthyRows(this.#session, rows, toChunkVector);
  }

  async vectorsNumbered(
    scope: Scope,
    knowledgeBaseId: string,
    numbers: readonly number[],
  ): Promise<readonly ChunkVector[]> {
    const rows: ChunkVectorRow[] = [];
    for (const number of numbers) {
      const key = { ...ofKnowledgeBase(scope, knowledgeBaseId), number };
      rows.push(...(await this.#session.all(this.#queries.searchedVector, key)));
    }
    return healthyRows(this.#session, rows, toChunkVector);
  }

  async passages(
    scope: Scope,
    knowledgeBaseId: string,
    numbers: readonly number[],
  ): Promise<readonly ChunkPassage[]> {
    const passages: ChunkPassage[] = [];
    for (const number of numbers) {
      const key = { ...ofKnowledgeBase(scope, knowledgeBaseId), number };
      for (const row of await this.#session.all(this.#queries.searchedPassage, key)) {
        try {
          passages.push(await this.#passage(scope, row));
        } catch (error) {
          // It was reported; the other passages are as good as before.
          if (!(error instanceof StoreError && error.code === 'CorruptRow')) throw error;
        }
      }
    }
    return passages;
  }

  async matching(
    scope: Scope,
    knowledgeBaseId: string,
    words: readonly string[],
    limit: number,
    rarity?: Rarity,
  ): Promise<readonly FoundChunk[]> {
    const all = rarity === undefined ? 0 : await this.#indexed();
    const weighed = words.flatMap((word, index) => {
      const weight = rarity === undefined ? 1 : weightOf(rarity, rarity.frequencies[index] ?? 0, all);
      return markedWords(scope, knowledgeBaseId, searchWords(word)).map((marked) => [marked, weight]);
    });
    if (weighed.length === 0) return [];
    return this.#session.all(this.#search.matching, { words: JSON.stringify(weighed), limit });
  }

  async #indexed(): Promise<number> {
    const [row] = await this.#session.all(this.#search.indexed, {});
    return row?.block instanceof Uint8Array ? firstVarint(row.block) : 0;
  }

  async frequency(scope: Scope, knowledgeBaseId: string, word: string, limit: number): Promise<number> {
    const [marked] = markedWords(scope, knowledgeBaseId, searchWords(word));
    if (marked === undefined) return 0;
    const [row] = await this.#session.all(this.#search.frequency, { words: marked, limit });
    return row?.count ?? 0;
  }

  async nearest(
    scope: Scope,
    knowledgeBaseId: string,
    vector: Float32Array,
    limit: number,
    { after = 0, through = Number.MAX_SAFE_INTEGER }: NumberRange = {},
  ): Promise<readonly FoundChunk[]> {
    const params = {
      ...ofKnowledgeBase(scope, knowledgeBaseId),
      vector: bytesOf(vector),
      bytes: vector.byteLength,
      after,
      through,
      limit,
    };
    const rows = await this.#session.all(this.#search.nearest, params);
    return rows.map(({ number, similarity }) => ({ number, score: similarity ?? 0 }));
  }

  async numberAfter(
    scope: Scope,
    knowledgeBaseId: string,
    after: number,
    count: number,
  ): Promise<number | undefined> {
    const params = { ...ofKnowledgeBase(scope, knowledgeBaseId), after, skipped: count - 1 };
    const [row] = await this.#session.all(this.#queries.numberAfter, params);
    return row?.number;
  }

  /** The passage of a row with its parent; reports the row that cannot be trusted before it throws. */
  async #passage(scope: Scope, row: ChunkRow): Promise<ChunkPassage> {
    const { parentOrdinal, ...passage } = readOne(this.#session, row, toChunkPassage)!;
    if (parentOrdinal === undefined) return passage;
    const [parentRow] = await this.#session.all(this.#queries.parent, {
      ...documentColumns(scope, passage),
      generation: passage.generation,
      ordinal: parentOrdinal,
    });
    const parent = readOne(this.#session, parentRow, toChunkParent);
    return { ...passage, ...(parent !== undefined && { parent }) };
  }
}

/** How many chunks are freed in one go when a whole generation must be. */
const FREED_AT_ONCE = 1_000;

/** Frees a generation now, if it was thrown away, so that its number can be given again. */
export async function freeGarbage(
  session: WriteSession,
  queries: Queries['chunks'],
  search: SearchQueries,
  generation: OfGeneration,
): Promise<void> {
  if ((await session.all(queries.garbageOfGeneration, generation)).length === 0) return;
  while ((await free(session, queries, search, generation, FREED_AT_ONCE)) === FREED_AT_ONCE);
}

/** Frees at most `limit` chunks of a generation that was thrown away; with the last of them what told of it goes. */
async function free(
  session: WriteSession,
  queries: Queries['chunks'],
  search: SearchQueries,
  generation: OfGeneration,
  limit: number,
): Promise<number> {
  const chunks = await session.all(queries.numbersOfGeneration, { ...generation, limit });
  for (const { number } of chunks) {
    await session.run(search.removeWords, { number });
    await session.run(queries.deleteVector, { ...generation, number });
    await session.run(queries.delete, { ...generation, number });
  }
  if (chunks.length < limit) {
    await session.run(queries.deleteParents, generation);
    await session.run(queries.removeGarbage, generation);
  }
  return chunks.length;
}

/** The key of a row, its texts as they stand in their columns. */
const storedKey = (row: ChunkGarbageRow): OfGeneration =>
  Object.fromEntries(
    chunkGarbageTable.key.map((column) => {
      const value: unknown = row[column];
      return [column, typeof value === 'string' ? new StoredText(value) : value];
    }),
  ) as unknown as OfGeneration;

const ofKnowledgeBase = (scope: Scope, knowledgeBaseId: string): OfKnowledgeBase => ({
  ...scopeColumns(scope),
  knowledge_base_id: knowledgeBaseId,
});

/**
 * How rare a word is counts by the logarithm of its chunks' share, and the index takes it of all chunks there are: what other
 * knowledge bases hold would change how the words of this one compare. The weight takes that back.
 */
function weightOf({ chunks }: Rarity, frequency: number, all: number): number {
  const own = Math.max(chunks, frequency);
  return rarityOf(own, frequency) / rarityOf(Math.max(all, own), frequency);
}

/** As BM25 has it in FTS5, which lets no word count for nothing. */
const rarityOf = (chunks: number, frequency: number): number =>
  Math.max(1e-6, Math.log((chunks - frequency + 0.5) / (frequency + 0.5)));

/** A number of 32 bits at most, as SQLite writes it: seven bits in each byte, the highest first. */
function firstVarint(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes.subarray(0, 5)) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return value;
  }
  return 0;
}

/**
 * Words as they stand in the index of words: behind nine digits that stand for their knowledge base. So each has lists
 * of its own in the one index, and a search reads nothing of the others. Should two ever have the same digits, their
 * chunks still have different numbers.
 */
const markedWords = (scope: Scope, knowledgeBaseId: string, words: readonly string[]): string[] => {
  const mark = markOf(scope, knowledgeBaseId);
  return words.map((word) => mark + word);
};

/** Marks that were made last: passages of one knowledge base come after each other. */
const MARKS_KEPT = 100;
const marks = new Map<string, string>();

function markOf({ accountId, region }: Scope, knowledgeBaseId: string): string {
  const key = JSON.stringify([accountId, region, knowledgeBaseId]);
  let mark = marks.get(key);
  if (mark === undefined) {
    const digest = createHash('sha256').update(key).digest();
    mark = String(digest.readUInt32LE() % 1_000_000_000).padStart(9, '0');
    if (marks.size >= MARKS_KEPT) marks.clear();
    marks.set(key, mark);
  }
  return mark;
}
