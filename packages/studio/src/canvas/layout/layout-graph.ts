import type { FlowSnapshot, NodeId, Point, ScopeId } from '../../document/index.ts';
import {
  type CardGeometry,
  cardGeometry,
  GATE_Y,
  portOffset,
  RESULT_HEIGHT,
} from '../geometry/card-geometry.ts';
import { iteratorRegions } from '../geometry/iterator-regions.ts';

export interface LayoutNode {
  readonly id: NodeId;
  readonly width: number;
  readonly height: number;
  /** Nodes of one region are kept together. */
  readonly region?: NodeId;
  /** Walls of a loop's body. */
  readonly wall?: 'first' | 'last';
}

export interface LayoutEdge {
  readonly source: NodeId;
  readonly target: NodeId;
  /** Heights of the ports, from the cards' tops: lines that leave further up lead to cards further up. */
  readonly sourceY: number;
  readonly targetY: number;
  /** Of a condition: its targets stand in the order of evaluation. */
  readonly isBranch: boolean;
}

/** Plain data, so that it can be sent to a worker. */
export interface LayoutGraph {
  readonly nodes: readonly LayoutNode[];
  readonly edges: readonly LayoutEdge[];
}

export type Positions = ReadonlyMap<NodeId, Point>;

/** Room between columns, for stubs, tags of branches and marks. */
export const COLUMN_GAP = 96;
export const ROW_GAP = 32;

/**
 * What a layout has to know of a scope, or of some of its nodes. A card is as large as it gets while a run is shown, so
 * that results cover nothing.
 */
export const layoutGraph = (
  snapshot: FlowSnapshot,
  scope: ScopeId,
  only?: ReadonlySet<NodeId>,
): LayoutGraph => {
  const { nodes: ids = [], connections = [] } = snapshot.scopes.get(scope) ?? {};
  const regionOf = new Map<NodeId, NodeId>();
  for (const { iterator, members } of iteratorRegions(snapshot, scope))
    for (const member of members) if (!regionOf.has(member)) regionOf.set(member, iterator);
  const geometries = new Map<NodeId, CardGeometry>();
  const nodes: LayoutNode[] = [];
  for (const id of ids) {
    const node = snapshot.nodes.get(id);
    if (!node || (only && !only.has(id))) continue;
    const geometry = cardGeometry(node, false);
    geometries.set(id, geometry);
    const region = regionOf.get(id);
    nodes.push({
      id,
      width: geometry.width,
      height: geometry.height + RESULT_HEIGHT,
      ...(region !== undefined && { region }),
      ...(node.type === 'LoopInput' && { wall: 'first' as const }),
      ...(node.type === 'LoopController' && { wall: 'last' as const }),
    });
  }
  const edges: LayoutEdge[] = [];
  for (const id of connections) {
    const connection = snapshot.connections.get(id);
    if (!connection) continue;
    const { source, target, sourceOutput, targetInput, condition } = connection;
    const from = source === undefined ? undefined : geometries.get(source);
    const to = target === undefined ? undefined : geometries.get(target);
    if (!from || !to || source === target) continue;
    edges.push({
      isBranch: condition !== undefined,
      source: source!,
      target: target!,
      sourceY:
        (condition === undefined
          ? portOffset(from, 'output', sourceOutput ?? '')
          : portOffset(from, 'branch', condition)
        )?.y ?? GATE_Y,
      targetY: (targetInput === undefined ? undefined : portOffset(to, 'input', targetInput)?.y) ?? GATE_Y,
    });
  }
  edges.push(...wallEdges(nodes, edges));
  return { nodes, edges: edges.toSorted((a, b) => a.sourceY - b.sourceY) };
};

/** Between the walls of a loop's body lies everything else, also what nothing connects with them yet. */
const wallEdges = (nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): LayoutEdge[] => {
  const first = nodes.find(({ wall }) => wall === 'first');
  const last = nodes.find(({ wall }) => wall === 'last');
  if (!first || !last) return [];
  const entered = new Set(edges.map(({ target }) => target));
  const left = new Set(edges.map(({ source }) => source));
  const level = { sourceY: GATE_Y, targetY: GATE_Y, isBranch: false };
  return nodes.flatMap(({ id }) => {
    if (id === first.id) return left.has(id) ? [] : [{ source: id, target: last.id, ...level }];
    if (id === last.id) return [];
    return [
      ...(entered.has(id) ? [] : [{ source: first.id, target: id, ...level }]),
      ...(left.has(id) ? [] : [{ source: id, target: last.id, ...level }]),
    ];
  });
};
