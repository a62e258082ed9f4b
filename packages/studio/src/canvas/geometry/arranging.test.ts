import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { largeFlow } from '../../../../../conformance/studio/support/large-flow.ts';
import { createFlowDocument, FLOW_SCOPE, type FlowSnapshot, type NodeId } from '../../document/index.ts';
import { align, distribute } from './align.ts';
import { type Arrangement, arrange, FRAME } from './arrangement.ts';
import { cardGeometry, portOffset } from './card-geometry.ts';
import { iteratorRegions } from './iterator-regions.ts';
import { freePlace, pushApart } from './push-apart.ts';
import { neighbour, ranks, reachable, readingOrder, scopeGraph } from './reading-order.ts';
import { overlap, type Rectangle } from './rectangle.ts';

const { definition, positions } = largeFlow(40);
const document = createFlowDocument({ definition, studio: { version: 1, positions } });
const snapshot = document.snapshot();
const idOf = (name: string): NodeId => [...snapshot.nodes.values()].find(({ path }) => path === name)!.id;
const ofType = (type: string) => [...snapshot.nodes.values()].filter((node) => node.type === type);
const nameOf = (id: NodeId | undefined) => (id === undefined ? undefined : snapshot.nodes.get(id)?.name);
/** The bodies of loops have no positions in that flow, and what has none is not shown. */
const bodiesAtOrigin = new Map(
  [...snapshot.nodes.values()].filter(({ position }) => !position).map(({ id }) => [id, { x: 0, y: 0 }]),
);
const shown = (from: FlowSnapshot, openLoops: Iterable<NodeId> = []): Arrangement =>
  arrange(from, { openLoops: new Set(openLoops), placements: bodiesAtOrigin, unfolded: new Set() });
const top = (id: NodeId) => snapshot.nodes.get(id)?.position?.y ?? 0;

describe('the flow of a test', () => {
  test('has all types, loops with bodies, and 1.3 connections per node', () => {
    const large = largeFlow(1000);
    expect(large.nodes).toBe(1000);
    expect(large.connections / large.nodes).toBeGreaterThan(1.2);
    expect(large.connections / large.nodes).toBeLessThan(1.4);
    const types = new Set(
      large.definition.nodes!.flatMap((node) => [
        node.type,
        ...(node.configuration?.loop?.definition.nodes ?? []).map(({ type }) => type),
      ]),
    );
    expect(types.size).toBe(16);
  });
});

describe('a card', () => {
  test('has a row for each input, output and branch', () => {
    const [condition] = ofType('Condition');
    const geometry = cardGeometry(condition!, false);
    expect(geometry.ports.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'input level',
      'branch urgent',
      'branch normal',
      'branch default',
    ]);
    expect(portOffset(geometry, 'branch', 'urgent')).toEqual({ x: 240, y: 32 + 24 + 24 + 12 });
    expect(portOffset(geometry, 'input', 'nothing')).toBeUndefined();
    expect(cardGeometry(condition!, false)).toBe(geometry);
  });

  test('folds inputs beyond six ports, and shows them all when it is unfolded', () => {
    const [prompt] = ofType('Prompt');
    const inputs = Array.from({ length: 9 }, (_, index) => ({
      name: `v${index}`,
      type: 'String' as const,
      expression: '$.data',
    }));
    const many = { ...prompt!, inputs };
    const folded = cardGeometry(many, false);
    expect(folded.folded.size).toBe(4);
    expect(portOffset(folded, 'input', 'v8')).toEqual({ x: 0, y: folded.foldY! + 12 });
    expect(cardGeometry(many, true).folded.size).toBe(0);
    expect(cardGeometry(many, true).height).toBeGreaterThan(folded.height);
  });
});

describe('an open loop', () => {
  const [loop] = ofType('Loop');
  test('holds its body between its walls', () => {
    const { nodes } = shown(snapshot, [loop!.id]);
    const body = (name: string) => nodes.get(idOf(`${loop!.name}/${name}`))!.rectangle;
    const frame = nodes.get(loop!.id)!;
    expect(frame.isOpen).toBe(true);
    expect(body('LoopInput').x).toBe(FRAME.left);
    expect(body('Improve').x).toBeGreaterThan(body('LoopInput').x + 240);
    expect(body('LoopController').x).toBeGreaterThan(body('Improve').x + 240);
    expect(frame.rectangle.width).toBe(body('LoopController').x + 240 + FRAME.right);
  });

  test('covers none of the other nodes', () => {
    const open = shown(snapshot, [loop!.id]);
    const frame = open.absolute(loop!.id);
    for (const { node, frame: around } of open.nodes.values())
      if (node.id !== loop!.id && around === undefined)
        expect(overlap(frame, open.absolute(node.id)), node.name).toBe(false);
  });

  test('leaves the places in the document as they are: what is shown leads back to them', () => {
    const open = shown(snapshot, [loop!.id]);
    for (const { node, rectangle, frame } of open.nodes.values())
      if (frame === undefined)
        expect(open.documentPosition(node.id, rectangle), node.name).toEqual(node.position);
  });

  test('closed again, is where it was', () => {
    expect(shown(snapshot).absolute(loop!.id)).toMatchObject(loop!.position!);
  });
});

