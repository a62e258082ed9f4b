import { readdirSync, readFileSync } from 'node:fs';
import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FlowConnection, FlowDefinition, FlowNode } from '../definition/index.ts';
import { applyDiff, diffDefinitions, type FieldChange, sameValue } from './index.ts';
import { arbitraryEdit, arbitraryVersions } from './test-support/arbitrary-versions.ts';

const examples = new URL('../../../../examples/', import.meta.url);
const exampleFlows: [string, FlowDefinition][] = readdirSync(examples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => {
    try {
      const text = readFileSync(new URL(`${name}/flow.json`, examples), 'utf8');
      const { definition } = JSON.parse(text) as { definition?: FlowDefinition };
      return [[name, definition ?? (JSON.parse(text) as FlowDefinition)]];
    } catch {
      return [];
    }
  });

const prompt = (name: string, text: string, modelId = 'anthropic.claude-3-haiku'): FlowNode => ({
  name,
  type: 'Prompt',
  configuration: {
    prompt: {
      sourceConfiguration: {
        inline: {
          modelId,
          templateType: 'TEXT',
          templateConfiguration: { text: { text } },
          inferenceConfiguration: { text: { temperature: 0.2 } },
        },
      },
    },
  },
  inputs: [{ name: 'genre', type: 'String', expression: '$.data' }],
  outputs: [{ name: 'modelCompletion', type: 'String' }],
});
const input: FlowNode = { name: 'In', type: 'Input', outputs: [{ name: 'document', type: 'String' }] };
const output: FlowNode = {
  name: 'Out',
  type: 'Output',
  inputs: [{ name: 'document', type: 'String', expression: '$.data' }],
};
const data = (source: string, target: string, name = `${source}To${target}`): FlowConnection => {
  const [[from, sourceOutput = 'document'], [to, targetInput = 'document']] = [
    source.split('.') as [string, string?],
    target.split('.') as [string, string?],
  ];
  return {
    name: name.replaceAll('.', '_'),
    type: 'Data',
    source: from,
    target: to,
    configuration: { data: { sourceOutput, targetInput } },
  };
};
const chain = (ask: FlowNode, ...more: FlowNode[]): FlowDefinition => ({
  nodes: [input, ask, ...more, output],
  connections: [data('In', `${ask.name}.genre`), data(`${ask.name}.modelCompletion`, 'Out')],
});
const loop = (name: string, definition: FlowDefinition): FlowNode => ({
  name,
  type: 'Loop',
  configuration: { loop: { definition } },
});
const condition = (...conditions: [string, string?][]): FlowNode => ({
  name: 'Choose',
  type: 'Condition',
  configuration: {
    condition: {
      conditions: conditions.map(([name, expression]) => ({ name, ...(expression && { expression }) })),
    },
  },
});

/** Without lists that are empty at the level of definitions, which count as absent. */
const normal = (definition: FlowDefinition): FlowDefinition => {
  const { nodes = [], connections = [] } = definition;
  return { ...definition, nodes: Array.isArray(nodes) ? nodes.map(normalNode) : nodes, connections };
};
const normalNode = (node: FlowNode): FlowNode =>
  node.configuration?.loop?.definition
    ? ({
        ...node,
        configuration: {
          ...node.configuration,
          loop: { ...node.configuration.loop, definition: normal(node.configuration.loop.definition) },
        },
      } as FlowNode)
    : node;

