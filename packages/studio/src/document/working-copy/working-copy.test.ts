import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createFlowDocument,
  type FlowDocument,
  newFlowDefinition,
  newNode,
  type ServerDraft,
} from '../index.ts';
import { anyActs, openFullFlow, perform, stateOf } from '../test-support/random-edits.ts';
import { findWorkingCopy, keepWorkingCopy, resumeFrom, type WorkingCopyStorage } from './working-copy.ts';

const text = (value: unknown) => JSON.stringify(value);
const memory = (): WorkingCopyStorage & { readonly map: Map<string, unknown> } => {
  const map = new Map<string, unknown>();
  return {
    map,
    get: async (key) => structuredClone(map.get(key)),
    set: async (key, value) => void map.set(key, structuredClone(value)),
    delete: async (key) => void map.delete(key),
    keys: async () => [...map.keys()],
  };
};
const place = { accountId: '000000000000', region: 'us-east-1', flowId: 'F1', tab: 't1' };
const draftOf = (definition: FlowDefinition): ServerDraft => ({
  name: 'flow',
  status: 'NotPrepared',
  definition,
  updatedAt: '1',
});
const DAY = 24 * 3_600_000;

/** Keeps the document in `storage` as the tab would. */
const keep = async (
  document: FlowDocument,
  base: FlowDefinition,
  storage: WorkingCopyStorage,
  tab = 't1',
  at = 0,
) => {
  const keeper = keepWorkingCopy({
    document,
    storage,
    place: { ...place, tab },
    clock: { now: () => at, after: () => () => {} },
    saver: {
      base: () => ({ draft: draftOf(base), studio: { content: { version: 1 }, revision: 0 } }),
      subscribe: () => () => {},
      hasUnsent: () => true,
    },
  });
  await keeper.flush();
  keeper.stop();
};
const reload = async (document: FlowDocument): Promise<FlowDocument> => {
  const storage = memory();
  const base = newFlowDefinition();
  await keep(document, base, storage);
  const copy = await findWorkingCopy(storage, place, { now: 0 });
  const { definition, studio, kept } = resumeFrom(copy!, {
    draft: draftOf(base),
    studio: { content: { version: 1 }, revision: 0 },
  });
  return createFlowDocument({ definition, studio, kept });
};

describe('undo over reloads', () => {
  test('returns to the same bytes, and redo as well', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyActs(['undo', 'undo', 'undo', 'reload', 'reload', 'reload'], 20),
        async (actions) => {
          let document = openFullFlow();
          const first = stateOf(document);
          for (const act of actions) {
            const before = stateOf(document);
            if (act[0] === 'undo') document.history.undo();
            else if (act[0] === 'reload') {
              document = await reload(document);
              expect(stateOf(document)).toBe(before);
            } else perform(document, act);
          }
          const undone = document.history.undoSteps.length;
          while (document.history.redoSteps.length > 0) document.history.redo();
          const last = stateOf(document);
          const all = document.history.undoSteps.length;
          expect(all).toBeGreaterThanOrEqual(undone);
          for (let step = 0; step < all; step++) document.history.undo();
          expect(stateOf(document)).toBe(first);
          document = await reload(document);
          for (let step = 0; step < all; step++) document.history.redo();
          expect(stateOf(document)).toBe(last);
        },
      ),
      { numRuns: Number(process.env.PROPERTY_RUNS ?? 150) },
    );
  });

  test('keeps the names of the steps, and undoes what is left of one that somebody else changed', async () => {
    let document = createFlowDocument({ definition: newFlowDefinition() });
    const prompt = [...document.snapshot().nodes.values()].find(({ type }) => type === 'Prompt')!;
    document.edit('ask more', (edit) => {
      edit.renameNode(prompt.id, 'Ask');
      edit.addInput(prompt.id, { name: 'more' });
    });
    document = await reload(document);
    expect(document.history.undoSteps).toEqual(['ask more']);
    const changed = structuredClone(document.definition()) as {
      nodes: { name: string }[];
      connections: object[];
    };
    const text = text_(changed).replaceAll('"Ask"', '"Theirs"');
    document.receive(JSON.parse(text));
    document.history.undo();
    const node = document.snapshot().nodes.get(prompt.id)!;
    expect([node.name, node.inputs.map(({ name }) => name)]).toEqual(['Theirs', ['input']]);
  });
});
const text_ = text;

