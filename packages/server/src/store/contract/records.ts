import { describe, expect, test } from 'vitest';
import type { RunFilter, RunRecord } from '../store.ts';
import { StoreError } from '../store-error.ts';
import {
  aDocument,
  aFlow,
  aGuardrail,
  aliasArn,
  allPages,
  anAlias,
  aPrompt,
  aRun,
  aSession,
  aToken,
  aVersion,
  definition,
  everythingIn,
  flowArn,
  guardrailArn,
  home,
  insertOneOfEach,
  promptArn,
  type StoreFixture,
} from './fixture.ts';

const DAY = 24 * 60 * 60 * 1000;

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error) => (error instanceof StoreError ? error.code : error),
  );

/** What is put in comes out, changes and goes. */
export function describeRecords(fixture: () => StoreFixture): void {
  describe('flows', () => {
    test('come back as they were, optional members absent or present', async () => {
      const { flows } = fixture().store;
      const bare = aFlow();
      const full = aFlow({
        id: 'FLOW000002',
        description: '',
        customerEncryptionKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/k',
        definition,
        status: 'Prepared',
        validations: [{ message: 'careful', severity: 'Warning', type: 'UnreachableNode' }],
        prepared: { definition, executionRoleArn: 'role', preparedAt: 5 },
        lastVersion: 7,
        updatedAt: 9,
      });
      await flows.insert(home, bare);
      await flows.insert(home, full);
      expect(await flows.get(home, bare.id)).toStrictEqual(bare);
      expect(await flows.get(home, full.id)).toStrictEqual(full);
      expect(await flows.get(home, 'FLOW000003')).toBeUndefined();
      expect(await flows.count(home)).toBe(2);
    });

    test('an id is given once', async () => {
      const { flows } = fixture().store;
      await flows.insert(home, aFlow());
      expect(await codeOf(flows.insert(home, aFlow({ name: 'other' })))).toBe('DuplicateRow');
      expect(await flows.get(home, 'FLOW000001')).toStrictEqual(aFlow());
    });

    test('update replaces the whole row and says when there is none', async () => {
      const { flows } = fixture().store;
      expect(await flows.update(home, aFlow())).toBe(false);
      await flows.insert(home, aFlow({ description: 'old', definition }));
      const changed = aFlow({ name: 'new', status: 'Failed', updatedAt: 2_000 });
      expect(await flows.update(home, changed)).toBe(true);
      expect(await flows.get(home, changed.id)).toStrictEqual(changed);
    });

    test('update never moves a row in the list', async () => {
      const { flows } = fixture().store;
      await flows.insert(home, aFlow());
      expect(await flows.update(home, aFlow({ createdAt: 5_000 }))).toBe(false);
      expect(await flows.get(home, 'FLOW000001')).toStrictEqual(aFlow());
    });

    test('delete takes versions, aliases and their tags along, and nothing else', async () => {
      const { store } = fixture();
      await insertOneOfEach(store, home);
      await store.flows.insert(home, aFlow({ id: 'FLOW000002' }));
      await store.flowAliases.insert(home, anAlias({ flowId: 'FLOW000002' }));
      const other = 'arn:aws:bedrock:us-east-1:000000000000:flow/FLOW000002';
      await store.tags.put(home, other, new Map([['k', 'v']]));
      await store.tags.put(home, `${other}/alias/ALIAS00001`, new Map([['k', 'v']]));

      expect(await store.flows.delete(home, 'FLOW000001')).toBe(true);
      expect(await store.flows.delete(home, 'FLOW000001')).toBe(false);

      expect(await store.flows.get(home, 'FLOW000001')).toBeUndefined();
      expect(await store.flowVersions.count(home, 'FLOW000001')).toBe(0);
      expect(await store.flowAliases.count(home, 'FLOW000001')).toBe(0);
      expect((await store.tags.get(home, flowArn)).size).toBe(0);
      expect((await store.tags.get(home, aliasArn)).size).toBe(0);
      expect((await store.tags.get(home, promptArn)).size).toBe(1);
      expect((await store.tags.get(home, other)).size).toBe(1);
      expect((await store.tags.get(home, `${other}/alias/ALIAS00001`)).size).toBe(1);
      expect(await store.flowAliases.count(home, 'FLOW000002')).toBe(1);
    });

    test('newest first, equal times by id', async () => {
      const { flows } = fixture().store;
      for (const [id, createdAt] of [
        ['B', 2],
        ['A', 2],
        ['D', 1],
        ['C', 3],
      ] as const) {
        await flows.insert(home, aFlow({ id, createdAt }));
      }
      const rows = await allPages((page) => flows.list(home, page), 1);
      expect(rows.map(({ id }) => id)).toEqual(['C', 'B', 'A', 'D']);
    });

    test('a last page that is full says that nothing follows', async () => {
      const { flows } = fixture().store;
      for (const id of ['A', 'B']) await flows.insert(home, aFlow({ id }));
      const page = await flows.list(home, { limit: 2 });
      expect(page.rows).toHaveLength(2);
      expect(page.next).toBeUndefined();
    });
  });

  describe('flow versions', () => {
    test('come back as they were and belong to a flow', async () => {
      const { flows, flowVersions } = fixture().store;
      expect(await codeOf(flowVersions.insert(home, aVersion()))).toBe('MissingParent');
      await flows.insert(home, aFlow());
      const version = aVersion({ version: 12, description: 'twelve', customerEncryptionKeyArn: 'key' });
      await flowVersions.insert(home, version);
      expect(await flowVersions.get(home, 'FLOW000001', 12)).toStrictEqual(version);
      expect(await flowVersions.get(home, 'FLOW000001', 1)).toBeUndefined();
      expect(await codeOf(flowVersions.insert(home, version))).toBe('DuplicateRow');
    });

    test('highest number first, as numbers', async () => {
      const { flows, flowVersions } = fixture().store;
      await flows.insert(home, aFlow());
      for (const version of [9, 1, 10, 100]) await flowVersions.insert(home, aVersion({ version }));
      const rows = await allPages((page) => flowVersions.list(home, 'FLOW000001', page), 2);
      expect(rows.map(({ version }) => version)).toEqual([100, 10, 9, 1]);
      expect(await flowVersions.count(home, 'FLOW000001')).toBe(4);
      expect(await flowVersions.delete(home, 'FLOW000001', 10)).toBe(true);
      expect(await flowVersions.delete(home, 'FLOW000001', 10)).toBe(false);
      expect(await flowVersions.count(home, 'FLOW000001')).toBe(3);
    });
  });

  describe('flow aliases', () => {
    test('come back as they were, change and go with their tags', async () => {
      const { flows, flowAliases, tags } = fixture().store;
      expect(await codeOf(flowAliases.insert(home, anAlias()))).toBe('MissingParent');
      await flows.insert(home, aFlow());
      await flowAliases.insert(home, anAlias());
      expect(await codeOf(flowAliases.insert(home, anAlias()))).toBe('DuplicateRow');
      const changed = anAlias({
        description: 'd',
        routingConfiguration: [{ flowVersion: '2' }],
        concurrencyConfiguration: { type: 'Manual', maxConcurrency: 3 },
        updatedAt: 2_000,
      });
      expect(await flowAliases.update(home, changed)).toBe(true);
      expect(await flowAliases.get(home, 'FLOW000001', 'ALIAS00001')).toStrictEqual(changed);
      await tags.put(home, aliasArn, new Map([['k', 'v']]));
      expect(await flowAliases.delete(home, 'FLOW000001', 'ALIAS00001')).toBe(true);
      expect(await flowAliases.delete(home, 'FLOW000001', 'ALIAS00001')).toBe(false);
      expect(await flowAliases.update(home, changed)).toBe(false);
      expect((await tags.get(home, aliasArn)).size).toBe(0);
    });

    test('newest first, TSTALIASID last however young', async () => {
      const { flows, flowAliases } = fixture().store;
      await flows.insert(home, aFlow());
      for (const [id, createdAt] of [
        ['A', 1],
        ['TSTALIASID', 9],
        ['Z', 1],
        ['B', 5],
      ] as const) {
        await flowAliases.insert(home, anAlias({ id, createdAt }));
      }
      for (const limit of [1, 2, 3, 4]) {
        const rows = await allPages((page) => flowAliases.list(home, 'FLOW000001', page), limit);
        expect(rows.map(({ id }) => id)).toEqual(['B', 'Z', 'A', 'TSTALIASID']);
      }
    });

    test('say which of them route to a version', async () => {
      const { flows, flowAliases } = fixture().store;
      await flows.insert(home, aFlow());
      await flowAliases.insert(home, anAlias({ id: 'A', routingConfiguration: [{ flowVersion: '1' }] }));
      await flowAliases.insert(home, anAlias({ id: 'B', routingConfiguration: [{ flowVersion: '10' }] }));
      await flowAliases.insert(home, anAlias({ id: 'C', routingConfiguration: [{}] }));
      expect(await flowAliases.routedTo(home, 'FLOW000001', '1')).toEqual(['A']);
      expect(await flowAliases.routedTo(home, 'FLOW000001', '2')).toEqual([]);
    });
  });

  describe('prompts', () => {
    test('draft and versions come back as they were', async () => {
      const { prompts } = fixture().store;
      const draft = aPrompt({ description: 'd', defaultVariant: 'v1', customerEncryptionKeyArn: 'k' });
      await prompts.insert(home, draft);
      await prompts.insert(home, aPrompt({ version: 1 }));
      expect(await prompts.get(home, 'PROMPT0001', 0)).toStrictEqual(draft);
      expect(await prompts.get(home, 'PROMPT0001', 1)).toStrictEqual(aPrompt({ version: 1 }));
      expect(await prompts.get(home, 'PROMPT0001', 2)).toBeUndefined();
      expect(await codeOf(prompts.insert(home, draft))).toBe('DuplicateRow');
      const changed = aPrompt({ variants: [], lastVersion: 1, updatedAt: 2_000 });
      expect(await prompts.update(home, changed)).toBe(true);
      expect(await prompts.get(home, 'PROMPT0001', 0)).toStrictEqual(changed);
      expect(await prompts.update(home, aPrompt({ version: 2 }))).toBe(false);
    });

    test('the draft comes before the highest number; drafts are listed newest first', async () => {
      const { prompts } = fixture().store;
      for (const version of [2, 0, 10, 1]) await prompts.insert(home, aPrompt({ version }));
      await prompts.insert(home, aPrompt({ id: 'PROMPT0002', createdAt: 2_000 }));
      for (const limit of [1, 2, 3]) {
        const versions = await allPages((page) => prompts.listVersions(home, 'PROMPT0001', page), limit);
        expect(versions.map(({ version }) => version)).toEqual([0, 10, 2, 1]);
        const drafts = await allPages((page) => prompts.listDrafts(home, page), limit);
        expect(drafts.map(({ id }) => id)).toEqual(['PROMPT0002', 'PROMPT0001']);
      }
      expect(await prompts.countDrafts(home)).toBe(2);
      expect(await prompts.countVersions(home, 'PROMPT0001')).toBe(3);
    });

    test('one version goes alone, the prompt with all of them; tags go too', async () => {
      const { store } = fixture();
      await insertOneOfEach(store, home);
      expect(await store.prompts.delete(home, 'PROMPT0001', 1)).toBe(true);
      expect((await store.tags.get(home, `${promptArn}:1`)).size).toBe(0);
      expect((await store.tags.get(home, promptArn)).size).toBe(1);
      await store.prompts.insert(home, aPrompt({ version: 2 }));
      await store.tags.put(home, `${promptArn}:2`, new Map([['k', 'v']]));
      expect(await store.prompts.delete(home, 'PROMPT0001', undefined)).toBe(true);
      expect(await store.prompts.delete(home, 'PROMPT0001', undefined)).toBe(false);
      expect(await store.prompts.countDrafts(home)).toBe(0);
      expect(await store.prompts.get(home, 'PROMPT0001', 2)).toBeUndefined();
      expect((await store.tags.get(home, promptArn)).size).toBe(0);
      expect((await store.tags.get(home, `${promptArn}:2`)).size).toBe(0);
    });
  });

  describe('guardrails', () => {
    test('keep draft and versions apart, and every member', async () => {
      const { guardrails } = fixture().store;
      const draft = aGuardrail({ description: 'd', kmsKeyArn: 'k', policies: {}, status: 'FAILED' });
      await guardrails.insert(home, draft);
      await guardrails.insert(home, aGuardrail({ version: 1 }));
      expect(await guardrails.get(home, 'guardrail001', 0)).toStrictEqual(draft);
      expect(await guardrails.get(home, 'guardrail001', 1)).toStrictEqual(aGuardrail({ version: 1 }));
      expect(await guardrails.get(home, 'guardrail001', 2)).toBeUndefined();
      expect(await codeOf(guardrails.insert(home, draft))).toBe('DuplicateRow');
      const changed = aGuardrail({ name: 'renamed', lastVersion: 1, updatedAt: 2_000 });
      expect(await guardrails.update(home, changed)).toBe(true);
      expect(await guardrails.get(home, 'guardrail001', 0)).toStrictEqual(changed);
      expect(await guardrails.update(home, aGuardrail({ version: 2 }))).toBe(false);
      expect(await guardrails.update(home, aGuardrail({ createdAt: 5_000 }))).toBe(false);
    });

    test('the draft comes before the highest number; drafts are listed newest first', async () => {
      const { guardrails } = fixture().store;
      for (const version of [2, 0, 10, 1]) await guardrails.insert(home, aGuardrail({ version }));
      await guardrails.insert(home, aGuardrail({ id: 'guardrail002', createdAt: 2_000 }));
      for (const limit of [1, 2, 3]) {
        const versions = await allPages((page) => guardrails.listVersions(home, 'guardrail001', page), limit);
        expect(versions.map(({ version }) => version)).toEqual([0, 10, 2, 1]);
        const drafts = await allPages((page) => guardrails.listDrafts(home, page), limit);
        expect(drafts.map(({ id }) => id)).toEqual(['guardrail002', 'guardrail001']);
      }
      expect(await guardrails.countDrafts(home)).toBe(2);
      expect(await guardrails.countVersions(home, 'guardrail001')).toBe(3);
    });

    test('are found by the name of their draft, exactly as it is written', async () => {
      const { guardrails } = fixture().store;
      await guardrails.insert(home, aGuardrail({ name: 'new' }));
      await guardrails.insert(home, aGuardrail({ version: 1, name: 'old' }));
      await guardrails.insert(home, aGuardrail({ id: 'guardrail002', name: 'NEW' }));
      expect(await guardrails.named(home, 'new')).toEqual(['guardrail001']);
      expect(await guardrails.named(home, 'NEW')).toEqual(['guardrail002']);
      expect(await guardrails.named(home, 'old')).toEqual([]);
    });

    test('one version goes alone, the guardrail with all of them and its tags', async () => {
      const { store } = fixture();
      await insertOneOfEach(store, home);
      await store.guardrails.insert(home, aGuardrail({ version: 2 }));
      expect(await store.guardrails.delete(home, 'guardrail001', 1)).toBe(true);
      expect(await store.guardrails.delete(home, 'guardrail001', 1)).toBe(false);
      expect(await store.guardrails.get(home, 'guardrail001', 2)).toBeDefined();
      expect((await store.tags.get(home, guardrailArn)).size).toBe(1);
      expect(await store.guardrails.delete(home, 'guardrail001', undefined)).toBe(true);
      expect(await store.guardrails.delete(home, 'guardrail001', undefined)).toBe(false);
      expect(await store.guardrails.get(home, 'guardrail001', 0)).toBeUndefined();
      expect(await store.guardrails.get(home, 'guardrail001', 2)).toBeUndefined();
      expect((await store.tags.get(home, guardrailArn)).size).toBe(0);
      expect((await store.tags.get(home, promptArn)).size).toBe(1);
    });
  });

  describe('tags', () => {
    test('are added, overwritten and removed by key', async () => {
      const { tags } = fixture().store;
      expect(await tags.get(home, flowArn)).toEqual(new Map());
      await tags.put(
        home,
        flowArn,
        new Map([
          ['a', '1'],
          ['b', '2'],
        ]),
      );
      await tags.put(
        home,
        flowArn,
        new Map([
          ['b', '3'],
          ['c', ''],
        ]),
      );
      expect(await tags.get(home, flowArn)).toEqual(
        new Map([
          ['a', '1'],
          ['b', '3'],
          ['c', ''],
        ]),
      );
      await tags.remove(home, flowArn, ['a', 'none']);
      expect(await tags.get(home, flowArn)).toEqual(
        new Map([
          ['b', '3'],
          ['c', ''],
        ]),
      );
      await tags.put(home, aliasArn, new Map([['b', '9']]));
      await tags.removeAll(home, flowArn);
      expect(await tags.get(home, flowArn)).toEqual(new Map());
      expect(await tags.get(home, aliasArn)).toEqual(new Map([['b', '9']]));
    });
  });

  describe('client tokens', () => {
    test('answer for a day, then make room', async () => {
      const { clientTokens } = fixture().store;
      await clientTokens.insert(home, aToken());
      expect(await clientTokens.get(home, 'CreateFlow', 'token-1', 1_000)).toStrictEqual(aToken());
      expect(await clientTokens.get(home, 'CreateFlow', 'token-1', 1_001)).toBeUndefined();
      expect(await clientTokens.get(home, 'CreatePrompt', 'token-1', 0)).toBeUndefined();
      const soon = aToken({ createdAt: 1_000 + DAY, response: 'again' });
      expect(await codeOf(clientTokens.insert(home, soon))).toBe('DuplicateRow');
      const later = aToken({ createdAt: 1_001 + DAY, response: 'again' });
      await clientTokens.insert(home, later);
      expect(await clientTokens.get(home, 'CreateFlow', 'token-1', 0)).toStrictEqual(later);
    });

    test('older ones are deleted on demand', async () => {
      const { clientTokens } = fixture().store;
      await clientTokens.insert(home, aToken());
      await clientTokens.insert(home, aToken({ token: 'token-2', createdAt: 2_000 }));
      await clientTokens.deleteOlderThan(2_000);
      expect(await clientTokens.get(home, 'CreateFlow', 'token-1', 0)).toBeUndefined();
      expect(await clientTokens.get(home, 'CreateFlow', 'token-2', 0)).toBeDefined();
    });

    test('the store sweeps expired ones by itself', async () => {
      const { store, clock } = fixture();
      const now = clock.now();
      await store.clientTokens.insert(home, aToken({ createdAt: now - DAY - 1 }));
      await store.clientTokens.insert(home, aToken({ token: 'young', createdAt: now }));
      clock.advance(60 * 60 * 1000);
      await expect
        .poll(() => store.clientTokens.get(home, 'CreateFlow', 'token-1', 0), { timeout: 10_000 })
        .toBeUndefined();
      expect(await store.clientTokens.get(home, 'CreateFlow', 'young', 0)).toBeDefined();
    });
  });

  describe('studio sessions', () => {
    test('come back with whose they are, and go one by one', async () => {
      const { studioSessions } = fixture().store;
      await studioSessions.insert(home, aSession());
      await studioSessions.insert(home, aSession({ id: 'session-2' }));
      expect(await codeOf(studioSessions.insert(home, aSession()))).toBe('DuplicateRow');
      expect(await studioSessions.delete(home, 'session-1')).toBe(true);
      expect(await studioSessions.delete(home, 'session-1')).toBe(false);
      expect(await studioSessions.listLiving(0)).toStrictEqual([
        { ...aSession({ id: 'session-2' }), scope: home },
      ]);
    });

    test('that have ended are deleted on demand', async () => {
      const { studioSessions } = fixture().store;
      await studioSessions.insert(home, aSession());
      await studioSessions.insert(home, aSession({ id: 'session-2', expiresAt: 9_001 }));
      expect((await studioSessions.listLiving(9_000)).map(({ id }) => id)).toEqual(['session-2']);
      await studioSessions.deleteExpired(9_000);
      expect((await studioSessions.listLiving(0)).map(({ id }) => id)).toEqual(['session-2']);
    });
  });

  describe('studio documents', () => {
    test('belong to a flow, take the place of the one before, and go with it', async () => {
      const { flows, studioDocuments } = fixture().store;
      expect(await codeOf(studioDocuments.put(home, aDocument()))).toBe('MissingParent');
      await flows.insert(home, aFlow());
      expect(await studioDocuments.get(home, 'FLOW000001')).toBeUndefined();
      await studioDocuments.put(home, aDocument());
      const changed = aDocument({ content: [null, { a: 'é' }], revision: 2, updatedAt: 2_000 });
      await studioDocuments.put(home, changed);
      expect(await studioDocuments.get(home, 'FLOW000001')).toStrictEqual(changed);
      await flows.delete(home, 'FLOW000001');
      expect(await studioDocuments.get(home, 'FLOW000001')).toBeUndefined();
    });

    test('change no flow: caches need not be told', async () => {
      const { store } = fixture();
      await store.flows.insert(home, aFlow());
      const told: string[] = [];
      store.onFlowChanged((_, flowId) => told.push(flowId));
      await store.studioDocuments.put(home, aDocument());
      expect(told).toEqual([]);
    });
  });

  describe('runs', () => {
    test('come back as they were, and change', async () => {
      const { runs } = fixture().store;
      await runs.insert(home, aRun());
      expect(await runs.get(home, 'run-1')).toStrictEqual(aRun());
      expect(await codeOf(runs.insert(home, aRun()))).toBe('DuplicateRow');
      const { fault: _, ...rest } = aRun({ status: 'Succeeded', figures: { nodeRuns: 1 } });
      expect(await runs.update(home, rest)).toBe(true);
      expect(await runs.get(home, 'run-1')).toStrictEqual(rest);
      expect(await runs.update(home, aRun({ id: 'none' }))).toBe(false);
    });

    test('are listed newest first, by what they are asked for', async () => {
      const { runs } = fixture().store;
      const { fault: _, ...healthy } = aRun();
      await runs.insert(home, { ...healthy, id: 'a', status: 'Succeeded', startedAt: 1 });
      await runs.insert(home, aRun({ id: 'b', startedAt: 2, flowId: 'FLOW000002', principalArn: 'me' }));
      await runs.insert(home, aRun({ id: 'c', startedAt: 2, flowVersion: '2', kind: 'Test' }));
      await runs.insert(home, aRun({ id: 'd', startedAt: 3, flowAliasId: 'X', figures: { nodeRuns: 0 } }));
      const ids = async (filter: RunFilter) =>
        (await allPages((page) => runs.list(home, filter, page), 1)).map(({ id }) => id);
      expect(await ids({})).toEqual(['d', 'c', 'b', 'a']);
      const table: readonly (readonly [RunFilter, readonly string[]])[] = [
        [{ flowId: 'FLOW000001' }, ['d', 'c', 'a']],
        [{ flowId: 'FLOW000001', status: 'Failed' }, ['d', 'c']],
        [{ flowAliasId: 'X' }, ['d']],
        [{ flowVersion: '2' }, ['c']],
        [{ status: 'Succeeded' }, ['a']],
        [{ kind: 'Test' }, ['c']],
        [{ startedFrom: 2, startedBefore: 3 }, ['c', 'b']],
        [{ minDurationMs: 1_500 }, ['c', 'b', 'a']],
        [{ minDurationMs: 1_501 }, []],
        [{ errorKind: 'dependencyFailed' }, ['d', 'c', 'b']],
        [{ node: 'Refine/Critic', principalArn: 'me' }, ['b']],
      ];
      for (const [filter, expected] of table) expect(await ids(filter)).toEqual(expected);
    });

    test('have material and events in chunks, which go with them or before', async () => {
      const { runs } = fixture().store;
      const chunk = (firstNumber: number, lastNumber: number) => ({
        firstNumber,
        lastNumber,
        content: `${firstNumber}`,
      });
      expect(await codeOf(runs.insertMaterial(home, 'run-1', 'x'))).toBe('MissingParent');
      expect(await codeOf(runs.insertEvents(home, 'run-1', chunk(1, 2)))).toBe('MissingParent');
      for (const id of ['run-1', 'run-2']) {
        await runs.insert(home, aRun({ id }));
        await runs.insertMaterial(home, id, id);
        for (const first of [1, 11, 3]) await runs.insertEvents(home, id, chunk(first, first + 1));
      }
      expect(await codeOf(runs.insertEvents(home, 'run-1', chunk(1, 9)))).toBe('DuplicateRow');
      expect(await runs.material(home, 'run-1')).toBe('run-1');
      expect((await runs.events(home, 'run-1', 2, 10)).map(({ firstNumber }) => firstNumber)).toEqual([
        3, 11,
      ]);
      expect(await runs.events(home, 'run-1', 11, 10)).toEqual([chunk(11, 12)]);
      expect(await runs.events(home, 'run-1', 0, 1)).toEqual([chunk(1, 2)]);
      expect(await runs.forgetValues(home, 'run-1')).toBe(true);
      expect(await runs.forgetValues(home, 'run-1')).toBe(false);
      expect(await runs.get(home, 'run-1')).toEqual(
        aRun({ recording: 'Figures', eventCount: 0, storedSize: 0 }),
      );
      expect(await runs.material(home, 'run-1')).toBeUndefined();
      expect(await runs.events(home, 'run-1', 0, 10)).toEqual([]);
      expect(await runs.deleteOldest(home, 9_000, 10)).toBe(2);
      expect(await runs.events(home, 'run-2', 0, 10)).toEqual([]);
    });

    test('that have ended are kept as long as somebody wants', async () => {
      const { runs } = fixture().store;
      const { endedAt: _, fault: __, ...running } = aRun({ id: 'running', status: 'Running', startedAt: 0 });
      await runs.insert(home, running);
      for (const id of ['c', 'b', 'a'])
        await runs.insert(home, aRun({ id, startedAt: id.charCodeAt(0), storedSize: 10 }));
      await runs.insert(home, aRun({ id: 'plain', startedAt: 1, recording: 'Figures', storedSize: 0 }));
      expect(await runs.holdings()).toEqual([{ scope: home, runs: 5, withValues: 4, storedSize: 41 }]);
      expect(await runs.oldestWithValues(home, 2)).toEqual(['a', 'b']);
      expect(await runs.underWay()).toEqual([{ ...running, scope: home }]);
      expect(await runs.deleteOldest(home, 98, 1)).toBe(1);
      expect(await runs.deleteOldest(home, 98, 9)).toBe(1);
      expect((await runs.list(home, {}, { limit: 9 })).rows.map(({ id }) => id)).toEqual([
        'c',
        'b',
        'running',
      ]);
    });

    test('are summed up by flow, version and alias', async () => {
      const { runs } = fixture().store;
      const { fault: _, ...healthy } = aRun({ status: 'Succeeded' });
      const put = (id: string, startedAt: number, durationMs: number, over: Partial<RunRecord> = {}) =>
        runs.insert(home, { ...healthy, id, startedAt, figures: { nodeRuns: 1, durationMs }, ...over });
      await put('a', 0, 30);
      await put('b', 99, 10, { figures: { nodeRuns: 1, durationMs: 10, usd: 0.1 } });
      await put('c', 100, 20, { flowVersion: '2' });
      await put('d', 199, 1, { ...aRun({ id: 'd', startedAt: 199 }), figures: { nodeRuns: 1, usd: 0.2 } });
      await put('e', 150, 1, {
        kind: 'Partial',
        flowAliasId: undefined as never,
        flowVersion: undefined as never,
      });
      await put('f', 200, 1);
      await put('other', 10, 5, { flowId: 'FLOW000002' });
      const byFlow = await runs.figures(home, { from: 0, before: 200, buckets: 2, by: 'Flow' });
      expect(byFlow.toSorted((x, y) => x.flowId.localeCompare(y.flowId))).toEqual([
        {
          flowId: 'FLOW000001',
          runs: 5,
          failed: 1,
          p50Ms: 20,
          usd: 0.3,
          lastRunAt: 199,
          runsPerBucket: [2, 3],
          failedPerBucket: [0, 1],
        },
        {
          flowId: 'FLOW000002',
          runs: 1,
          failed: 0,
          p50Ms: 5,
          lastRunAt: 10,
          runsPerBucket: [1, 0],
          failedPerBucket: [0, 0],
        },
      ]);
      const flowId = 'FLOW000001';
      const versions = await runs.figures(home, { from: 0, before: 200, buckets: 1, by: 'Version', flowId });
      expect(versions.map(({ flowVersion, runs: count }) => [flowVersion, count]).toSorted()).toEqual([
        ['1', 3],
        ['2', 1],
      ]);
      const aliases = await runs.figures(home, { from: 0, before: 200, buckets: 1, by: 'Alias', flowId });
      expect(aliases).toMatchObject([{ flowAliasId: 'ALIAS00001', runs: 4, p50Ms: 20 }]);
    });
  });

  test('a change of the tags of an alias is a change of its flow', async () => {
    const { store } = fixture();
    const told: string[] = [];
    store.onFlowChanged((_, flowId) => told.push(flowId));
    await store.tags.put(home, aliasArn, new Map([['streambed:record', 'values']]));
    await store.tags.remove(home, aliasArn, ['streambed:record']);
    await store.tags.removeAll(home, aliasArn);
    await store.tags.put(home, flowArn, new Map([['team', 'docs']]));
    expect(told).toEqual(['FLOW000001', 'FLOW000001', 'FLOW000001']);
  });

  test('everything is still there after the store was closed and opened', async () => {
    const { store, reopen } = fixture();
    await insertOneOfEach(store, home);
    const before = await everythingIn(store, home);
    expect(await everythingIn(await reopen(), home)).toStrictEqual(before);
  });
}
