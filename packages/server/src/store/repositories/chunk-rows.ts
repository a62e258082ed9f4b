import type { JsonObject } from '@streambed/model';
import type { ChunkPassage, ChunkRecord, ChunkVector, DocumentIdentity } from '../knowledge-base-records.ts';
import type {
  ChunkGarbageRow,
  ChunkParentRow,
  ChunkRow,
  ChunkVectorRow,
  DocumentColumns,
} from '../schema.ts';
import { isObject, SealedRow, type SealedTable, seal } from '../sealed-row.ts';
import type { WriteSession } from '../session.ts';
import type { Scope } from '../store.ts';
import { jsonOrNull, scopeColumns } from './columns.ts';
import { isListOfTexts } from './knowledge-bases.ts';
import type { Queries } from './queries.ts';

/* The rows of chunks and their records. */

export const documentKey = [
  'account_id',
  'region',
  'knowledge_base_id',
  'data_source_id',
  'document_id',
] as const satisfies readonly (keyof DocumentColumns)[];

export const chunkTable: SealedTable<ChunkRow> = {
  name: 'chunk',
  key: [...documentKey, 'generation', 'ordinal'],
  columns: [
    ...documentKey,
    'generation',
    'ordinal',
    'number',
    'text',
    'start',
    'end',
    'page',
    'headings',
    'parent_ordinal',
  ],
};

export const chunkParentTable: SealedTable<ChunkParentRow> = {
  name: 'chunk_parent',
  key: [...documentKey, 'generation', 'ordinal'],
  columns: [...documentKey, 'generation', 'ordinal', 'text', 'start', 'end'],
};

export const chunkVectorTable: SealedTable<ChunkVectorRow> = {
  name: 'chunk_vector',
  key: ['account_id', 'region', 'knowledge_base_id', 'number'],
  columns: [...documentKey, 'number', 'generation', 'metadata', 'vector'],
};

export const chunkGarbageTable: SealedTable<ChunkGarbageRow> = {
  name: 'chunk_garbage',
  key: [...documentKey, 'generation'],
  columns: [...documentKey, 'generation'],
};

/** The identity of a document as the first columns of a key. */
export const documentColumns = (
  scope: Scope,
  { knowledgeBaseId, dataSourceId, documentId }: DocumentIdentity,
): DocumentColumns => ({
  ...scopeColumns(scope),
  knowledge_base_id: knowledgeBaseId,
  data_source_id: dataSourceId,
  document_id: documentId,
});

export const toChunkRow = (scope: Scope, chunk: ChunkRecord, number: number): ChunkRow =>
  seal(chunkTable, {
    ...documentColumns(scope, chunk),
    generation: chunk.generation,
    ordinal: chunk.ordinal,
    number,
    text: chunk.text,
    start: chunk.start,
    end: chunk.end,
    page: chunk.page ?? null,
    headings: jsonOrNull(chunk.headings),
    parent_ordinal: chunk.parent?.ordinal ?? null,
  });

export const toChunkParentRow = (
  scope: Scope,
  chunk: ChunkRecord,
  parent: NonNullable<ChunkRecord['parent']>,
): ChunkParentRow =>
  seal(chunkParentTable, {
    ...documentColumns(scope, chunk),
    generation: chunk.generation,
    ordinal: parent.ordinal,
    text: parent.text,
    start: parent.start,
    end: parent.end,
  });

export const toChunkVectorRow = (scope: Scope, chunk: ChunkRecord, number: number): ChunkVectorRow =>
  seal(chunkVectorTable, {
    ...documentColumns(scope, chunk),
    number,
    generation: chunk.generation,
    metadata: JSON.stringify(chunk.metadata),
    vector: bytesOf(chunk.vector),
  });

/** A vector as it is stored and bound. */
export const bytesOf = (vector: Float32Array): Uint8Array =>
  new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);

const identityOf = (cells: SealedRow<DocumentColumns & { readonly checksum: number }>): DocumentIdentity => ({
  knowledgeBaseId: cells.text('knowledge_base_id'),
  dataSourceId: cells.text('data_source_id'),
  documentId: cells.text('document_id'),
});

/** The passage of a row without its parent, and the parent's ordinal; or CorruptRowError. */
export function toChunkPassage(row: ChunkRow): ChunkPassage & { readonly parentOrdinal?: number } {
  const cells = new SealedRow(chunkTable, row);
  const page = cells.optionalInteger('page');
  const headings = cells.optionalJson<string[]>('headings', isListOfTexts);
  const parentOrdinal = cells.optionalInteger('parent_ordinal');
  return {
    ...identityOf(cells as never),
    generation: cells.integer('generation'),
    ordinal: cells.integer('ordinal'),
    number: cells.integer('number'),
    text: cells.text('text'),
    start: cells.integer('start'),
    end: cells.integer('end'),
    ...(page !== undefined && { page }),
    ...(headings !== undefined && { headings }),
    ...(parentOrdinal !== undefined && { parentOrdinal }),
  };
}

/** The larger passage of a row, or CorruptRowError. */
export function toChunkParent(row: ChunkParentRow): NonNullable<ChunkRecord['parent']> {
  const cells = new SealedRow(chunkParentTable, row);
  return {
    ordinal: cells.integer('ordinal'),
    text: cells.text('text'),
    start: cells.integer('start'),
    end: cells.integer('end'),
  };
}

/** The vector of a row and what stands with it, or CorruptRowError. */
export function toChunkVector(row: ChunkVectorRow): ChunkVector {
  const cells = new SealedRow(chunkVectorTable, row);
  return {
    ...identityOf(cells as never),
    number: cells.integer('number'),
    // Not parsed here: a search holds many of them and looks into few. The checksum has vouched for it.
    metadata: cells.text('metadata'),
    vector: cells.vector('vector'),
  };
}

/** The metadata of a chunk, or CorruptRowError. */
export const toChunkMetadata = (row: ChunkVectorRow): JsonObject =>
  new SealedRow(chunkVectorTable, row).json<JsonObject>('metadata', isObject);

/** The generation that a row says is garbage, or CorruptRowError. */
export const toChunkGarbage = (row: ChunkGarbageRow): number =>
  new SealedRow(chunkGarbageTable, row).integer('generation');

/** Leaves the chunks of generations of a document to `ChunkRepository.sweep`. */
export async function throwAway(
  session: WriteSession,
  queries: Queries['chunks'],
  key: DocumentColumns,
  generations: readonly number[],
): Promise<void> {
  for (const generation of generations) {
    await session.run(queries.insertGarbage, seal(chunkGarbageTable, { ...key, generation }));
  }
}
