import {
  FLOW_SCOPE,
  type FlowSnapshot,
  type NodeId,
  type NodeView,
  type Point,
  type ScopeId,
} from '../../document/index.ts';
import { CARD_WIDTH, type CardGeometry, cardGeometry } from './card-geometry.ts';
import { reachable } from './reading-order.ts';
import type { Rectangle } from './rectangle.ts';

/** The room around the body of a loop that is open in place: its head above, the returning arc below. */
export const FRAME = { left: 32, top: 64, right: 32, bottom: 72 } as const;
/** Between the walls' nodes of a loop and what lies between them. */
export const WALL_GAP = 64;

/** A node as it is shown. */
export interface PlacedNode {
  readonly node: NodeView;
  readonly geometry: CardGeometry;
  /** From the left upper corner of the frame that it lies in, or of the flow. */
  readonly rectangle: Rectangle;
  /** The open loop that it lies in. */
  readonly frame: NodeId | undefined;
  /** Of a loop that is open in place. */
  readonly isOpen: boolean;
}

export interface Arrangement {
  /** Every node that is shown, frames before what lies in them: those that have a place yet. */
  readonly nodes: ReadonlyMap<NodeId, PlacedNode>;
  /** The place in the whole flow. */
  absolute(id: NodeId): Rectangle;
  /** What the document keeps for a node that is shown at this place of its frame. */
  documentPosition(id: NodeId, shown: Point): Point;
  /** The same for a node that is yet to be. */
  documentPositionIn(scope: ScopeId, shown: Point): Point;
}

export interface ArrangeOptions {
  readonly openLoops: ReadonlySet<NodeId>;
  /** Places of nodes for which the document has none. */
  readonly placements: ReadonlyMap<NodeId, Point>;
  readonly unfolded: ReadonlySet<NodeId>;
}

interface Body {
  readonly nodes: readonly PlacedNode[];
  readonly origin: Point;
  readonly size: { readonly width: number; readonly height: number };
}

/** Where everything stands: loops that are open take room, and what is right of them or below moves on. No edit. */
export const arrange = (snapshot: FlowSnapshot, options: ArrangeOptions): Arrangement => {
  const origins = new Map<NodeId, Point>();
  const frames = new Map<ScopeId, readonly Frame[]>();

  const arrangeScope = (scope: ScopeId, frame: NodeId | undefined): Body => {
    const own: { node: NodeView; geometry: CardGeometry; at: Point; body?: Body }[] = [];
    for (const id of snapshot.scopes.get(scope)?.nodes ?? []) {
      const node = snapshot.nodes.get(id);
      if (!node) continue;
      const geometry = cardGeometry(node, options.unfolded.has(id));
      const at = node.position ?? options.placements.get(id);
      if (!at) continue;
      const isOpen = options.openLoops.has(id) && snapshot.scopes.has(id);
      own.push({ node, geometry, at, ...(isOpen && { body: arrangeScope(id, id) }) });
    }
    const open = own
      .filter(({ body }) => body)
      .map(({ node, geometry, at, body }) => ({
        id: node.id,
        at,
        closed: geometry,
        following: reachable(snapshot, [node.id], 'downstream'),
        open: frameSize(body!),
      }))
      .toSorted((a, b) => a.at.x - b.at.x);
    frames.set(scope, open);
    const placed = own.map(({ node, geometry, at, body }) => {
      const size = body ? frameSize(body) : geometry;
      const shown = displace(at, node.id, geometry.height, open);
      return {
        node,
        geometry,
        frame,
        isOpen: body !== undefined,
        body,
        rectangle: { ...shown, width: size.width, height: size.height },
      };
    });
    const origin = {
      x: Math.min(0, ...placed.map(({ rectangle }) => rectangle.x)),
      y: Math.min(0, ...placed.map(({ rectangle }) => rectangle.y)),
    };
    if (frame !== undefined) {
      origins.set(frame, origin);
      for (const one of placed)
        one.rectangle = {
          ...one.rectangle,
          x: one.rectangle.x - origin.x + FRAME.left,
          y: one.rectangle.y - origin.y + FRAME.top,
        };
      putAtWalls(placed);
    }
    const right = Math.max(FRAME.left + CARD_WIDTH, ...placed.map(({ rectangle: r }) => r.x + r.width));
    const bottom = Math.max(FRAME.top, ...placed.map(({ rectangle: r }) => r.y + r.height));
    return {
      nodes: placed.flatMap(({ body, ...one }) => [one, ...(body?.nodes ?? [])]),
      origin,
      size: { width: right, height: bottom },
    };
  };

  const nodes = new Map(
    arrangeScope(FLOW_SCOPE, undefined).nodes.map((placed) => [placed.node.id, placed] as const),
  );
  const absolute = (id: NodeId): Rectangle => {
    const placed = nodes.get(id);
    if (!placed) return { x: 0, y: 0, width: 0, height: 0 };
    if (placed.frame === undefined) return placed.rectangle;
    const frame = absolute(placed.frame);
    return { ...placed.rectangle, x: placed.rectangle.x + frame.x, y: placed.rectangle.y + frame.y };
  };
  const inDocument = (scope: ScopeId, shown: Point, id?: NodeId): Point => {
    const origin = origins.get(scope);
    const inScope = origin
      ? { x: shown.x + origin.x - FRAME.left, y: shown.y + origin.y - FRAME.top }
      : shown;
    return undisplace(
      inScope,
      id,
      frames.get(scope) ?? [],
      id === undefined ? 0 : nodes.get(id)?.geometry.height,
    );
  };
  return {
    nodes,
    absolute,
    documentPosition: (id, shown) => inDocument(nodes.get(id)?.frame ?? FLOW_SCOPE, shown, id),
    documentPositionIn: (scope, shown) => inDocument(scope, shown),
  };
};

