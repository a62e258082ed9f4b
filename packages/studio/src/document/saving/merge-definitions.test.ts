import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFlowDocument, type FlowDocument, newFlowDefinition } from '../index.ts';
import { type AnyAct, anyActs, fullFlow, perform } from '../test-support/random-edits.ts';
import { mergeDefinitions } from './merge-definitions.ts';

const text = (value: unknown) => JSON.stringify(value);

/** A development of the definition by edits as people make them. */
const developed = (base: FlowDefinition, picks: readonly number[], mark: string): FlowDefinition => {
  const document = createFlowDocument({ definition: base });
  for (const [index, pick] of picks.entries())
    document.edit('change', (edit) => {
      const nodes = [...edit.snapshot().nodes.values()];
      const node = nodes[pick % nodes.length];
      if (!node) return;
      if (pick % 5 === 0) edit.addNode({ type: 'Output', name: `${mark}${index}` });
      else if (pick % 5 === 1) edit.renameNode(node.id, `${mark}N${index}`);
      else if (pick % 5 === 2 && !node.inputs.some(({ name }) => name === `${mark}${index}`))
        edit.addInput(node.id, { name: `${mark}${index}` });
      else if (pick % 5 === 3) edit.removeNodes([node.id]);
      else if (node.inputs[0])
        edit.changeInput(node.id, node.inputs[0].name, { expression: `$.data.${mark}` });
    });
  return document.definition();
};
const picks = fc.array(fc.nat(1_000), { maxLength: 4 });

