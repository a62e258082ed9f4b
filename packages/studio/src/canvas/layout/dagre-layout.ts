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

/**
 * Targets of a condition stand in the order of its branches, and cards that one card alone leads to in that of its ports.
 * Each card is put in order once, so that no two wishes contradict each other.
 */
const orderOfPorts = ({ edges }: LayoutGraph): { left: string; right: string }[] => {
  const sources = new Map<NodeId, Set<NodeId>>();
  for (const { source, target } of edges) sources.set(target, (sources.get(target) ?? new Set()).add(source));
  const ordered = new Set<NodeId>();
  const constraints: { left: string; right: string }[] = [];
  const order = (some: LayoutGraph['edges']) => {
    for (const own of Map.groupBy(some, ({ source }) => source).values()) {
      const targets = [...new Set(own.map(({ target }) => target))].filter((target) => !ordered.has(target));
      for (const [index, right] of targets.entries()) {
        ordered.add(right);
        if (index > 0) constraints.push({ left: targets[index - 1]!, right });
      }
    }
  };
  order(edges.filter(({ isBranch }) => isBranch));
  order(edges.filter(({ isBranch, target }) => !isBranch && sources.get(target)!.size === 1));
  return constraints;
};