describe('an iterator', () => {
  test('has a region up to its collector', () => {
    const [region] = iteratorRegions(snapshot, FLOW_SCOPE);
    const types = [...region!.members].map((id) => snapshot.nodes.get(id)!.type);
    expect(types.toSorted()).toEqual(['Collector', 'Iterator', 'Prompt']);
    expect(region!.hasCollector).toBe(true);
  });

  test('without a collector, has one to the ends', () => {
    const open = createFlowDocument({
      definition: {
        nodes: [
          { name: 'Each', type: 'Iterator', outputs: [{ name: 'arrayItem', type: 'String' }] },
          {
            name: 'Out',
            type: 'Output',
            inputs: [{ name: 'document', type: 'String', expression: '$.data' }],
          },
        ],
        connections: [
          {
            name: 'c',
            source: 'Each',
            target: 'Out',
            type: 'Data',
            configuration: { data: { sourceOutput: 'arrayItem', targetInput: 'document' } },
          },
        ],
      },
    });
    const [region] = iteratorRegions(open.snapshot(), FLOW_SCOPE);
    expect(region).toMatchObject({ hasCollector: false });
    expect(region!.members.size).toBe(2);
  });
});

describe('reading', () => {
  test('begins at the Input, and nothing comes before what leads to it', () => {
    const order = readingOrder(snapshot, FLOW_SCOPE, top, () => false);
    expect(nameOf(order[0])).toBe('FlowInput');
    expect(new Set(order).size).toBe(40);
    for (const { source, target, scope } of snapshot.connections.values())
      if (scope === FLOW_SCOPE) expect(order.indexOf(source!)).toBeLessThan(order.indexOf(target!));
  });

  test('goes into loops that are open', () => {
    const [loop] = ofType('Loop');
    const order = readingOrder(snapshot, FLOW_SCOPE, top, (id) => id === loop!.id);
    expect(order).toHaveLength(43);
    expect(nameOf(order[order.indexOf(loop!.id) + 1])).toBe('LoopInput');
  });

  test('follows the arrows downstream, upstream and between siblings', () => {
    const input = idOf('FlowInput');
    const next = neighbour(snapshot, input, 'downstream', top)!;
    expect(neighbour(snapshot, next, 'upstream', top)).toBe(input);
    const below = neighbour(snapshot, next, 'below', top)!;
    expect(neighbour(snapshot, below, 'above', top)).toBe(next);
    expect(neighbour(snapshot, input, 'upstream', top)).toBeUndefined();
  });

  test('reaches everything from the Input, and the Input from everywhere', () => {
    expect(reachable(snapshot, [idOf('FlowInput')], 'downstream').size).toBe(40);
    const [output] = ofType('Output');
    expect(reachable(snapshot, [output!.id], 'upstream')).toContain(idOf('FlowInput'));
  });

  test('ends in cycles too', () => {
    const graph = {
      nodes: ['a', 'b', 'c'],
      next: new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
      previous: new Map([
        ['a', []],
        ['b', ['a', 'c']],
        ['c', ['b']],
      ]),
    };
    expect(ranks(graph).size).toBe(3);
    expect(scopeGraph(snapshot, 'nothing').nodes).toEqual([]);
  });
});

const box = (x: number, y: number, width = 100, height = 50): Rectangle => ({ x, y, width, height });

test.each([
  ['left', { b: { x: 0, y: 100 } }],
  ['right', { a: { x: 90, y: 0 } }],
  ['center', { a: { x: 45, y: 0 }, b: { x: 20, y: 100 } }],
  ['top', { b: { x: 40, y: 0 } }],
  ['bottom', { a: { x: 0, y: 100 } }],
] as const)('aligned %s, these move: %j', (alignment, moves) => {
  const nodes = new Map([
    ['a', box(0, 0, 50)],
    ['b', box(40, 100)],
  ]);
  expect(Object.fromEntries(align(nodes, alignment))).toEqual(moves);
});

test('distributed, all gaps are the same', () => {
  const nodes = new Map([
    ['a', box(0, 0)],
    ['b', box(120, 0)],
    ['c', box(400, 0)],
  ]);
  expect(distribute(nodes, 'across')).toEqual(new Map([['b', { x: 200, y: 0 }]]));
});

describe('what is put somewhere', () => {
  const place = fc.record({
    x: fc.integer({ min: -400, max: 400 }),
    y: fc.integer({ min: -400, max: 400 }),
    width: fc.constant(100),
    height: fc.constant(50),
  });
  test('pushes neighbours apart, and stays itself', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 8 }), place, (others, put) => {
        const placed = new Map<string, Rectangle>([
          ['put', put],
          ...others.map((rectangle, index) => [`n${index}`, rectangle] as const),
        ]);
        const moves = pushApart(placed, new Set(['put']));
        expect(moves.has('put')).toBe(false);
        for (const [id, rectangle] of placed) {
          if (id === 'put') continue;
          const at = moves.get(id);
          expect(overlap(put, at ? { ...rectangle, ...at } : rectangle)).toBe(false);
        }
      }),
      // A card beside it that another one pushes onto it.
      {
        examples: [
          [
            [
              { x: 43, y: -13, width: 100, height: 50 },
              { x: 26, y: -54, width: 100, height: 50 },
              { x: 0, y: 0, width: 100, height: 50 },
            ],
            { x: 25, y: 20, width: 100, height: 50 },
          ],
        ],
      },
    );
  });

  test('finds a place that is free', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 8 }), place, (others, wanted) => {
        const at = { ...wanted, ...freePlace(wanted, others) };
        for (const other of others) expect(overlap(at, other)).toBe(false);
      }),
    );
  });
});
