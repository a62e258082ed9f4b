import { describe, expect, test } from 'vitest';
import { compileSqliteQueries } from '../dialects/sqlite/compile-sql.ts';
import { bindValues, type Query } from '../query.ts';

const queries = Object.entries(compileSqliteQueries()).flatMap(([room, group]) =>
  Object.entries(group as Record<string, Query<object> | string>).flatMap(([name, query]) =>
    typeof query === 'string' ? [] : { name: `${room}.${name}`, query },
  ),
);

/** Sweeps, which show nothing, and what the server itself must know before anybody has said who they are. */
const inAllScopes = new Set([
  'clientTokens.deleteOlderThan',
  'studioSessions.deleteExpired',
  'studioSessions.livingAt',
  'runs.counts',
  'runs.values',
  'runs.underWay',
  'knowledgeBases.beingDeleted',
  'dataSources.beingDeleted',
  'ingestionJobs.underWay',
  'knowledgeBaseDocuments.dataSourcesWithStatus',
  'chunks.highestNumber',
  'chunks.firstGarbage',
  // The words in it say of which knowledge base they are; see chunks.ts.
  'search.addWords',
  'search.removeWords',
  'search.matching',
  'search.frequency',
  // One number: how many chunks there are.
  'search.indexed',
]);

/** threats.md rows 23 and 38, seen from the statements: constant text, all data bound, scope in every one. */
describe('the statement', () => {
  test.each(queries)('$name has no literal in it and asks for account and region', ({ name, query }) => {
    expect(query.sql).not.toMatch(/'/);
    if (!inAllScopes.has(name)) {
      expect(query.sql).toMatch(/"account_id"/);
      expect(query.sql).toMatch(/"region"/);
      if (!query.sql.startsWith('insert')) {
        expect(query.sql).toMatch(/where \(?("\w"\.)?"account_id" = \? and ("\w"\.)?"region" = \?/);
      }
    }
  });

  test('binds what it is given by name, and misses what it is not', () => {
    const get = queries.find(({ name }) => name === 'flows.get')?.query as Query<object>;
    expect(bindValues(get, { id: "' OR 1=1", region: 'r\0', account_id: 'a' })).toEqual([
      'a',
      'r\u001a0000',
      "' OR 1=1",
    ]);
    expect(() => bindValues(get, { id: 'x', region: 'r' })).toThrow(/account_id/);
  });
});
