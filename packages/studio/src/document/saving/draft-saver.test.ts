import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFlowDocument, newFlowDefinition, newNode } from '../index.ts';
import { createDraftSaver, SAVE_AFTER } from './draft-saver.ts';
import { DraftError, type DraftFailure, type DraftServer, type ServerDraft } from './draft-server.ts';
import { mergeDefinitions } from './merge-definitions.ts';

/** Time that stands still until it is moved. */
class FakeClock {
  time = 0;
  readonly #waiting = new Set<{ readonly at: number; readonly call: () => void }>();
  now = () => this.time;
  after = (milliseconds: number, call: () => void) => {
    const entry = { at: this.time + milliseconds, call };
    this.#waiting.add(entry);
    return () => void this.#waiting.delete(entry);
  };
  /** Moves on, calling what is due in its order, and lets everything that follows from it settle. */
  async pass(milliseconds: number): Promise<void> {
    const until = this.time + milliseconds;
    for (;;) {
      await settle();
      const [next] = [...this.#waiting].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
      if (!next) break;
      this.#waiting.delete(next);
      this.time = Math.max(this.time, next.at);
      next.call();
    }
    this.time = until;
  }
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A server that anybody may change, and that may fail. */
class FakeServer implements DraftServer {
  definition: FlowDefinition;
  studio: { content: object; revision: number } = { content: { version: 1 }, revision: 0 };
  changes = 0;
  saves = 0;
  failure: DraftFailure | undefined;
  constructor(definition: FlowDefinition) {
    this.definition = definition;
  }
  #draft(): ServerDraft {
    return {
      name: 'flow',
      status: 'NotPrepared',
      definition: structuredClone(this.definition),
      updatedAt: String(this.changes),
    };
  }
  async #answer<Value>(value: () => Value): Promise<Value> {
    if (this.failure) throw new DraftError(this.failure);
    return value();
  }
  load = () => this.#answer(() => this.#draft());
  saveDefinition = (definition: FlowDefinition) =>
    this.#answer(() => {
      this.definition = structuredClone(definition);
      this.changes++;
      this.saves++;
      return this.#draft();
    });
  loadStudio = () =>
    this.#answer(() => ({
      content: { version: 1 as const, ...this.studio.content },
      revision: this.studio.revision,
    }));
  saveStudio = (content: object, revision: number) =>
    this.#answer(() => {
      if (revision !== this.studio.revision)
        throw new DraftError({ kind: 'refused', message: 'another revision' });
      this.studio = { content: structuredClone(content), revision: revision + 1 };
      return { revision: revision + 1 };
    });
  /** As the command line, or another tab, would. */
  changeElsewhere(change: (definition: FlowDefinition) => FlowDefinition): void {
    this.definition = change(structuredClone(this.definition));
    this.changes++;
  }
}

const open = async () => {
  const definition = newFlowDefinition();
  const server = new FakeServer(definition);
  const clock = new FakeClock();
  const document = createFlowDocument({ definition: structuredClone(definition) });
  const received: number[] = [];
  const saver = createDraftSaver({
    document,
    server,
    clock,
    loaded: { ...(await server.load()), definition: document.definition() },
    studio: { content: document.studioContent(), revision: 0 },
    loadMerge: async () => mergeDefinitions,
    onReceived: (count) => received.push(count),
  });
  const nodeNamed = (name: string) =>
    [...document.snapshot().nodes.values()].find((node) => node.name === name)!;
  const setModel = (modelId: string) =>
    document.edit('model', (edit) =>
      edit.configure(
        nodeNamed('Prompt_1').id,
        ['prompt', 'sourceConfiguration', 'inline', 'modelId'],
        modelId,
      ),
    );
  return { server, clock, document, saver, nodeNamed, setModel, received };
};

const modelOf = (definition: FlowDefinition) =>
  definition.nodes?.find(({ type }) => type === 'Prompt')?.configuration?.prompt?.sourceConfiguration.inline
    ?.modelId;