describe('copies', () => {
  test('of a tab that is gone are found when they hold unsent work, of one that lives they are left', async () => {
    const storage = memory();
    const base = newFlowDefinition();
    const document = createFlowDocument({ definition: base });
    document.edit('add', (edit) => edit.addNode({ type: 'Output', name: 'Mine' }));
    await keep(document, base, storage, 'other', 5);
    const at = { now: 10 };
    expect(await findWorkingCopy(storage, place, { ...at, isAlive: async () => true })).toBeUndefined();
    expect(storage.map.size).toBe(1);
    const copy = await findWorkingCopy(storage, place, { ...at, isAlive: async () => false });
    expect(copy?.definition).toContain('Mine');
    expect([...storage.map.keys()]).toEqual(['working-copy/000000000000/us-east-1/F1/t1']);
  });

  test('with nothing unsent are found when there is no server to open from, unsent work before them', async () => {
    const storage = memory();
    const base = newFlowDefinition();
    const document = createFlowDocument({ definition: base });
    document.edit('add', (edit) => edit.addNode({ type: 'Output', name: 'Sent' }));
    await keep(document, document.definition(), storage, 'sent', 9);
    const options = { now: 10, isAlive: async () => false };
    expect(await findWorkingCopy(storage, place, options)).toBeUndefined();
    await keep(document, base, storage, 'unsent', 5);
    const copy = await findWorkingCopy(storage, place, { ...options, isOffline: true });
    expect(copy?.keptAt).toBe(5);
    await storage.delete('working-copy/000000000000/us-east-1/F1/t1');
    const left = await findWorkingCopy(storage, place, { ...options, isOffline: true });
    expect(left?.keptAt).toBe(9);
  });

  test('of two tabs lie beside each other; of other flows and accounts they are not seen', async () => {
    const storage = memory();
    const base = newFlowDefinition();
    const document = createFlowDocument({ definition: base });
    for (const tab of ['t1', 't2']) await keep(document, base, storage, tab);
    expect(storage.map.size).toBe(2);
    expect(
      await findWorkingCopy(storage, { ...place, accountId: '1', tab: 'x' }, { now: 0 }),
    ).toBeUndefined();
    expect(storage.map.size).toBe(2);
  });

  test('are cleaned away after 30 days, and when they cannot be read', async () => {
    const storage = memory();
    const base = newFlowDefinition();
    await keep(createFlowDocument({ definition: base }), base, storage, 'old', 0);
    storage.map.set('working-copy/broken', { version: 1 });
    expect(await findWorkingCopy(storage, place, { now: 31 * DAY })).toBeUndefined();
    expect(storage.map.size).toBe(0);
  });

  test('are merged from their own base when the server moved on', () => {
    const base = newFlowDefinition();
    const theirs = { ...base, nodes: [...base.nodes!, newNode('Output', 'Theirs')] };
    const copy = {
      version: 1 as const,
      keptAt: 0,
      base: text({ draft: draftOf(base), studio: { content: { version: 1 }, revision: 3 } }),
      definition: text(base),
      studio: text({ version: 1, positions: { Prompt_1: [1, 2] } }),
      ids: '[]',
      undo: [],
      redo: [],
    };
    const loaded = {
      draft: { ...draftOf(theirs), updatedAt: '2' },
      studio: { content: { version: 1 as const }, revision: 4 },
    };
    const { base: from, studio } = resumeFrom(copy, loaded);
    expect([from.draft.updatedAt, from.draft.definition, from.studio.revision]).toEqual(['1', base, 3]);
    expect(studio.positions).toEqual({ Prompt_1: [1, 2] });
  });

  test('hold at most 200 steps, the latest', async () => {
    let document = createFlowDocument({ definition: newFlowDefinition() });
    for (let index = 0; index < 210; index++)
      document.edit(`note ${index}`, (edit) => edit.addNote({ position: { x: index, y: 0 } }));
    document = await reload(document);
    expect([document.history.undoSteps.length, document.history.undoSteps[0]]).toEqual([200, 'note 209']);
  });
});
