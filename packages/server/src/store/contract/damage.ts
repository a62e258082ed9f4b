import { describe, expect, test } from 'vitest';
import type { Repositories } from '../store.ts';
import { StoreError } from '../store-error.ts';
import {
  aChunk,
  aDataSource,
  aDocument,
  aFlow,
  aGuardrail,
  aKnowledgeBase,
  aliasArn,
  allPages,
  anAlias,
  anIngestionJob,
  aPrompt,
  aRun,
  aSession,
  aSourceDocument,
  aToken,
  aVersion,
  definition,
  flowArn,
  home,
  publishDocument,
  type StoreFixture,
} from './fixture.ts';

const scopeKey = { account_id: home.accountId, region: home.region };

interface DamagedTable {
  readonly table: string;
  readonly where: Readonly<Record<string, string | number>>;
  readonly columns: readonly string[];
  get(store: Repositories): Promise<unknown>;
  /** What lists show of the table; the undamaged row is always among it. */
  others(store: Repositories): Promise<readonly unknown[]>;
}

const flowId = 'FLOW000001';
const documentKey = {
  ...scopeKey,
  knowledge_base_id: 'KB00000001',
  data_source_id: 'DS00000001',
  document_id: 'document-1',
};
const tables: readonly DamagedTable[] = [
  {
    table: 'flow',
    where: { ...scopeKey, id: flowId },
    columns: [
      'name',
      'description',
      'execution_role_arn',
      'definition',
      'status',
      'validations',
      'prepared',
      'last_version',
      'created_at',
      'updated_at',
      'checksum',
    ],
    get: (store) => store.flows.get(home, flowId),
    others: async (store) => (await allPages((page) => store.flows.list(home, page), 1)).map(({ id }) => id),
  },
  {
    table: 'flow_version',
    where: { ...scopeKey, flow_id: flowId, version: 1 },
    columns: ['name', 'execution_role_arn', 'definition', 'status', 'created_at', 'checksum'],
    get: (store) => store.flowVersions.get(home, flowId, 1),
    others: async (store) =>
      (await allPages((page) => store.flowVersions.list(home, flowId, page), 1)).map(
        ({ version }) => version,
      ),
  },
  {
    table: 'flow_alias',
    where: { ...scopeKey, flow_id: flowId, id: 'ALIAS00001' },
    columns: [
      'name',
      'routing_configuration',
      'concurrency_configuration',
      'created_at',
      'updated_at',
      'checksum',
    ],
    get: (store) => store.flowAliases.get(home, flowId, 'ALIAS00001'),
    others: async (store) => [
      ...(await allPages((page) => store.flowAliases.list(home, flowId, page), 1)).map(({ id }) => id),
      ...(await store.flowAliases.routedTo(home, flowId, '1')),
    ],
  },
  {
    table: 'prompt',
    where: { ...scopeKey, id: 'PROMPT0001', version: 0 },
    columns: ['name', 'variants', 'last_version', 'created_at', 'updated_at', 'checksum'],
    get: (store) => store.prompts.get(home, 'PROMPT0001', 0),
    others: async (store) =>
      (await allPages((page) => store.prompts.listDrafts(home, page), 1)).map(({ id }) => id),
  },
  {
    table: 'guardrail',
    where: { ...scopeKey, id: 'guardrail001', version: 0 },
    columns: ['name', 'policies', 'status', 'last_version', 'created_at', 'updated_at', 'checksum'],
    get: (store) => store.guardrails.get(home, 'guardrail001', 0),
    others: async (store) =>
      (await allPages((page) => store.guardrails.listDrafts(home, page), 1)).map(({ id }) => id),
  },
  {
    table: 'client_token',
    where: { ...scopeKey, operation: 'CreateFlow', token: 'token-1' },
    columns: ['request_digest', 'response', 'checksum'],
    get: (store) => store.clientTokens.get(home, 'CreateFlow', 'token-1', 0),
    others: async () => [],
  },
  {
    table: 'studio_document',
    where: { ...scopeKey, flow_id: flowId },
    columns: ['content', 'revision', 'updated_at', 'checksum'],
    get: (store) => store.studioDocuments.get(home, flowId),
    others: async () => [],
  },
  {
    table: 'run',
    where: { ...scopeKey, id: 'run-1' },
    columns: [
      'flow_version',
      'kind',
      'status',
      'duration_us',
      'node_runs',
      'nano_usd',
      'fault',
      'recording',
      'event_count',
      'checksum',
    ],
    get: (store) => store.runs.get(home, 'run-1'),
    others: async (store) =>
      (await allPages((page) => store.runs.list(home, {}, page), 1)).map(({ id }) => id),
  },
  {
    table: 'run_material',
    where: { ...scopeKey, run_id: 'run-1' },
    columns: ['content', 'checksum'],
    get: (store) => store.runs.material(home, 'run-1'),
    others: async () => [],
  },
  {
    table: 'run_events',
    where: { ...scopeKey, run_id: 'run-1', first_number: 1 },
    columns: ['content', 'checksum'],
    get: (store) => store.runs.events(home, 'run-1', 0, 10),
    others: async () => [],
  },
  {
    table: 'knowledge_base',
    where: { ...scopeKey, id: 'KB00000001' },
    columns: ['name', 'role_arn', 'configuration', 'status', 'failure_reasons', 'created_at', 'checksum'],
    get: (store) => store.knowledgeBases.get(home, 'KB00000001'),
    others: async (store) =>
      (await allPages((page) => store.knowledgeBases.list(home, page), 1)).map(({ id }) => id),
  },
  {
    table: 'data_source',
    where: { ...scopeKey, knowledge_base_id: 'KB00000001', id: 'DS00000001' },
    columns: ['name', 'configuration', 'data_deletion_policy', 'status', 'created_at', 'checksum'],
    get: (store) => store.dataSources.get(home, 'KB00000001', 'DS00000001'),
    others: async (store) =>
      (await allPages((page) => store.dataSources.list(home, 'KB00000001', page), 1)).map(({ id }) => id),
  },
  {
    table: 'ingestion_job',
    where: { ...scopeKey, knowledge_base_id: 'KB00000001', data_source_id: 'DS00000001', id: 'JOB0000001' },
    columns: ['status', 'statistics', 'failure_reasons', 'started_at', 'checksum'],
    get: (store) => store.ingestionJobs.get(home, 'KB00000001', 'DS00000001', 'JOB0000001'),
    others: async (store) =>
      (await allPages((page) => store.ingestionJobs.list(home, 'KB00000001', 'DS00000001', {}, page), 1)).map(
        ({ id }) => id,
      ),
  },
  {
    table: 'knowledge_base_document',
    where: documentKey,
    columns: ['source_type', 'status', 'metadata', 'created_at', 'checksum'],
    get: (store) => store.knowledgeBaseDocuments.get(home, aSourceDocument()),
    others: async (store) =>
      (
        await allPages((page) => store.knowledgeBaseDocuments.list(home, 'KB00000001', 'DS00000001', page), 1)
      ).map(({ documentId }) => documentId),
  },
  {
    table: 'knowledge_base_inline',
    where: documentKey,
    columns: ['content', 'checksum'],
    get: (store) => store.knowledgeBaseDocuments.get(home, aSourceDocument()),
    others: async () => [],
  },
  {
    table: 'chunk',
    where: { ...documentKey, generation: 1, ordinal: 0 },
    columns: ['text', 'start', 'page', 'headings', 'parent_ordinal', 'checksum'],
    get: (store) => store.chunks.ofGeneration(home, aSourceDocument(), 1, 0, 10),
    others: async (store) =>
      (await store.chunks.passages(home, 'KB00000001', [1, 2])).map(({ text }) => text),
  },
  {
    table: 'chunk_parent',
    where: { ...documentKey, generation: 1, ordinal: 0 },
    columns: ['text', 'end', 'checksum'],
    get: (store) => store.chunks.ofGeneration(home, aSourceDocument(), 1, 0, 10),
    others: async (store) =>
      (await store.chunks.passages(home, 'KB00000001', [1, 2])).map(({ text }) => text),
  },
  {
    table: 'chunk_vector',
    where: { ...scopeKey, knowledge_base_id: 'KB00000001', number: 1 },
    columns: ['metadata', 'vector', 'checksum'],
    get: (store) => store.chunks.ofGeneration(home, aSourceDocument(), 1, 0, 10),
    others: async (store) =>
      (await store.chunks.vectors(home, 'KB00000001', 0, 10)).map(({ number }) => number),
  },
];

