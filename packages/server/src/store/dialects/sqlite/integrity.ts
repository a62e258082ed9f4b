import { existsSync, statfsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import {
  chunkGarbageTable,
  chunkParentTable,
  chunkTable,
  chunkVectorTable,
  toChunkGarbage,
  toChunkMetadata,
  toChunkParent,
  toChunkPassage,
} from '../../repositories/chunk-rows.ts';
import { clientTokenTable, toClientTokenRecord } from '../../repositories/client-tokens.ts';
import { dataSourceTable, toDataSourceRecord } from '../../repositories/data-sources.ts';
import { flowAliasTable, toFlowAliasRecord } from '../../repositories/flow-aliases.ts';
import { flowVersionTable, toFlowVersionRecord } from '../../repositories/flow-versions.ts';
import { flowTable, toFlowRecord } from '../../repositories/flows.ts';
import { guardrailTable, toGuardrailRecord } from '../../repositories/guardrails.ts';
import { ingestionJobTable, toIngestionJobRecord } from '../../repositories/ingestion-jobs.ts';
import {
  knowledgeBaseDocumentTable,
  knowledgeBaseInlineTable,
  toInline,
  toKnowledgeBaseDocumentRecord,
} from '../../repositories/knowledge-base-documents.ts';
import { knowledgeBaseTable, toKnowledgeBaseRecord } from '../../repositories/knowledge-bases.ts';
import { promptTable, toPromptRecord } from '../../repositories/prompts.ts';
import {
  runEventsTable,
  runMaterialTable,
  runTable,
  toRunEventChunk,
  toRunMaterial,
  toRunRecord,
} from '../../repositories/run-rows.ts';
import { studioDocumentTable, toStudioDocument } from '../../repositories/studio-documents.ts';
import { studioSessionTable, toStudioSession } from '../../repositories/studio-sessions.ts';
import { tagTable, toTag } from '../../repositories/tags.ts';
import type { Tables } from '../../schema.ts';
import { CorruptRowError, type SealedTable } from '../../sealed-row.ts';
import type { CorruptRow } from '../../session.ts';
import { migrations } from './compiled-sql.ts';
import { withNumbers } from './connection.ts';
import { databaseFile } from './data-folder.ts';
import { schemaNumber } from './migrate.ts';
import { resultCodeOf, toStoreError } from './sqlite-error.ts';

export interface IntegrityReport {
  /** Whether nothing wrong was found. */
  readonly ok: boolean;
  readonly file: string;
  readonly sqliteVersion: string;
  /** The last step of the schema that the database has taken. */
  readonly schema: number;
  /** What is wrong with the database as a whole; empty when nothing is. */
  readonly problems: readonly string[];
  readonly rows: Readonly<Record<string, number>>;
  /** Rows that cannot be trusted; the others are served. At most 1,000 per table. */
  readonly corruptRows: readonly CorruptRow[];
  /** Bytes that the owner of the process may still write on the disk of the folder. */
  readonly freeBytes: number;
}

const CORRUPT_ROWS_SHOWN = 1000;

/** Each table with the reader that says whether a row can be trusted. */
const readers: {
  readonly [Table in keyof Tables]: [SealedTable<Tables[Table]>, (row: Tables[Table]) => unknown];
} = {
  flow: [flowTable, toFlowRecord],
  flow_version: [flowVersionTable, toFlowVersionRecord],
  flow_alias: [flowAliasTable, toFlowAliasRecord],
  prompt: [promptTable, toPromptRecord],
  guardrail: [guardrailTable, toGuardrailRecord],
  tag: [tagTable, toTag],
  client_token: [clientTokenTable, toClientTokenRecord],
  studio_session: [studioSessionTable, toStudioSession],
  studio_document: [studioDocumentTable, toStudioDocument],
  run: [runTable, toRunRecord],
  run_material: [runMaterialTable, toRunMaterial],
  run_events: [runEventsTable, toRunEventChunk],
  knowledge_base: [knowledgeBaseTable, toKnowledgeBaseRecord],
  data_source: [dataSourceTable, toDataSourceRecord],
  ingestion_job: [ingestionJobTable, toIngestionJobRecord],
  knowledge_base_document: [knowledgeBaseDocumentTable, toKnowledgeBaseDocumentRecord],
  knowledge_base_inline: [knowledgeBaseInlineTable, toInline],
  chunk: [chunkTable, toChunkPassage],
  chunk_parent: [chunkParentTable, toChunkParent],
  chunk_vector: [chunkVectorTable, toChunkMetadata],
  chunk_garbage: [chunkGarbageTable, toChunkGarbage],
};

/**
 * Looks through the whole database of a data folder: SQLite's own check, then every row against its checksum, since
 * SQLite does not see bits that flip inside a page. Reads only; a server may be using the folder meanwhile.
 * @throws StoreError FolderUnusable when there is no database that can be opened
 */
export async function checkIntegrity(folder: string): Promise<IntegrityReport> {
  const file = databaseFile(folder);
  const problems: string[] = [];
  const rows: Record<string, number> = {};
  const corruptRows: CorruptRow[] = [];
  let schema = 0;
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    problems.push(...structuralProblems(database));
    schema = schemaNumber(database);
    for (const [table, read] of Object.values(readers)) {
      if (isYetToCome(database, table.name, schema)) continue;
      rows[table.name] = checkRows(database, table.name, read as (row: unknown) => unknown, corruptRows);
    }
  } catch (error) {
    const told = toStoreError(error, file);
    if (!existsSync(file) || resultCodeOf(error) === undefined) throw told;
    problems.push((told as Error).message);
  } finally {
    database?.close();
  }
  const { bavail, bsize } = statfsSync(folder);
  return {
    ok: problems.length === 0 && corruptRows.length === 0,
    file,
    sqliteVersion: process.versions.sqlite ?? 'unknown',
    schema,
    problems,
    rows,
    corruptRows,
    freeBytes: bavail * bsize,
  };
}

/** Whether a folder of an older program lacks a table only because the next start will make it. */
const isYetToCome = (database: DatabaseSync, table: string, schema: number): boolean =>
  schema < migrations.length &&
  database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table) === undefined;

function structuralProblems(database: DatabaseSync): string[] {
  const found = database
    .prepare('PRAGMA integrity_check')
    .all()
    .map((row) => String(row.integrity_check));
  const orphans = database.prepare('PRAGMA foreign_key_check').all();
  return [
    ...found.filter((line) => line !== 'ok'),
    ...(orphans.length > 0 ? [`${orphans.length} rows belong to a flow that does not exist`] : []),
  ];
}

/** Counts the rows of a table and collects those that cannot be trusted. `table` is a name from `readers`. */
function checkRows(
  database: DatabaseSync,
  table: string,
  read: (row: unknown) => unknown,
  corruptRows: CorruptRow[],
): number {
  let count = 0;
  let corrupt = 0;
  const statement = database.prepare(`SELECT * FROM "${table}"`);
  statement.setReadBigInts(true);
  for (const row of statement.iterate()) {
    count += 1;
    try {
      read(withNumbers(row));
    } catch (error) {
      if (!(error instanceof CorruptRowError)) throw error;
      corrupt += 1;
      if (corrupt <= CORRUPT_ROWS_SHOWN) corruptRows.push(error.row);
    }
  }
  return count;
}
