import { Graph, layout } from '@dagrejs/dagre';
import type { NodeId, Point } from '../../document/index.ts';
import { COLUMN_GAP, type LayoutGraph, ROW_GAP } from './layout-graph.ts';
import { straighten } from './straighten.ts';

/** Left to right by dagre: for scopes of up to 300 nodes. */
export const dagreLayout = (graph: LayoutGraph): Map<NodeId, Point> => {
  const dagre = new Graph({ multigraph: true, compound: true });
  dagre.setGraph({ rankdir: 'LR', ranksep: COLUMN_GAP, nodesep: ROW_GAP, edgesep: 16 });
  dagre.setDefaultEdgeLabel(() => ({}));
  const regions = new Set<string>();
  for (const { id, width, height, region } of graph.nodes) {
    dagre.setNode(id, { width, height });
    if (region === undefined) continue;
    const name = `region ${region}`;
    if (!regions.has(name)) dagre.setNode(name, {});
    regions.add(name);
    dagre.setParent(id, name);
  }
  for (const [index, { source, target }] of graph.edges.entries())
    dagre.setEdge(source, target, { weight: 1, minlen: 1 }, String(index));
  layout(dagre, { constraints: orderOfPorts(graph) });
  const positions = new Map<NodeId, Point>();
  for (const { id, width, height } of graph.nodes) {
    const { x = 0, y = 0 } = dagre.node(id);
    positions.set(id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) });
  }
  return straighten(graph, positions);
};

/** Cards that one card alone leads to stand in the order of its ports: branches in that of their conditions. */
const orderOfPorts = ({ edges }: LayoutGraph): { left: string; right: string }[] => {
  const sources = new Map<NodeId, Set<NodeId>>();
  const targets = new Map<NodeId, NodeId[]>();
  for (const { source, target } of edges) {
    sources.set(target, (sources.get(target) ?? new Set()).add(source));
    targets.set(source, [...(targets.get(source) ?? []), target]);
  }
  return [...targets.values()].flatMap((all) => {
    const own = [...new Set(all)].filter((target) => sources.get(target)!.size === 1);
    return own.slice(1).map((right, index) => ({ left: own[index]!, right }));
  });
};
