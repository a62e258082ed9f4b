import { describe, expect, test } from 'vitest';
import type { Repositories, Scope } from '../store.ts';
import {
  aChunk,
  aDataSource,
  aDocument,
  aFlow,
  aGuardrail,
  aKnowledgeBase,
  aliasArn,
  anAlias,
  anIngestionJob,
  aPrompt,
  aRun,
  aSession,
  aSourceDocument,
  aToken,
  aVersion,
  everythingIn,
  flowArn,
  foreignScopes,
  home,
  insertOneOfEach,
  type StoreFixture,
} from './fixture.ts';

/**
 * What each repository function must answer to a scope in which nothing is, though the same ids exist elsewhere.
 * The type wants every function of every repository: one that is added without a line here does not compile.
 */
type ForeignCalls = {
  readonly [Name in keyof Repositories]: {
    readonly [Call in keyof Repositories[Name]]: (
      repository: Repositories[Name],
      scope: Scope,
    ) => Promise<void>;
  };
};

const page = { limit: 100 };
const nothing = { rows: [] };
const kb = 'KB00000001';
const ds = 'DS00000001';

const foreignCalls: ForeignCalls = {
  flows: {
    get: async (flows, scope) => expect(await flows.get(scope, 'FLOW000001')).toBeUndefined(),
    update: async (flows, scope) => expect(await flows.update(scope, aFlow({ name: 'taken' }))).toBe(false),
    delete: async (flows, scope) => expect(await flows.delete(scope, 'FLOW000001')).toBe(false),
    list: async (flows, scope) => expect(await flows.list(scope, page)).toEqual(nothing),
    count: async (flows, scope) => expect(await flows.count(scope)).toBe(0),
    insert: async (flows, scope) => {
      await flows.insert(scope, aFlow({ name: 'own' }));
      expect(await flows.count(scope)).toBe(1);
      expect(await flows.delete(scope, 'FLOW000001')).toBe(true);
    },
  },
  flowVersions: {
    get: async (versions, scope) => expect(await versions.get(scope, 'FLOW000001', 1)).toBeUndefined(),
    insert: async (versions, scope) =>
      expect(versions.insert(scope, aVersion({ version: 2 }))).rejects.toMatchObject({
        code: 'MissingParent',
      }),
    delete: async (versions, scope) => expect(await versions.delete(scope, 'FLOW000001', 1)).toBe(false),
    list: async (versions, scope) => expect(await versions.list(scope, 'FLOW000001', page)).toEqual(nothing),
    count: async (versions, scope) => expect(await versions.count(scope, 'FLOW000001')).toBe(0),
  },
  flowAliases: {
    get: async (aliases, scope) =>
      expect(await aliases.get(scope, 'FLOW000001', 'ALIAS00001')).toBeUndefined(),
    insert: async (aliases, scope) =>
      expect(aliases.insert(scope, anAlias({ id: 'B' }))).rejects.toMatchObject({ code: 'MissingParent' }),
    update: async (aliases, scope) =>
      expect(await aliases.update(scope, anAlias({ name: 'taken' }))).toBe(false),
    delete: async (aliases, scope) =>
      expect(await aliases.delete(scope, 'FLOW000001', 'ALIAS00001')).toBe(false),
    list: async (aliases, scope) => expect(await aliases.list(scope, 'FLOW000001', page)).toEqual(nothing),
    count: async (aliases, scope) => expect(await aliases.count(scope, 'FLOW000001')).toBe(0),
    routedTo: async (aliases, scope) => expect(await aliases.routedTo(scope, 'FLOW000001', '1')).toEqual([]),
  },
  prompts: {
    get: async (prompts, scope) => expect(await prompts.get(scope, 'PROMPT0001', 0)).toBeUndefined(),
    update: async (prompts, scope) =>
      expect(await prompts.update(scope, aPrompt({ name: 'taken' }))).toBe(false),
    delete: async (prompts, scope) => {
      expect(await prompts.delete(scope, 'PROMPT0001', 1)).toBe(false);
      expect(await prompts.delete(scope, 'PROMPT0001', undefined)).toBe(false);
    },
    listDrafts: async (prompts, scope) => expect(await prompts.listDrafts(scope, page)).toEqual(nothing),
    listVersions: async (prompts, scope) =>
      expect(await prompts.listVersions(scope, 'PROMPT0001', page)).toEqual(nothing),
    countDrafts: async (prompts, scope) => expect(await prompts.countDrafts(scope)).toBe(0),
    countVersions: async (prompts, scope) => expect(await prompts.countVersions(scope, 'PROMPT0001')).toBe(0),
    insert: async (prompts, scope) => {
      await prompts.insert(scope, aPrompt({ name: 'own' }));
      expect(await prompts.delete(scope, 'PROMPT0001', undefined)).toBe(true);
    },
  },
  guardrails: {
    get: async (guardrails, scope) => expect(await guardrails.get(scope, 'guardrail001', 0)).toBeUndefined(),
    update: async (guardrails, scope) =>
      expect(await guardrails.update(scope, aGuardrail({ name: 'taken' }))).toBe(false),
    delete: async (guardrails, scope) => {
      expect(await guardrails.delete(scope, 'guardrail001', 1)).toBe(false);
      expect(await guardrails.delete(scope, 'guardrail001', undefined)).toBe(false);
    },
    listDrafts: async (guardrails, scope) =>
      expect(await guardrails.listDrafts(scope, page)).toEqual(nothing),
    listVersions: async (guardrails, scope) =>
      expect(await guardrails.listVersions(scope, 'guardrail001', page)).toEqual(nothing),
    named: async (guardrails, scope) => expect(await guardrails.named(scope, 'careful')).toEqual([]),
    countDrafts: async (guardrails, scope) => expect(await guardrails.countDrafts(scope)).toBe(0),
    countVersions: async (guardrails, scope) =>
      expect(await guardrails.countVersions(scope, 'guardrail001')).toBe(0),
    insert: async (guardrails, scope) => {
      await guardrails.insert(scope, aGuardrail({ name: 'own' }));
      expect(await guardrails.delete(scope, 'guardrail001', undefined)).toBe(true);
    },
  },
  tags: {
    get: async (tags, scope) => expect((await tags.get(scope, flowArn)).size).toBe(0),
    remove: (tags, scope) => tags.remove(scope, flowArn, ['team']),
    removeAll: (tags, scope) => tags.removeAll(scope, aliasArn),
    put: async (tags, scope) => {
      await tags.put(scope, flowArn, new Map([['team', 'other']]));
      expect(await tags.get(scope, flowArn)).toEqual(new Map([['team', 'other']]));
      await tags.removeAll(scope, flowArn);
    },
  },
  clientTokens: {
    get: async (tokens, scope) => expect(await tokens.get(scope, 'CreateFlow', 'token-1', 0)).toBeUndefined(),
    insert: (tokens, scope) => tokens.insert(scope, aToken({ response: 'other' })),
    // The one function without a scope: it shows nothing, and here nothing is that old.
    deleteOlderThan: (tokens) => tokens.deleteOlderThan(1_000),
  },
  studioSessions: {
    // For the server alone, which tells them apart by the scope that stands with each.
    listLiving: async (sessions, scope) =>
      expect(
        (await sessions.listLiving(0)).filter(
          (each) => each.scope.accountId === scope.accountId && each.scope.region === scope.region,
        ),
      ).toEqual([]),
    insert: async (sessions, scope) => {
      await sessions.insert(scope, aSession({ tokenDigest: 'other' }));
      expect(await sessions.delete(scope, 'session-1')).toBe(true);
    },
    delete: async (sessions, scope) => expect(await sessions.delete(scope, 'session-1')).toBe(false),
    deleteExpired: (sessions) => sessions.deleteExpired(8_999),
  },
  studioDocuments: {
    get: async (documents, scope) => expect(await documents.get(scope, 'FLOW000001')).toBeUndefined(),
    put: async (documents, scope) =>
      expect(documents.put(scope, aDocument({ content: 'taken' }))).rejects.toMatchObject({
        code: 'MissingParent',
      }),
  },
  runs: {
    get: async (runs, scope) => expect(await runs.get(scope, 'run-1')).toBeUndefined(),
    insert: async (runs, scope) => {
      await runs.insert(scope, aRun({ flowId: 'OTHER00001' }));
      expect(await runs.deleteOldest(scope, 9_000, 10)).toBe(1);
    },
    update: async (runs, scope) => expect(await runs.update(scope, aRun({ node: 'taken' }))).toBe(false),
    list: async (runs, scope) => expect(await runs.list(scope, {}, page)).toEqual(nothing),
    material: async (runs, scope) => expect(await runs.material(scope, 'run-1')).toBeUndefined(),
    insertMaterial: async (runs, scope) =>
      expect(runs.insertMaterial(scope, 'run-1', 'taken')).rejects.toMatchObject({ code: 'MissingParent' }),
    events: async (runs, scope) => expect(await runs.events(scope, 'run-1', 0, 10)).toEqual([]),
    insertEvents: async (runs, scope) =>
      expect(
        runs.insertEvents(scope, 'run-1', { firstNumber: 5, lastNumber: 5, content: '' }),
      ).rejects.toMatchObject({ code: 'MissingParent' }),
    forgetValues: async (runs, scope) => expect(await runs.forgetValues(scope, 'run-1')).toBe(false),
    figures: async (runs, scope) =>
      expect(await runs.figures(scope, { from: 0, before: 9_000, buckets: 2, by: 'Flow' })).toEqual([]),
    oldestWithValues: async (runs, scope) => expect(await runs.oldestWithValues(scope, 10)).toEqual([]),
    deleteOldest: async (runs, scope) => expect(await runs.deleteOldest(scope, 9_000, 10)).toBe(0),
    // For the server alone, which tells them apart by the scope that stands with each.
    holdings: async (runs, scope) => expect((await runs.holdings()).filter(isOf(scope))).toEqual([]),
    underWay: async (runs, scope) => expect((await runs.underWay()).filter(isOf(scope))).toEqual([]),
  },
  knowledgeBases: {
    get: async (bases, scope) => expect(await bases.get(scope, kb)).toBeUndefined(),
    named: async (bases, scope) => expect(await bases.named(scope, 'manuals')).toEqual([]),
    insert: async (bases, scope) => {
      await bases.insert(scope, aKnowledgeBase({ name: 'own' }));
      expect(await bases.delete(scope, kb)).toBe(true);
    },
    update: async (bases, scope) =>
      expect(await bases.update(scope, aKnowledgeBase({ name: 'taken' }))).toBe(false),
    delete: async (bases, scope) => expect(await bases.delete(scope, kb)).toBe(false),
    list: async (bases, scope) => expect(await bases.list(scope, page)).toEqual(nothing),
    count: async (bases, scope) => expect(await bases.count(scope)).toBe(0),
    beingDeleted: async (bases, scope) =>
      expect((await bases.beingDeleted()).filter(isOf(scope))).toEqual([]),
  },
  dataSources: {
    get: async (sources, scope) => expect(await sources.get(scope, kb, ds)).toBeUndefined(),
    named: async (sources, scope) => expect(await sources.named(scope, kb, 'shelf')).toEqual([]),
    insert: async (sources, scope) =>
      expect(sources.insert(scope, aDataSource({ id: 'DS00000002' }))).rejects.toMatchObject({
        code: 'MissingParent',
      }),
    update: async (sources, scope) =>
      expect(await sources.update(scope, aDataSource({ name: 'taken' }))).toBe(false),
    delete: async (sources, scope) =>
      expect(await sources.delete(scope, kb, ds, { keepsDocuments: true })).toBe(false),
    list: async (sources, scope) => expect(await sources.list(scope, kb, page)).toEqual(nothing),
    count: async (sources, scope) => expect(await sources.count(scope, kb)).toBe(0),
    beingDeleted: async (sources, scope) =>
      expect((await sources.beingDeleted()).filter(isOf(scope))).toEqual([]),
  },
  ingestionJobs: {
    get: async (jobs, scope) => expect(await jobs.get(scope, kb, ds, 'JOB0000001')).toBeUndefined(),
    insert: async (jobs, scope) =>
      expect(jobs.insert(scope, anIngestionJob({ id: 'JOB0000002' }))).rejects.toMatchObject({
        code: 'MissingParent',
      }),
    update: async (jobs, scope) =>
      expect(await jobs.update(scope, anIngestionJob({ status: 'FAILED' }))).toBe(false),
    list: async (jobs, scope) => expect(await jobs.list(scope, kb, ds, {}, page)).toEqual(nothing),
    underWayIn: async (jobs, scope) => expect(await jobs.underWayIn(scope, kb)).toEqual([]),
    underWay: async (jobs, scope) => expect((await jobs.underWay()).filter(isOf(scope))).toEqual([]),
  },
  knowledgeBaseDocuments: {
    get: async (documents, scope) => expect(await documents.get(scope, aSourceDocument())).toBeUndefined(),
    put: async (documents, scope) =>
      expect(documents.put(scope, aSourceDocument({ status: 'FAILED' }))).rejects.toMatchObject({
        code: 'MissingParent',
      }),
    publish: async (documents, scope) =>
      expect(
        documents.publish(scope, aSourceDocument({ generation: 2, chunkCount: 0 })),
      ).rejects.toMatchObject({ code: 'MissingParent' }),
    delete: async (documents, scope) => expect(await documents.delete(scope, aSourceDocument())).toBe(false),
    list: async (documents, scope) => expect(await documents.list(scope, kb, ds, page)).toEqual(nothing),
    count: async (documents, scope) => {
      expect(await documents.count(scope, kb)).toBe(0);
      expect(await documents.count(scope, kb, ds)).toBe(0);
    },
    withStatus: async (documents, scope) =>
      expect(await documents.withStatus(scope, kb, ds, ['INDEXED'], 10)).toEqual([]),
    deleteSome: async (documents, scope) => {
      expect(await documents.deleteSome(scope, kb, ds, 9)).toBe(0);
      expect(await documents.deleteSome(scope, kb, undefined, 9)).toBe(0);
    },
    // For the server alone, which tells them apart by the scope that stands with each.
    dataSourcesWithStatus: async (documents, scope) =>
      expect((await documents.dataSourcesWithStatus(['INDEXED'])).filter(isOf(scope))).toEqual([]),
  },
  chunks: {
    insert: async (chunks, scope) =>
      expect(chunks.insert(scope, [aChunk({ ordinal: 1 })])).rejects.toMatchObject({ code: 'MissingParent' }),
    ordinals: async (chunks, scope) =>
      expect((await chunks.ordinals(scope, aSourceDocument(), 1)).size).toBe(0),
    ofGeneration: async (chunks, scope) =>
      expect(await chunks.ofGeneration(scope, aSourceDocument(), 1, 0, 10)).toEqual([]),
    discard: (chunks, scope) => chunks.discard(scope, aSourceDocument(), 1),
    count: async (chunks, scope) => expect(await chunks.count(scope, kb)).toBe(0),
    // For the server alone; here there is nothing that no search can reach.
    sweep: async (chunks) => expect(await chunks.sweep(100)).toBe(0),
    vectors: async (chunks, scope) => expect(await chunks.vectors(scope, kb, 0, 100)).toEqual([]),
    vectorsOf: async (chunks, scope) => expect(await chunks.vectorsOf(scope, aSourceDocument())).toEqual([]),
    vectorsNumbered: async (chunks, scope) =>
      expect(await chunks.vectorsNumbered(scope, kb, [1, 2])).toEqual([]),
    passages: async (chunks, scope) => expect(await chunks.passages(scope, kb, [1, 2])).toEqual([]),
    matching: async (chunks, scope) =>
      expect(await chunks.matching(scope, kb, ['winterthur'], 9)).toEqual([]),
    frequency: async (chunks, scope) => expect(await chunks.frequency(scope, kb, 'winterthur', 9)).toBe(0),
    nearest: async (chunks, scope) => expect(await chunks.nearest(scope, kb, aChunk().vector, 9)).toEqual([]),
    numberAfter: async (chunks, scope) => expect(await chunks.numberAfter(scope, kb, 0, 1)).toBeUndefined(),
  },
};

