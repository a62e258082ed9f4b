import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFlowDocument, newFlowDefinition } from '../index.ts';
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