test('one side alone is taken as it is; both sides mirrored contradict in the same places', () => {
  fc.assert(
    fc.property(picks, picks, (one, other) => {
      const base = newFlowDefinition();
      const mine = developed(base, one, 'mine');
      const theirs = developed(base, other, 'theirs');
      expect(text(mergeDefinitions(base, mine, base).definition)).toBe(text(mine));
      expect(text(mergeDefinitions(base, base, theirs).definition)).toBe(text(theirs));
      expect(mergeDefinitions(base, mine, mine).conflicts).toEqual([]);
      const here = mergeDefinitions(base, mine, theirs);
      const there = mergeDefinitions(base, theirs, mine);
      expect(here.conflicts.length > 0).toBe(there.conflicts.length > 0);
      const names = new Set((here.definition.nodes ?? []).map(({ name }) => name));
      for (const { source, target } of here.definition.connections ?? [])
        expect([names.has(source), names.has(target)]).toEqual([true, true]);
      if (here.conflicts.length > 0) return;
      for (const side of [mine, theirs])
        for (const { name } of side.nodes ?? [])
          if (/^(mine|theirs)\d/.test(name)) expect(names.has(name)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

/** The full flow, changed by hand. */
const changed = (
  change: (document: FlowDocument, idOf: (path: string) => string) => void,
): FlowDefinition => {
  const document = createFlowDocument({ definition: fullFlow() });
  change(document, (path) => [...document.snapshot().nodes.values()].find((node) => node.path === path)!.id);
  return document.definition();
};
const bodyOf = (definition: FlowDefinition, loop = 'Refine') =>
  definition.nodes!.find(({ name }) => name === loop)!.configuration!.loop!.definition;

describe('loops', () => {
  test('merge inside by node and by field, as outside', () => {
    const mine = changed((document, idOf) => {
      document.edit('add', (edit) => edit.addNode({ type: 'Prompt', scope: idOf('Refine'), name: 'Mine' }));
      document.edit('limit', (edit) =>
        edit.configure(idOf('Refine/LoopController'), ['loopController', 'maxIterations'], 3),
      );
    });
    const theirs = changed((document, idOf) => {
      document.edit('rename', (edit) => edit.renameNode(idOf('Refine'), 'Improve'));
      document.edit('add', (edit) =>
        edit.addNode({ type: 'Prompt', scope: idOf('Improve'), name: 'Theirs' }),
      );
      document.edit('until', (edit) =>
        edit.configure(
          idOf('Improve/LoopController'),
          ['loopController', 'continueCondition', 'expression'],
          'again == false',
        ),
      );
    });
    const { definition, conflicts } = mergeDefinitions(fullFlow(), mine, theirs);
    expect(conflicts).toEqual([]);
    const body = bodyOf(definition, 'Improve');
    expect(body.nodes!.map(({ name }) => name).sort()).toEqual([
      'LoopController',
      'LoopInput',
      'Mine',
      'Theirs',
    ]);
    expect(body.nodes!.find(({ name }) => name === 'LoopController')!.configuration!.loopController).toEqual({
      continueCondition: { name: 'continueCondition', expression: 'again == false' },
      maxIterations: 3,
    });
  });

  test('name the path of the node and the field where both changed the same', () => {
    const withLimit = (limit: number) =>
      changed((document, idOf) =>
        document.edit('limit', (edit) =>
          edit.configure(idOf('Refine/LoopController'), ['loopController', 'maxIterations'], limit),
        ),
      );
    const { conflicts } = mergeDefinitions(fullFlow(), withLimit(3), withLimit(5));
    expect(conflicts).toMatchObject([
      { item: 'Refine/LoopController', label: 'Max iterations', base: 10, mine: 3, theirs: 5 },
    ]);
  });

  test('lose the connections to a node that the other side took away, and no others', () => {
    const base = changed((document, idOf) => {
      for (const name of ['Ask', 'Stay'])
        document.edit('add', (edit) => {
          const made = edit.addNode({ type: 'Prompt', scope: idOf('Refine'), name });
          edit.connect(
            { node: idOf('Refine/LoopInput'), output: 'document' },
            { node: made, input: 'input' },
          );
        });
    });
    const develop = (change: (document: FlowDocument, idOf: (path: string) => string) => void) => {
      const document = createFlowDocument({ definition: base });
      change(
        document,
        (path) => [...document.snapshot().nodes.values()].find((node) => node.path === path)!.id,
      );
      return document.definition();
    };
    const mine = develop((document, idOf) =>
      document.edit('remove', (edit) => edit.removeNodes([idOf('Refine/Ask')])),
    );
    const theirs = develop((document, idOf) =>
      document.edit('connect', (edit) =>
        edit.connect(
          { node: idOf('Refine/Ask'), output: 'modelCompletion' },
          { node: idOf('Refine/LoopController'), input: 'result' },
        ),
      ),
    );
    for (const { definition } of [mergeDefinitions(base, mine, theirs), mergeDefinitions(base, theirs, mine)])
      expect(bodyOf(definition).connections!.map(({ target }) => target)).toEqual(['Stay']);
  });

  test('that one side took away while the other worked inside are asked about', () => {
    const mine = changed((document, idOf) =>
      document.edit('remove', (edit) => edit.removeNodes([idOf('Refine')])),
    );
    const theirs = changed((document, idOf) =>
      document.edit('add', (edit) => edit.addNode({ type: 'Prompt', scope: idOf('Refine'), name: 'Theirs' })),
    );
    const { conflicts } = mergeDefinitions(fullFlow(), mine, theirs);
    expect(conflicts).toMatchObject([{ item: 'Refine', label: '', theirs: { name: 'Refine' } }]);
    const choices = new Map([[conflicts[0]!.id, 'theirs' as const]]);
    const kept = mergeDefinitions(fullFlow(), mine, theirs, choices).definition;
    expect(bodyOf(kept).nodes!.map(({ name }) => name)).toContain('Theirs');
  });
});

test('a name that both sides gave stays with the one that was saved first', () => {
  const renamed = (from: string) =>
    changed((document, idOf) => document.edit('rename', (edit) => edit.renameNode(idOf(from), 'Answer')));
  const { definition, conflicts, ...merged } = mergeDefinitions(
    fullFlow(),
    renamed('Prompt_1'),
    renamed('FlowOutput'),
  );
  expect(conflicts).toEqual([]);
  expect(merged.renamed).toEqual([{ from: 'Answer', to: 'Answer_2', path: 'Answer_2' }]);
  expect(definition.nodes!.map(({ name }) => name)).toEqual(expect.arrayContaining(['Answer', 'Answer_2']));
  expect(definition.connections).toContainEqual(
    expect.objectContaining({ source: 'Answer_2', target: 'Answer' }),
  );
});

/** What is structurally wrong anywhere in the definition. */
const faultsOf = ({ nodes = [], connections = [] }: FlowDefinition): string[] => {
  const names = nodes.map(({ name }) => name);
  const has = new Set(names);
  return [
    ...names.filter((name, index) => names.indexOf(name) !== index),
    ...connections.map(({ name }) => name).filter((name, index, all) => all.indexOf(name) !== index),
    ...connections
      .filter(({ source, target }) => !has.has(source) || !has.has(target))
      .map(({ name }) => name),
    ...nodes.flatMap(({ configuration }) => {
      const body = configuration?.loop?.definition;
      return body ? faultsOf(body) : [];
    }),
  ];
};
const namesIn = ({ nodes = [] }: FlowDefinition): string[] =>
  nodes.flatMap(({ name, configuration }) => [
    name,
    ...(configuration?.loop?.definition ? namesIn(configuration.loop.definition) : []),
  ]);

test('whatever two sides do, in loops or outside, the merge is sound, and asks of both sides the same', () => {
  const edits = anyActs([], 5);
  const develop = (acts: readonly AnyAct[]) => {
    const document = createFlowDocument({ definition: fullFlow() });
    for (const act of acts) perform(document, act);
    return JSON.parse(text(document.definition())) as FlowDefinition;
  };
  fc.assert(
    fc.property(edits, edits, (one, other) => {
      const base = fullFlow();
      const [mine, theirs] = [develop(one), develop(other)];
      const here = mergeDefinitions(base, mine, theirs);
      const there = mergeDefinitions(base, theirs, mine);
      if (faultsOf(mine).length + faultsOf(theirs).length === 0)
        for (const merged of [here, there]) expect(faultsOf(merged.definition)).toEqual([]);
      expect(here.conflicts.length > 0).toBe(there.conflicts.length > 0);
      for (const conflict of here.conflicts) expect(conflict.item).not.toBe('');
      const chosen = new Map(here.conflicts.map(({ id }) => [id, 'theirs' as const]));
      const resolved = mergeDefinitions(base, mine, theirs, chosen);
      if (faultsOf(mine).length + faultsOf(theirs).length === 0)
        expect(faultsOf(resolved.definition)).toEqual([]);
      if (here.conflicts.length > 0) return;
      // What either side made is there.
      const before = new Set(namesIn(base));
      const after = namesIn(here.definition).length;
      expect(after).toBeGreaterThanOrEqual(
        namesIn(mine).filter((name) => !before.has(name) && !namesIn(theirs).includes(name)).length,
      );
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 200) },
  );
});