const cells = tables.flatMap((table) => table.columns.map((column) => ({ ...table, column })));

/** What a failing disk or a stray hand may leave: nothing, wrong types, broken and wrong JSON, huge numbers. */
const damages: readonly unknown[] = [
  '',
  'x',
  '{',
  '{"nodes":[null]}',
  '[[1]]',
  'null',
  '\u001a0041',
  -1,
  1.5,
  2n ** 60n,
  new Uint8Array([0xff, 0, 1]),
];

async function insertPairs(store: Repositories): Promise<void> {
  for (const [index, id] of [flowId, 'FLOW000002'].entries()) {
    await store.flows.insert(home, aFlow({ id, definition, createdAt: 1_000 + index }));
  }
  for (const version of [1, 2]) await store.flowVersions.insert(home, aVersion({ version }));
  for (const id of ['ALIAS00001', 'ALIAS00002']) await store.flowAliases.insert(home, anAlias({ id }));
  for (const id of ['PROMPT0001', 'PROMPT0002']) await store.prompts.insert(home, aPrompt({ id }));
  for (const id of ['guardrail001', 'guardrail002']) await store.guardrails.insert(home, aGuardrail({ id }));
  await store.clientTokens.insert(home, aToken());
  await store.studioDocuments.put(home, aDocument());
  for (const id of ['run-1', 'run-2']) await store.runs.insert(home, aRun({ id }));
  await store.runs.insertMaterial(home, 'run-1', 'material');
  await store.runs.insertEvents(home, 'run-1', { firstNumber: 1, lastNumber: 4, content: 'events' });
  for (const id of ['KB00000001', 'KB00000002'])
    await store.knowledgeBases.insert(home, aKnowledgeBase({ id }));
  for (const id of ['DS00000001', 'DS00000002']) await store.dataSources.insert(home, aDataSource({ id }));
  for (const id of ['JOB0000001', 'JOB0000002'])
    await store.ingestionJobs.insert(home, anIngestionJob({ id }));
  for (const documentId of ['document-1', 'document-2']) {
    const document = aSourceDocument({ documentId, inline: new Uint8Array([1, 2, 3]) });
    const parent = { ordinal: 0, text: 'parent', start: 0, end: 6 };
    await publishDocument(store, home, document, [aChunk({ documentId, text: documentId, parent })]);
  }
}

