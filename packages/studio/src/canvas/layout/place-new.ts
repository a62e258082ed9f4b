import type { FlowSnapshot, NodeId, Point, ScopeId } from '../../document/index.ts';
import { CARD_WIDTH, cardGeometry } from '../geometry/card-geometry.ts';
import { freePlace } from '../geometry/push-apart.ts';
import { ranks, scopeGraph } from '../geometry/reading-order.ts';
import type { Rectangle } from '../geometry/rectangle.ts';
import { layOut } from './lay-out.ts';
import { COLUMN_GAP, ROW_GAP } from './layout-graph.ts';

/** The scopes in which a node has no place yet. */
export const unplacedScopes = (
  snapshot: FlowSnapshot,
  known: ReadonlyMap<NodeId, Point>,
): readonly ScopeId[] =>
  [...snapshot.scopes.values()]
    .filter(({ nodes }) => nodes.some((id) => !snapshot.nodes.get(id)?.position && !known.has(id)))
    .map(({ id }) => id);

/**
 * Places for nodes of the scopes that have none: a scope where nothing is placed is laid out as a whole; in others each node goes
 * right of what leads to it, or left of what it leads to, where it is free.
 */
export const placeNew = async (
  snapshot: FlowSnapshot,
  known: ReadonlyMap<NodeId, Point>,
  scopes: Iterable<ScopeId> = snapshot.scopes.keys(),
): Promise<Map<NodeId, Point>> => {
  const found = new Map<NodeId, Point>();
  for (const scope of scopes) {
    const nodes = snapshot.scopes.get(scope)?.nodes ?? [];
    const placeOf = (id: NodeId) => snapshot.nodes.get(id)?.position ?? known.get(id) ?? found.get(id);
    const without = nodes.filter((id) => !placeOf(id));
    if (without.length === 0) continue;
    if (without.length === nodes.length) {
      for (const [id, point] of await layOut(snapshot, { scope })) found.set(id, point);
      continue;
    }
    const graph = scopeGraph(snapshot, scope);
    const rank = ranks(graph);
    const taken: Rectangle[] = nodes.flatMap((id) => {
      const place = placeOf(id);
      return place ? [{ ...sizeOf(snapshot, id), ...place }] : [];
    });
    for (const id of without.toSorted((a, b) => rank.get(a)! - rank.get(b)!)) {
      const before = graph.previous.get(id)?.map(placeOf).find(Boolean);
      const after = graph.next.get(id)?.map(placeOf).find(Boolean);
      const step = CARD_WIDTH + COLUMN_GAP;
      const wanted = before
        ? { x: before.x + step, y: before.y }
        : after
          ? { x: after.x - step, y: after.y }
          : { x: 0, y: 0 };
      const rectangle = { ...sizeOf(snapshot, id), ...wanted };
      const point = freePlace(rectangle, taken);
      taken.push({ ...rectangle, ...point });
      found.set(id, point);
    }
  }
  return found;
};

/** Places in rows below everything else, for when no layout is to be had: what is there must be seen. */
export const placeInRows = (
  snapshot: FlowSnapshot,
  known: ReadonlyMap<NodeId, Point>,
  scopes: Iterable<ScopeId>,
): Map<NodeId, Point> => {
  const found = new Map<NodeId, Point>();
  for (const scope of scopes) {
    const nodes = snapshot.scopes.get(scope)?.nodes ?? [];
    const places = nodes.map((id) => snapshot.nodes.get(id)?.position ?? known.get(id));
    let y = Math.max(
      0,
      ...places.map((place, at) => (place ? place.y + sizeOf(snapshot, nodes[at]!).height : 0)),
    );
    const without = nodes.filter((_, at) => !places[at]);
    const columns = Math.ceil(Math.sqrt(without.length));
    for (let at = 0; at < without.length; at += columns) {
      const row = without.slice(at, at + columns);
      for (const [column, id] of row.entries()) found.set(id, { x: column * (CARD_WIDTH + COLUMN_GAP), y });
      y += Math.max(...row.map((id) => sizeOf(snapshot, id).height)) + ROW_GAP;
    }
  }
  return found;
};

const sizeOf = (snapshot: FlowSnapshot, id: NodeId) => {
  const { width, height } = cardGeometry(snapshot.nodes.get(id)!, false);
  return { width, height };
};