const withModel = (modelId: string) => (definition: FlowDefinition) => ({
  ...definition,
  nodes: definition.nodes!.map((node) => {
    if (node.type !== 'Prompt') return node;
    const changed = structuredClone(node);
    changed.configuration!.prompt!.sourceConfiguration.inline!.modelId = modelId;
    return changed;
  }),
});
const withOutput = (name: string) => (definition: FlowDefinition) => ({
  ...definition,
  nodes: [...definition.nodes!, newNode('Output', name)],
});

describe('saving', () => {
  test('waits for a pause, and sends everything at once', async () => {
    const { server, clock, saver, setModel } = await open();
    setModel('a');
    await clock.pass(SAVE_AFTER - 1);
    setModel('ab');
    await clock.pass(SAVE_AFTER - 1);
    expect(server.saves).toBe(0);
    expect(saver.state().kind).toBe('saving');
    await clock.pass(1);
    expect([server.saves, modelOf(server.definition), saver.state().kind]).toEqual([1, 'ab', 'saved']);
  });

  test('sends positions without touching the definition', async () => {
    const { server, clock, document, nodeNamed } = await open();
    document.edit('move', (edit) => edit.moveNodes(new Map([[nodeNamed('Prompt_1').id, { x: 8, y: 16 }]])));
    await clock.pass(5_000);
    expect(server.saves).toBe(0);
    expect(server.studio.content).toMatchObject({ positions: { Prompt_1: [8, 16] } });
  });

  test('keeps what the server refuses, says why, and sends it once it is mended', async () => {
    const { server, clock, saver, setModel, document } = await open();
    server.failure = { kind: 'refused', message: 'Prompt_1 has no text' };
    setModel('a');
    await clock.pass(5_000);
    expect(saver.state()).toEqual({ kind: 'notSent', reason: 'Prompt_1 has no text' });
    expect(modelOf(document.definition())).toBe('a');
    server.failure = undefined;
    setModel('b');
    await clock.pass(5_000);
    expect([modelOf(server.definition), saver.state().kind]).toEqual(['b', 'saved']);
  });

  test('does not take it for saved that there is nothing to send while nobody answers', async () => {
    const { server, clock, saver } = await open();
    server.failure = { kind: 'offline' };
    await saver.look();
    await clock.pass(30_000);
    expect(saver.state().kind).toBe('offline');
    server.failure = undefined;
    server.changeElsewhere(withModel('theirs'));
    await clock.pass(5_000);
    expect([saver.state().kind, modelOf(saver.draft().definition)]).toEqual(['saved', 'theirs']);
  });

  test('tries again until the server is back', async () => {
    const { server, clock, saver, setModel } = await open();
    server.failure = { kind: 'offline' };
    setModel('a');
    await clock.pass(60_000);
    expect([saver.state().kind, saver.hasUnsent()]).toEqual(['offline', true]);
    server.failure = undefined;
    await clock.pass(10_000);
    expect([modelOf(server.definition), saver.state().kind]).toEqual(['a', 'saved']);
  });
});

