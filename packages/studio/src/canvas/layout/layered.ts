import type { NodeId, Point } from '../../document/index.ts';
import { COLUMN_GAP, type LayoutGraph, type LayoutNode, ROW_GAP } from './layout-graph.ts';

const SWEEPS = 6;

/**
 * A quick layered layout, left to right, for pictures of flows that nobody has laid out: columns by the longest way,
 * each ordered by the heights of what leads to it. Deterministic; takes a millisecond for a template.
 */
export const layered = ({ nodes, edges }: LayoutGraph): Map<NodeId, Point> => {
  const rank = rankNodes({ nodes, edges });
  const columns: LayoutNode[][] = [];
  for (const node of nodes) {
    const at = rank.get(node.id)!;
    columns[at] ??= [];
    columns[at]!.push(node);
  }
  const middle = new Map<NodeId, number>();
  for (const column of columns) stack(column ?? [], middle);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forwards = sweep % 2 === 0;
    for (const column of forwards ? columns : columns.toReversed()) {
      const wish = new Map<NodeId, number>();
      for (const { id, height } of column ?? []) {
        const wishes = edges.flatMap(({ source, target, sourceY, targetY }) => {
          if (forwards && target === id)
            return [topOf(source, middle, nodes) + sourceY - targetY + height / 2];
          if (!forwards && source === id)
            return [topOf(target, middle, nodes) + targetY - sourceY + height / 2];
          return [];
        });
        wish.set(
          id,
          wishes.length === 0 ? middle.get(id)! : wishes.reduce((a, b) => a + b, 0) / wishes.length,
        );
      }
      column?.sort((a, b) => wish.get(a.id)! - wish.get(b.id)!);
      stack(column ?? [], middle, wish);
    }
  }
  const top = Math.min(...nodes.map(({ id, height }) => middle.get(id)! - height / 2));
  const positions = new Map<NodeId, Point>();
  let x = 0;
  for (const column of columns) {
    for (const { id, height } of column ?? [])
      positions.set(id, { x, y: Math.round(middle.get(id)! - height / 2 - top) });
    x += Math.max(0, ...(column ?? []).map(({ width }) => width)) + COLUMN_GAP;
  }
  return positions;
};

const topOf = (id: NodeId, middle: ReadonlyMap<NodeId, number>, nodes: readonly LayoutNode[]): number => {
  const height = nodes.find((node) => node.id === id)?.height ?? 0;
  return (middle.get(id) ?? 0) - height / 2;
};

/** Puts a column's cards below each other, each as near to its wish as the order allows. */
const stack = (
  column: readonly LayoutNode[],
  middle: Map<NodeId, number>,
  wish?: Map<NodeId, number>,
): void => {
  let bottom = Number.NEGATIVE_INFINITY;
  let shift = 0;
  for (const { id, height } of column) {
    const wanted = wish?.get(id) ?? (bottom === Number.NEGATIVE_INFINITY ? height / 2 : 0);
    const at = Math.max(wanted, bottom + ROW_GAP + height / 2);
    shift += at - wanted;
    middle.set(id, at);
    bottom = at + height / 2;
  }
  // What was pushed down is shared, so that a column stays around the middle of what it wished for.
  if (wish && column.length > 0)
    for (const { id } of column) middle.set(id, middle.get(id)! - shift / column.length);
};

const rankNodes = ({ nodes, edges }: LayoutGraph): Map<NodeId, number> => {
  const rank = new Map<NodeId, number>(nodes.map(({ id }) => [id, 0]));
  // As many rounds as there are nodes settle every way without cycles; a cycle stops there.
  for (let round = 0; round < nodes.length; round++) {
    let changed = false;
    for (const { source, target } of edges) {
      const next = rank.get(source)! + 1;
      if (next > rank.get(target)! && next < nodes.length) {
        rank.set(target, next);
        changed = true;
      }
    }
    if (!changed) break;
  }
  return rank;
};
