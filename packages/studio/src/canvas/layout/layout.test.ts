import { describe, expect, test } from 'vitest';
import { largeFlow } from '../../../../../conformance/studio/support/large-flow.ts';
import { createFlowDocument, FLOW_SCOPE, type Point } from '../../document/index.ts';
import { overlap, type Rectangle } from '../geometry/rectangle.ts';
import { dagreLayout } from './dagre-layout.ts';
import { toElk } from './elk-layout.ts';
import { layered } from './layered.ts';
import { type LayoutGraph, layoutGraph } from './layout-graph.ts';
import { placeNew } from './place-new.ts';

const { definition, positions } = largeFlow(60);
const snapshot = createFlowDocument({ definition }).snapshot();
const graph = layoutGraph(snapshot, FLOW_SCOPE);

const rectangles = (layout: ReadonlyMap<string, Point>, { nodes }: LayoutGraph): Rectangle[] =>
  nodes.map(({ id, width, height }) => ({ ...layout.get(id)!, width, height }));

const hasNoOverlaps = (all: readonly Rectangle[]) =>
  all.every((a, index) => all.slice(index + 1).every((b) => !overlap(a, b)));

describe.each([
  ['dagre', dagreLayout],
  ['the quick layout', layered],
])('%s', (_, layout) => {
  const found = layout(graph);
  test('gives every node a place, none on top of another', () => {
    expect(found.size).toBe(graph.nodes.length);
    expect(hasNoOverlaps(rectangles(found, graph))).toBe(true);
  });
  test('leads from left to right', () => {
    for (const { source, target } of graph.edges)
      expect(found.get(source)!.x).toBeLessThan(found.get(target)!.x);
  });
  test('is the same for the same flow', () => {
    expect(layout(graph)).toEqual(found);
  });
});

test('branches stand in the order of their conditions', () => {
  const node = (id: string) => ({ id, width: 240, height: 100 });
  const edge = (source: string, target: string, sourceY: number, isBranch: boolean) => ({
    source,
    target,
    sourceY,
    targetY: 16,
    isBranch,
  });
  const branching: LayoutGraph = {
    nodes: ['in', 'if', 'third', 'second', 'first'].map(node),
    edges: [
      edge('in', 'if', 68, false),
      edge('if', 'first', 92, true),
      edge('if', 'second', 116, true),
      edge('if', 'third', 140, true),
      edge('in', 'third', 68, false),
      edge('in', 'first', 68, false),
    ],
  };
  const found = dagreLayout(branching);
  expect(found.get('first')!.y).toBeLessThan(found.get('second')!.y);
  expect(found.get('second')!.y).toBeLessThan(found.get('third')!.y);
});

test('the body of a loop lies between its walls, whatever is connected', () => {
  const loop = [...snapshot.scopes.values()].find(({ loop }) => loop !== undefined)!;
  const body = layoutGraph(snapshot, loop.id);
  const bare = {
    nodes: body.nodes,
    edges: layoutGraph({ ...snapshot, connections: new Map() }, loop.id).edges,
  };
  for (const one of [body, bare]) {
    const found = dagreLayout(one);
    const x = (wall: string) => found.get(one.nodes.find((node) => node.wall === wall)!.id)!.x;
    const between = one.nodes.filter(({ wall }) => !wall).map(({ id }) => found.get(id)!.x);
    expect(Math.min(...between)).toBeGreaterThan(x('first'));
    expect(Math.max(...between)).toBeLessThan(x('last'));
  }
});

test('ELK is given ports at their heights, each once', () => {
  const { children = [], edges = [] } = toElk(graph);
  expect(children).toHaveLength(graph.nodes.length);
  expect(edges).toHaveLength(graph.edges.length);
  const ports = new Set(children.flatMap((child) => (child.ports ?? []).map(({ id }) => id)));
  for (const { sources, targets } of edges)
    for (const end of [...sources, ...targets]) expect(ports).toContain(end);
});

test('nodes that came without places stand beside what leads to them, where it is free', async () => {
  const some = Object.fromEntries(Object.entries(positions).slice(0, 40));
  const partly = createFlowDocument({ definition, studio: { version: 1, positions: some } }).snapshot();
  const found = await placeNew(partly, new Map());
  const all = [...partly.nodes.values()].filter(({ scope }) => scope === FLOW_SCOPE);
  for (const node of all) expect(node.position ?? found.get(node.id), node.name).toBeDefined();
  const cards = all.map((node) => ({ ...(node.position ?? found.get(node.id)!), width: 240, height: 80 }));
  expect(hasNoOverlaps(cards)).toBe(true);
});