describe('what others changed', () => {
  test('comes in by itself where nothing contradicts', async () => {
    const { server, clock, document, saver, setModel, received } = await open();
    setModel('mine');
    server.changeElsewhere(withOutput('Theirs'));
    await clock.pass(5_000);
    const names = document.definition().nodes!.map(({ name }) => name);
    expect(names).toContain('Theirs');
    expect([modelOf(server.definition), saver.state().kind, received]).toEqual(['mine', 'saved', [1]]);
    expect(server.definition).toEqual(document.definition());
  });

  test('is seen without an edit here', async () => {
    const { server, document, saver } = await open();
    server.changeElsewhere(withModel('theirs'));
    await saver.look();
    expect(modelOf(document.definition())).toBe('theirs');
    expect(saver.hasUnsent()).toBe(false);
    expect(document.history.undoSteps).toEqual([]);
  });

  test('waits for a choice where both changed the same field, and neither is lost meanwhile', async () => {
    const { server, clock, document, saver, setModel } = await open();
    setModel('mine');
    server.changeElsewhere((definition) => withOutput('Other')(withModel('theirs')(definition)));
    await clock.pass(5_000);
    const state = saver.state();
    expect(state).toMatchObject({
      kind: 'conflict',
      conflicts: [{ item: 'Prompt_1', mine: 'mine', theirs: 'theirs' }],
    });
    expect([modelOf(server.definition), modelOf(document.definition())]).toEqual(['theirs', 'mine']);
    const [conflict] = state.kind === 'conflict' ? state.conflicts : [];
    await saver.resolve(new Map([[conflict!.id, 'theirs']]));
    expect([modelOf(server.definition), modelOf(document.definition())]).toEqual(['theirs', 'theirs']);
    expect(document.definition().nodes!.map(({ name }) => name)).toContain('Other');
    expect(saver.state().kind).toBe('saved');
  });

  test('is asked about in the words that stand there now, and not any more once they agree', async () => {
    const { server, clock, document, saver, setModel } = await open();
    setModel('mine');
    server.changeElsewhere(withModel('theirs'));
    await clock.pass(5_000);
    setModel('mine, typed on');
    await clock.pass(SAVE_AFTER);
    expect(saver.state()).toMatchObject({ kind: 'conflict', conflicts: [{ mine: 'mine, typed on' }] });
    setModel('theirs');
    await clock.pass(5_000);
    expect(saver.state().kind).toBe('saved');
    expect([modelOf(server.definition), modelOf(document.definition())]).toEqual(['theirs', 'theirs']);
  });

  test('a flow that was deleted keeps what is here', async () => {
    const { server, clock, saver, setModel, document } = await open();
    server.failure = { kind: 'deleted' };
    setModel('mine');
    await clock.pass(5_000);
    expect([saver.state().kind, modelOf(document.definition())]).toEqual(['deleted', 'mine']);
  });
});

test('nothing that anybody did is lost, whatever fails and whoever else writes', async () => {
  const action = fc.oneof(
    fc.record({ do: fc.constant('mine' as const), name: fc.integer({ min: 0, max: 999 }) }),
    fc.record({ do: fc.constant('theirs' as const), name: fc.integer({ min: 0, max: 999 }) }),
    fc.record({ do: fc.constant('fail' as const), name: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ do: fc.constant('wait' as const), name: fc.integer({ min: 0, max: 3_000 }) }),
    fc.record({ do: fc.constant('look' as const), name: fc.constant(0) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(action, { maxLength: 20 }), async (actions) => {
      const { server, clock, document, saver } = await open();
      const expected = new Set<string>();
      for (const [index, step] of actions.entries()) {
        const name = `N${index}_${step.name}`;
        if (step.do === 'mine') {
          document.edit('add', (edit) => edit.addNode({ type: 'Output', name: `Mine${name}` }));
          expected.add(`Mine${name}`);
        } else if (step.do === 'theirs') {
          server.changeElsewhere(withOutput(`Theirs${name}`));
          expected.add(`Theirs${name}`);
        } else if (step.do === 'fail')
          server.failure = [
            undefined,
            { kind: 'offline' } as const,
            { kind: 'refused', message: 'no' } as const,
            { kind: 'signedOut' } as const,
          ][step.name];
        else if (step.do === 'look') await saver.look();
        else await clock.pass(step.name);
      }
      server.failure = undefined;
      await saver.look();
      await saver.flush();
      const here = new Set(document.definition().nodes!.map(({ name }) => name));
      const there = new Set(server.definition.nodes!.map(({ name }) => name));
      for (const name of expected)
        expect([name, here.has(name), there.has(name)]).toEqual([name, true, true]);
      expect(server.definition).toEqual(document.definition());
      saver.stop();
    }),
    { numRuns: 60 },
  );
});
