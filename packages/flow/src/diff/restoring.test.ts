import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlowDefinition, FlowNode } from '../definition/index.ts';
import { diffDefinitions, restoreChange } from './index.ts';
import { arbitraryVersions } from './test-support/arbitrary-versions.ts';

const node = (name: string, code: string, extra: object = {}): FlowNode =>
  ({
    name,
    type: 'InlineCode',
    configuration: { inlineCode: { code, language: 'Python_3' } },
    ...extra,
  }) as FlowNode;
const wire = (source: string, target: string) => ({
  name: `${source}To${target}`,
  type: 'Data' as const,
  source,
  target,
  configuration: { data: { sourceOutput: 'response', targetInput: 'xa' } },
});
const changeOf = (base: FlowDefinition, head: FlowDefinition, path: string) =>
  diffDefinitions(base, head).nodes.find((change) => change.path === path)!;

describe('restoreChange', () => {
  const base: FlowDefinition = {
    nodes: [node('Aa', '1 + 1'), node('Bb', 'xa * 2'), node('Cc', 'print(xa)')],
    connections: [wire('Aa', 'Bb'), wire('Bb', 'Cc')],
  };

  test('one field, the others stay', () => {
    const changed = node('Aa', '1 + 2', { inputs: [{ name: 'xa', type: 'Number', expression: '$.data' }] });
    const head = { ...base, nodes: [changed, ...base.nodes!.slice(1)] };
    const change = changeOf(base, head, 'Aa');
    const field = change.fields.find(({ label }) => label === 'Code')!;
    expect(restoreChange(base, head, { change, field }).nodes![0]).toEqual({
      ...changed,
      ...node('Aa', '1 + 1'),
    });
    expect(restoreChange(base, head, { change })).toEqual(base);
  });

  test('a removed node comes back with its connections', () => {
    const head = { nodes: [base.nodes![0]!, base.nodes![2]!], connections: [] };
    expect(restoreChange(base, head, { change: changeOf(base, head, 'Bb') })).toEqual(base);
    const alone = { nodes: [base.nodes![2]!], connections: [] };
    const restored = restoreChange(base, alone, { change: changeOf(base, alone, 'Bb') });
    expect(restored.nodes!.map(({ name }) => name).sort()).toEqual(['Bb', 'Cc']);
    expect(restored.connections).toEqual([wire('Bb', 'Cc')]);
  });

  test('an added node goes with its connections', () => {
    const head = {
      nodes: [...base.nodes!, node('Dd', 'xa')],
      connections: [...base.connections!, wire('Cc', 'Dd')],
    };
    expect(restoreChange(base, head, { change: changeOf(base, head, 'Dd') })).toEqual(base);
  });

  test('a rename is taken back, and connections follow', () => {
    const head = {
      nodes: [node('Zz', '1 + 1'), ...base.nodes!.slice(1)],
      connections: [{ ...wire('Zz', 'Bb'), name: 'AaToBb' }, wire('Bb', 'Cc')],
    };
    expect(restoreChange(base, head, { change: changeOf(base, head, 'Zz') })).toEqual(base);
  });

  test('in the body of a loop', () => {
    const loop = (code: string) => ({
      nodes: [
        {
          name: 'Loop_1',
          type: 'Loop',
          configuration: { loop: { definition: { nodes: [node('Aa', code)] } } },
        } as FlowNode,
      ],
    });
    const change = changeOf(loop('1'), loop('2'), 'Loop_1/Aa');
    expect(restoreChange(loop('1'), loop('2'), { change })).toEqual(loop('1'));
  });

  test('a node that lost its name gets it back', () => {
    const node = { type: 'Input' as const, configuration: { input: {} }, outputs: [] };
    const base = { nodes: [{ name: 'Aa', ...node }] };
    const head = { nodes: [node] } as unknown as FlowDefinition;
    const [change] = diffDefinitions(base, head).nodes;
    const restored = restoreChange(base, head, { change: change! });
    expect(diffDefinitions(base, restored).nodes.length).toBeLessThanOrEqual(1);
    const [left] = diffDefinitions(base, restored).nodes;
    expect(left ? restoreChange(base, restored, { change: left }) : restored).toEqual(base);
  });

  test('taking back all nodes one by one leaves none that differ', () => {
    fc.assert(
      fc.property(arbitraryVersions(), ([base, head]) => {
        let current = head;
        for (let step = 0; step < 60; step++) {
          const [change] = diffDefinitions(base, current).nodes;
          if (!change) return;
          try {
            current = restoreChange(base, current, { change });
          } catch (error) {
            expect((error as Error).message).toMatch(/changed meanwhile/);
            return;
          }
        }
        expect(diffDefinitions(base, current).nodes).toEqual([]);
      }),
    );
  });
});