const isOf =
  (scope: Scope) =>
  (each: { readonly scope: Scope }): boolean =>
    each.scope.accountId === scope.accountId && each.scope.region === scope.region;

const calls = Object.entries(foreignCalls).flatMap(([repository, functions]) =>
  Object.entries(functions).map(([name, call]) => ({
    name: `${repository}.${name}`,
    call: (repositories: Repositories, scope: Scope): Promise<void> =>
      call(repositories[repository as keyof Repositories] as never, scope),
  })),
);

/** threats.md rows 22 and 23: a row is reached through its own account and region only. */
export function describeScopes(fixture: () => StoreFixture): void {
  describe.each(foreignScopes)('scope $accountId $region sees and changes nothing of another', (scope) => {
    test.each(calls)('$name', async ({ call }) => {
      const { store } = fixture();
      await insertOneOfEach(store, home);
      const before = await everythingIn(store, home);
      await call(store, scope);
      expect(await everythingIn(store, home)).toStrictEqual(before);
    });

    test('nor inside a transaction', async () => {
      const { store } = fixture();
      await insertOneOfEach(store, home);
      const before = await everythingIn(store, home);
      for (const { name, call } of calls) {
        // A statement that fails, as it must, ends its transaction.
        const write = store.transaction((inside) => call(inside, scope));
        if (
          [
            'flowVersions.insert',
            'flowAliases.insert',
            'studioDocuments.put',
            'runs.insertMaterial',
            'runs.insertEvents',
            'dataSources.insert',
            'ingestionJobs.insert',
          ].includes(name)
        ) {
          await expect(write).rejects.toMatchObject({ code: 'MissingParent' });
        } else await write;
      }
      expect(await everythingIn(store, home)).toStrictEqual(before);
    });
  });

  test('a page key of one scope opens no door to another', async () => {
    const { store } = fixture();
    const [foreign] = foreignScopes as [Scope];
    for (const id of ['A', 'B', 'C']) {
      await store.flows.insert(home, aFlow({ id, name: 'mine' }));
      await store.flows.insert(foreign, aFlow({ id, name: 'theirs' }));
    }
    const { next } = await store.flows.list(home, { limit: 1 });
    const { rows } = await store.flows.list(foreign, { limit: 10, after: next as string });
    expect(rows.map(({ id, name }) => [id, name])).toEqual([
      ['B', 'theirs'],
      ['A', 'theirs'],
    ]);
  });
}
