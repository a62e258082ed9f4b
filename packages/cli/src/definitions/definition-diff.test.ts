import type { FlowDefinition } from '@streambed/flow/definition';
import { sameValue } from '@streambed/flow/diff';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryShape } from '../../../flow/src/definition/test-support/arbitrary-shape.ts';
import { diffDefinitions } from './definition-diff.ts';

const definitions = arbitraryShape('FlowDefinition') as fc.Arbitrary<FlowDefinition>;
const flow = (value: unknown): FlowDefinition => value as FlowDefinition;
const ask = {
  name: 'Ask',
  type: 'Prompt',
  inputs: [
    { name: 'genre', type: 'String', expression: '$.data.genre' },
    { name: 'count', type: 'Number', expression: '$.data.count' },
  ],
};
const out = { name: 'Out', type: 'Output' };
const wire = { name: 'AskToOut', type: 'Data', source: 'Ask', target: 'Out' };
const loopOf = (nodes: unknown[]) => ({
  name: 'Again',
  type: 'Loop',
  configuration: { loop: { definition: { nodes } } },
});

describe('the difference of two definitions', () => {
  test('is empty exactly when they are the same', () => {
    fc.assert(
      fc.property(definitions, definitions, (before, after) => {
        expect(diffDefinitions(before, structuredClone(before))).toEqual([]);
        const lists = ({ nodes = [], connections = [] }: FlowDefinition) => [nodes, connections] as never;
        expect(diffDefinitions(before, after).length === 0).toBe(sameValue(lists(before), lists(after)));
      }),
      { numRuns: 300 },
    );
  });

  test('names whatever single value was changed', () => {
    const before = flow({ nodes: [ask, out], connections: [wire] });
    const after = structuredClone(before) as unknown as {
      nodes: [{ inputs: [{ expression: string }, object] }];
    };
    after.nodes[0].inputs[0].expression = '$.data.style';
    expect(diffDefinitions(before, flow(after))).toEqual([
      {
        kind: 'changed',
        what: 'node',
        name: 'Ask',
        type: 'Prompt',
        within: [],
        fields: [{ path: 'inputs.genre.expression', before: '$.data.genre', after: '$.data.style' }],
      },
    ]);
  });

  test('members in another order are the same', () => {
    const turned = { type: 'Prompt', inputs: ask.inputs, name: 'Ask' };
    expect(diffDefinitions(flow({ nodes: [ask] }), flow({ connections: [], nodes: [turned] }))).toEqual([]);
  });

  test.each([
    ['a node more', { nodes: [ask] }, { nodes: [ask, out] }, [['added', 'node', 'Out', 'Output']]],
    ['a connection less', { connections: [wire] }, {}, [['removed', 'connection', 'AskToOut', 'Data']]],
    [
      'a node of another name',
      { nodes: [ask] },
      { nodes: [{ ...ask, name: 'Tell' }] },
      [
        ['removed', 'node', 'Ask', 'Prompt'],
        ['added', 'node', 'Tell', 'Prompt'],
      ],
    ],
    [
      'nodes in another order',
      { nodes: [ask, out] },
      { nodes: [out, ask] },
      [['reordered', 'nodes', '', '']],
    ],
    ['a name twice', { nodes: [out, out] }, { nodes: [out] }, [['removed', 'node', 'Out', 'Output']]],
  ])('%s', (_, before, after, expected) => {
    const changes = diffDefinitions(flow(before), flow(after));
    expect(changes.map(({ kind, what, name, type }) => [kind, what, name, type])).toEqual(expected);
  });

  test('looks into the bodies of loops', () => {
    const before = flow({ nodes: [loopOf([ask, loopOf([out])])] });
    const after = flow({ nodes: [loopOf([{ ...ask, type: 'Agent' }, loopOf([])])] });
    expect(diffDefinitions(before, after)).toEqual([
      {
        kind: 'changed',
        what: 'node',
        name: 'Ask',
        type: 'Agent',
        within: ['Again'],
        fields: [{ path: 'type', before: 'Prompt', after: 'Agent' }],
      },
      { kind: 'removed', what: 'node', name: 'Out', type: 'Output', within: ['Again', 'Again'], fields: [] },
    ]);
  });

  test.each([
    ['a value that came', { a: 1 }, { a: 1, b: [2] }, [{ path: 'x.b', after: [2] }]],
    ['a value that went', { a: 1, b: {} }, { a: 1 }, [{ path: 'x.b', before: {} }]],
    ['an item of a list', { a: [1, 2] }, { a: [1, 3] }, [{ path: 'x.a.1', before: 2, after: 3 }]],
    ['a list that became an object', { a: [] }, { a: {} }, [{ path: 'x.a', before: [], after: {} }]],
    [
      'named items in another order',
      { a: [{ name: 'p' }, { name: 'q' }] },
      { a: [{ name: 'q' }, { name: 'p' }] },
      [{ path: 'x.a.order', before: ['p', 'q'], after: ['q', 'p'] }],
    ],
  ])('%s', (_, before, after, fields) => {
    const [change] = diffDefinitions(
      flow({ nodes: [{ name: 'N', x: before }] }),
      flow({ nodes: [{ name: 'N', x: after }] }),
    );
    expect(change?.fields).toEqual(fields);
  });
});