describe('diffDefinitions', () => {
  test.each(exampleFlows)('finds nothing between %s and itself', (_, definition) => {
    const diff = diffDefinitions(definition, structuredClone(definition));
    expect(diff).toMatchObject({ isEmpty: true, nodes: [], connections: [], orders: [], fields: [] });
  });
  test('there are examples', () => expect(exampleFlows.length).toBeGreaterThan(5));

  test('is empty exactly for equal definitions, and tells all that differs', () => {
    fc.assert(
      fc.property(arbitraryVersions(), ([base, head]) => {
        const diff = diffDefinitions(base, head);
        if (diff.isEmpty) expect(normal(base)).toEqual(normal(head));
        else expect(sameValue(base, head)).toBe(false);
        expect(normal(applyDiff(base, diff))).toEqual(normal(head));
        expect(diffDefinitions(head, structuredClone(head)).isEmpty).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('the way back has the same pairs', () => {
    fc.assert(
      fc.property(arbitraryVersions(), ([base, head]) => {
        const pairs = (one: FlowDefinition, other: FlowDefinition) => diffDefinitions(one, other).nodes;
        const there = pairs(base, head).map(({ kind, path, formerPath }) => `${kind} ${formerPath} ${path}`);
        const inverse = { added: 'removed', removed: 'added', changed: 'changed', renamed: 'renamed' };
        const back = pairs(head, base).map(
          ({ kind, path, formerPath }) => `${inverse[kind]} ${path} ${formerPath}`,
        );
        expect(back.sort()).toEqual(there.sort());
      }),
    );
  });

  test('covers each leaf that differs by exactly one change', () => {
    fc.assert(
      fc.property(arbitraryVersions(), ([base, head]) => {
        for (const { fields } of [...diffDefinitions(base, head).nodes]) {
          const paths = fields.filter(({ kind }) => kind !== 'order').map(({ segments }) => segments);
          for (const path of paths)
            expect(
              paths.filter(
                (other) => other.length <= path.length && other.every((part, at) => part === path[at]),
              ).length,
              // A name that went and came again within a list: one change for each.
            ).toBeLessThanOrEqual(isReplaced(fields, path.join('.')) ? 2 : 1);
          for (const { before, after } of fields) expect(sameValue(before, after)).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('is quick for 1,000 nodes of which each was renamed and changed', () => {
    const many = (prefix: string, word: string): FlowDefinition => ({
      nodes: Array.from({ length: 1000 }, (_, at) =>
        prompt(`${prefix}_${at}`, `Number ${at}: ${word} {{genre}} for ${at % 7}`),
      ),
      connections: Array.from({ length: 999 }, (_, at) =>
        data(`${prefix}_${at}.modelCompletion`, `${prefix}_${at + 1}.genre`),
      ),
    });
    const diff = diffDefinitions(many('Ask', 'write'), many('Ask', 'sing'));
    expect(diff.summary.nodes.changed).toBe(1000);
    expect(diffDefinitions(many('Ask', 'write'), many('Tell', 'write')).summary.nodes.renamed).toBe(1000);
  });
});

const isReplaced = (fields: readonly FieldChange[], path: string): boolean =>
  fields.filter((field) => field.path === path).length === 2;

describe('nodes', () => {
  test('a rename is a rename, and its connections are no change', () => {
    const diff = diffDefinitions(chain(prompt('Ask', 'Sing {{genre}}')), {
      ...chain(prompt('Tell', 'Sing {{genre}}')),
      connections: [
        data('In', 'Tell.genre', 'InToAsk.genre'),
        data('Tell.modelCompletion', 'Out', 'Ask.modelCompletionToOut'),
      ],
    });
    expect(diff.nodes.map(({ kind, formerName, name, fields }) => [kind, formerName, name, fields])).toEqual([
      ['renamed', 'Ask', 'Tell', []],
    ]);
    expect(diff.connections).toEqual([]);
    expect(diff.summary.nodes).toEqual({ added: 0, removed: 0, changed: 0, renamed: 1 });
  });

  test('a generated name of a connection that follows is a rename', () => {
    const diff = diffDefinitions(chain(prompt('Ask', 'Sing')), chain(prompt('Tell', 'Sing')));
    expect(diff.connections.map(({ kind }) => kind)).toEqual(['renamed', 'renamed']);
  });

  test('a rename with a few other words is one still', () => {
    const [change] = diffDefinitions(
      chain(prompt('Ask', 'Make a list of songs of the genre {{genre}}, ten at most.')),
      chain(prompt('Tell', 'Make a list of songs of the genre {{genre}}, five at most.')),
    ).nodes;
    expect(change).toMatchObject({ kind: 'renamed', formerName: 'Ask', name: 'Tell' });
    expect(change?.fields).toMatchObject([{ label: 'Prompt text', kind: 'text' }]);
  });

  test('another node in the place of one is another node', () => {
    const diff = diffDefinitions(
      chain(prompt('Ask', 'Make a list of songs of the genre {{genre}}, ten at most.')),
      chain(prompt('Tell', 'Who are you talking to, and why would anybody listen?', 'amazon.nova')),
    );
    expect(diff.summary.nodes).toEqual({ added: 1, removed: 1, changed: 0, renamed: 0 });
  });

  test('of two that were renamed, each finds its own', () => {
    const of = (first: string, second: string) => ({
      nodes: [prompt(first, 'Sing a song of {{genre}}'), prompt(second, 'Draw a house for {{genre}}')],
    });
    const after = { nodes: [...of('Paint', 'Croon').nodes].reverse() };
    expect(diffDefinitions(of('Sing', 'Draw'), after).nodes).toMatchObject([
      { kind: 'renamed', formerName: 'Draw', name: 'Croon' },
      { kind: 'renamed', formerName: 'Sing', name: 'Paint' },
    ]);
  });

  test('loop bodies are compared node by node', () => {
    const of = (text: string, extra: FlowNode[] = []) => ({
      nodes: [loop('Refine', { nodes: [prompt('Critic', text), ...extra] })],
    });
    expect(diffDefinitions(of('Be kind'), of('Be strict', [output])).nodes).toMatchObject([
      { kind: 'changed', path: 'Refine/Critic', scope: 'Refine', type: 'Prompt' },
      { kind: 'added', path: 'Refine/Out', scope: 'Refine' },
    ]);
    const renamed = diffDefinitions(of('Be kind'), {
      nodes: [loop('Polish', of('Be strict').nodes[0]!.configuration!.loop!.definition!)],
    });
    expect(renamed.nodes).toMatchObject([
      { kind: 'renamed', path: 'Polish', formerPath: 'Refine' },
      { kind: 'changed', path: 'Polish/Critic', formerPath: 'Refine/Critic' },
    ]);
  });
});

describe('fields', () => {
  const fieldsOf = (before: FlowNode, after: FlowNode) =>
    diffDefinitions({ nodes: [before] }, { nodes: [after] }).nodes[0]?.fields;

  test('values and texts', () => {
    const after = structuredClone(prompt('Ask', 'Sing\nloud', 'amazon.nova'));
    expect(fieldsOf(prompt('Ask', 'Sing\nlow'), after)).toMatchObject([
      { label: 'Model', kind: 'value', before: 'anthropic.claude-3-haiku', after: 'amazon.nova' },
      { label: 'Prompt text', kind: 'text', before: 'Sing\nlow', after: 'Sing\nloud' },
    ]);
  });

  test('a condition that moved is an order, one that was put in between is not', () => {
    const big: [string, string] = ['big', 'x > 4'];
    const small: [string, string] = ['small', 'x < 2'];
    const rest: [string] = ['default'];
    expect(fieldsOf(condition(big, small, rest), condition(small, big, rest))).toMatchObject([
      {
        kind: 'order',
        label: 'Conditions',
        before: ['big', 'small', 'default'],
        after: ['small', 'big', 'default'],
      },
    ]);
    expect(fieldsOf(condition(big, rest), condition(big, small, rest))).toMatchObject([
      { label: 'Condition small', after: { name: 'small', expression: 'x < 2' }, at: 1 },
    ]);
  });

  test('an input, output or condition of another name takes its connections with it', () => {
    const of = (name: string): FlowDefinition => ({
      nodes: [
        condition([name, 'x > 4'], ['default']),
        { ...output, inputs: [{ name, type: 'String', expression: '$.data' }] },
      ],
      connections: [
        {
          name: 'c1',
          type: 'Conditional',
          source: 'Choose',
          target: 'Out',
          configuration: { conditional: { condition: name } },
        },
        data('Choose', `Out.${name}`, 'c2'),
      ],
    });
    const diff = diffDefinitions(of('big'), of('large'));
    expect(diff.connections).toEqual([]);
    expect(
      diff.nodes.map(({ fields }) => fields.map(({ label, after }) => [label, after as JsonValue])),
    ).toEqual([[['Condition big, name', 'large']], [['Input big, name', 'large']]]);
  });

  test.each<[JsonValue, JsonValue, object[]]>([
    [{ a: 1 }, { a: 1, b: [2] }, [{ path: 'x.b', after: [2] }]],
    [{ a: 1, b: {} }, { a: 1 }, [{ path: 'x.b', before: {} }]],
    [{ a: [1, 2] }, { a: [1, 3] }, [{ path: 'x.a', before: [1, 2], after: [1, 3] }]],
    [{ a: [] }, { a: {} }, [{ path: 'x.a', before: [], after: {} }]],
    [{ a: null }, {}, [{ path: 'x.a', before: null }]],
    [
      [{ r: 1 }],
      [{ r: 2 }, { r: 3 }],
      [
        { path: 'x.0.r', before: 1, after: 2 },
        { path: 'x.1', after: { r: 3 }, at: 1 },
      ],
    ],
  ])('%j → %j', (before, after, fields) => {
    const node = (x: JsonValue) => ({ name: 'N', type: 'Prompt', x }) as unknown as FlowNode;
    expect(fieldsOf(node(before), node(after))).toMatchObject(fields);
  });
});

test('single edits stay small', () => {
  fc.assert(
    fc.property(arbitraryEdit(), ([base, head, most]) => {
      const { nodes, connections } = diffDefinitions(base, head);
      expect(nodes.length + connections.length).toBeLessThanOrEqual(most);
    }),
  );
});
