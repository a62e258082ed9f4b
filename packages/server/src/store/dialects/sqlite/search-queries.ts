import type { SearchQueries } from '../../repositories/chunks.ts';

/*
 * What a search asks of SQLite alone: words of its FTS5, distances of sqlite-vec. Plain SQL: Kysely has no words for
 * these, and PostgreSQL has others.
 */
export const searchQueries: SearchQueries = {
  addWords: {
    sql: 'insert into "chunk_words" (rowid, "words") values (?, ?)',
    slots: 'number words',
  },
  removeWords: { sql: 'delete from "chunk_words" where rowid = ?', slots: 'number' },
  // FTS5's rank is BM25, the better the more negative. Word by word, so that each can be weighed.
  matching: {
    sql:
      'select "w".rowid as "number", sum(-"w".rank * ("j"."value" ->> 1)) as "score" from json_each(?) as "j"' +
      ' cross join "chunk_words" as "w" where "w"."chunk_words" match ("j"."value" ->> 0)' +
      ' group by "w".rowid order by "score" desc limit ?',
    slots: 'words limit',
  },
  // The averages record of FTS5: a varint of how many rows it has comes first (its source, fts5_index.c).
  indexed: { sql: 'select "block" from "chunk_words_data" where "id" = 1', slots: '' },
  frequency: {
    sql: 'select count(*) as "count" from (select 1 from "chunk_words" where "chunk_words" match ? limit ?)',
    slots: 'words limit',
  },
  nearest: {
    sql:
      'select "v"."number", 1 - vec_distance_cosine("v"."vector", ?) as "similarity" from "chunk_vector" as "v"' +
      ' inner join "knowledge_base_document" as "d" on "d"."account_id" = "v"."account_id" and "d"."region" = "v"."region"' +
      ' and "d"."knowledge_base_id" = "v"."knowledge_base_id" and "d"."data_source_id" = "v"."data_source_id"' +
      ' and "d"."document_id" = "v"."document_id" and "d"."generation" = "v"."generation"' +
      ' where "v"."account_id" = ? and "v"."region" = ? and "v"."knowledge_base_id" = ? and "v"."number" > ? and "v"."number" <= ?' +
      ' and length("v"."vector") = ? order by "similarity" desc limit ?',
    slots: 'vector account_id region knowledge_base_id after through bytes limit',
    needsVectors: true,
  },
};