/** threats.md row 43 and reliability.md experiment 8: one bad row is one bad row. */
export function describeDamage(fixture: () => StoreFixture): void {
  describe('a damaged row', () => {
    test.each(cells)('$table $column fails its get, is reported, and is left out of lists', async (cell) => {
      const { store, damage, events } = fixture();
      await insertPairs(store);
      const healthy = await cell.others(store);
      for (const value of damages) {
        const before = events.length;
        damage(cell.table, cell.where, cell.column, value);
        const error = await cell.get(store).then(
          () => undefined,
          (reason) => reason,
        );
        expect(error, `after ${String(value)}`).toBeInstanceOf(StoreError);
        expect(error.code).toBe('CorruptRow');
        expect(events.slice(before)).toContainEqual(
          expect.objectContaining({
            kind: 'corruptRow',
            row: expect.objectContaining({ table: cell.table }),
          }),
        );
        const left = await cell.others(store);
        expect(left.length).toBe(healthy.length / 2);
        expect(healthy).toEqual(expect.arrayContaining([...left]));
      }
    });

    test('of a tag leaves the other tags', async () => {
      const { store, damage, events } = fixture();
      await store.tags.put(
        home,
        flowArn,
        new Map([
          ['a', '1'],
          ['b', '2'],
        ]),
      );
      damage('tag', { ...scopeKey, resource_arn: flowArn, key: 'a' }, 'value', 'x');
      expect(await store.tags.get(home, flowArn)).toEqual(new Map([['b', '2']]));
      expect(events).toHaveLength(1);
    });

    test.each(['token_digest', 'principal_arn', 'created_at', 'expires_at', 'checksum'])(
      'of a studio session leaves the other sessions: %s',
      async (column) => {
        const { store, damage, events } = fixture();
        await store.studioSessions.insert(home, aSession());
        await store.studioSessions.insert(home, aSession({ id: 'session-2' }));
        for (const value of damages) {
          damage('studio_session', { ...scopeKey, id: 'session-1' }, column, value);
          const left = await store.studioSessions.listLiving(0);
          expect(left.map(({ id }) => id)).toEqual(['session-2']);
        }
        // One that says that it is over is not even read.
        expect(events.length).toBe(damages.length - (column === 'expires_at' ? 1 : 0));
        expect(await store.studioSessions.delete(home, 'session-1')).toBe(true);
      },
    );

    test('that took the place of another is not mistaken for it', async () => {
      const { store, damage } = fixture();
      await store.tags.put(home, flowArn, new Map([['a', '1']]));
      damage('tag', { ...scopeKey, resource_arn: flowArn, key: 'a' }, 'resource_arn', aliasArn);
      expect(await store.tags.get(home, aliasArn)).toEqual(new Map());
    });

    test('can be deleted, and the store opens and serves with it', async () => {
      const { store, damage, reopen } = fixture();
      await insertPairs(store);
      damage('flow', { ...scopeKey, id: flowId }, 'definition', '{');
      const again = await reopen();
      expect((await again.flows.list(home, { limit: 10 })).rows.map(({ id }) => id)).toEqual(['FLOW000002']);
      await again.flows.insert(home, aFlow({ id: 'FLOW000003' }));
      expect(await again.flows.delete(home, flowId)).toBe(true);
      expect(await again.flows.get(home, flowId)).toBeUndefined();
    });

    test('a thousand of them do not keep a page from being turned', async () => {
      const { store, damage } = fixture();
      await store.transaction(async (inside) => {
        for (let index = 0; index < 1_000; index += 1) {
          await inside.flows.insert(home, aFlow({ id: `BAD${index}`, createdAt: index }));
        }
        await inside.flows.insert(home, aFlow({ id: 'GOOD', createdAt: -1 }));
      });
      damage('flow', { ...scopeKey, last_version: 0 }, 'validations', '{');
      damage('flow', { ...scopeKey, id: 'GOOD' }, 'validations', '[]');
      const rows = await allPages((page) => store.flows.list(home, page), 50);
      expect(rows.map(({ id }) => id)).toEqual(['GOOD']);
    });
  });
}