interface Frame {
  readonly id: NodeId;
  readonly at: Point;
  readonly closed: CardGeometry;
  /** What the loop leads to. */
  readonly following: ReadonlySet<NodeId>;
  readonly open: { readonly width: number; readonly height: number };
}

const frameSize = ({ size }: Body) => ({
  width: size.width + FRAME.right,
  height: size.height + FRAME.bottom,
});

/** LoopInput stands at the left wall, LoopController at the right one, whatever the document says. */
const putAtWalls = (
  placed: { readonly node: NodeView; readonly geometry: CardGeometry; rectangle: Rectangle }[],
): void => {
  const between = placed.filter(({ node }) => node.type !== 'LoopInput' && node.type !== 'LoopController');
  const inner = FRAME.left + CARD_WIDTH + WALL_GAP;
  const shift = Math.max(0, inner - Math.min(...between.map(({ rectangle }) => rectangle.x)));
  if (between.length > 0 && shift > 0)
    for (const one of between) one.rectangle = { ...one.rectangle, x: one.rectangle.x + shift };
  const end = Math.max(inner, ...between.map(({ rectangle: r }) => r.x + r.width + WALL_GAP));
  for (const one of placed) {
    if (one.node.type === 'LoopInput') one.rectangle = { ...one.rectangle, x: FRAME.left };
    if (one.node.type === 'LoopController') one.rectangle = { ...one.rectangle, x: end };
  }
};

/** Beside an open loop, so near above or below it counts as beside it still. */
const BESIDE = 48;

/**
 * What follows an open loop, or stands right of it at its height, moves right by what the loop grew; what stands below it
 * moves down.
 */
const displace = (at: Point, id: NodeId, height: number, frames: readonly Frame[]): Point => {
  let { x, y } = at;
  for (const frame of frames) {
    if (frame.id === id) continue;
    const isRight = at.x > frame.at.x && at.x >= frame.at.x + frame.closed.width / 2;
    const isBeside = at.y < frame.at.y + frame.closed.height + BESIDE && at.y + height > frame.at.y - BESIDE;
    if (isRight && (isBeside || frame.following.has(id))) x += frame.open.width - frame.closed.width;
    else if (
      at.y >= frame.at.y + frame.closed.height / 2 &&
      at.x + CARD_WIDTH > frame.at.x - BESIDE &&
      at.x < frame.at.x + frame.open.width
    )
      y += frame.open.height - frame.closed.height;
  }
  return { x, y };
};

/** The place that `displace` shows there; of places in the gap that an open loop takes, the one before it. */
const undisplace = (shown: Point, id: NodeId | undefined, frames: readonly Frame[], height = 0): Point => {
  const candidates: Point[] = [{ x: shown.x, y: shown.y }];
  for (const frame of frames) {
    if (frame.id === id) continue;
    for (const { x, y } of [...candidates])
      candidates.push(
        { x: x - (frame.open.width - frame.closed.width), y },
        { x, y: y - (frame.open.height - frame.closed.height) },
      );
  }
  return (
    candidates.find((candidate) => {
      const back = displace(candidate, id ?? '', height, frames);
      return back.x === shown.x && back.y === shown.y;
    }) ?? { x: shown.x, y: shown.y }
  );
};
