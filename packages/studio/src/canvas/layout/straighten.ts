import type { NodeId, Point } from '../../document/index.ts';
import { type LayoutGraph, ROW_GAP } from './layout-graph.ts';

const PASSES = 3;

/**
 * Moves cards up and down within their columns, as far as their neighbours leave room, so that lines run level from
 * port to port. Columns and the order within them stay.
 */
export const straighten = (
  { nodes, edges }: LayoutGraph,
  positions: ReadonlyMap<NodeId, Point>,
): Map<NodeId, Point> => {
  const top = new Map([...positions].map(([id, { y }]) => [id, y]));
  const left = (id: NodeId) => positions.get(id)!.x;
  const columns = Map.groupBy(nodes, ({ id }) => left(id));
  const sorted = [...columns.keys()].toSorted((a, b) => a - b);
  const incoming = Map.groupBy(edges, ({ target }) => target);
  const outgoing = Map.groupBy(edges, ({ source }) => source);
  for (let pass = 0; pass < PASSES; pass++) {
    const forwards = pass % 2 === 0;
    for (const x of forwards ? sorted : sorted.toReversed()) {
      const column = columns.get(x)!.toSorted((a, b) => top.get(a.id)! - top.get(b.id)!);
      for (const [index, { id, height }] of column.entries()) {
        const wishes = forwards
          ? (incoming.get(id) ?? []).map(
              ({ source, sourceY, targetY }) => top.get(source)! + sourceY - targetY,
            )
          : (outgoing.get(id) ?? []).map(
              ({ target, sourceY, targetY }) => top.get(target)! + targetY - sourceY,
            );
        if (wishes.length === 0) continue;
        // The middle one of the wishes: one line is level then, instead of none.
        const wish = wishes.toSorted((a, b) => a - b)[Math.floor((wishes.length - 1) / 2)]!;
        const above = column[index - 1];
        const below = column[index + 1];
        const least = above ? top.get(above.id)! + above.height + ROW_GAP : Number.NEGATIVE_INFINITY;
        const most = below ? top.get(below.id)! - height - ROW_GAP : Number.POSITIVE_INFINITY;
        if (least <= most) top.set(id, Math.min(most, Math.max(least, wish)));
      }
    }
  }
  const upper = Math.min(...top.values());
  const start = Math.min(...sorted);
  return new Map([...top].map(([id, y]) => [id, { x: left(id) - start, y: y - upper }]));
};
