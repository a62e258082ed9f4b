import {
  type ConnectionId,
  type ConnectionView,
  FLOW_SCOPE,
  type FlowSnapshot,
  type NodeId,
  type Point,
  type ScopeId,
} from '../../document/index.ts';
import type { Arrangement } from '../geometry/arrangement.ts';
import { type CardGeometry, GATE_Y, portOffset, RESULT_HEIGHT } from '../geometry/card-geometry.ts';
import { indexObstacles, type Obstacles } from '../geometry/obstacles.ts';
import { grow, type Rectangle } from '../geometry/rectangle.ts';
import { labelPoint, routeAround, smoothPath } from '../geometry/route.ts';
import type { Places } from '../state/places.ts';

/** Cards keep lines that pass at this distance. */
const CLEARANCE = 8;

/** A connection as it is drawn. */
export interface Line {
  readonly id: ConnectionId;
  readonly connection: ConnectionView;
  readonly source: NodeId;
  readonly target: NodeId;
  /** From the cards' left upper corners. */
  readonly sourceOffset: Point;
  readonly targetOffset: Point;
}

export interface LinePath {
  readonly path: string;
  readonly label: Point;
  readonly from: Point;
  readonly to: Point;
  readonly corners: readonly Point[];
}

/** The lines of everything that is shown: which there are, how they run, and who wants to know when one runs otherwise. */
export interface LineStore {
  lines(): readonly Line[];
  line(id: ConnectionId): Line | undefined;
  /** Lines that begin or end at the node. */
  of(node: NodeId): readonly Line[];
  path(id: ConnectionId): LinePath | undefined;
  subscribe(id: ConnectionId, listener: () => void): () => void;
  /** When lines come or go. */
  subscribeLines(listener: () => void): () => void;
  /** `hasMoved`: whether any card was moved, grown, added or removed since; otherwise only new lines look for their way. */
  rebuild(snapshot: FlowSnapshot, arrangement: Arrangement, hasMoved: boolean): void;
  /** While nodes are dragged they are in nobody's way; at the end all lines find their way anew. */
  dragging(nodes: ReadonlySet<NodeId>): void;
}

export const createLineStore = (places: Places): LineStore => {
  let lines: readonly Line[] = [];
  let byId = new Map<ConnectionId, Line>();
  let incident = new Map<NodeId, Line[]>();
  let frames = new Map<NodeId, NodeId | undefined>();
  let open = new Set<NodeId>();
  let obstacles = new Map<ScopeId, Obstacles>();
  let dragged: ReadonlySet<NodeId> = new Set();
  const paths = new Map<ConnectionId, LinePath>();
  const listeners = new Map<ConnectionId, Set<() => void>>();
  const lineListeners = new Set<() => void>();

  const obstaclesIn = (scope: ScopeId): Obstacles => {
    let index = obstacles.get(scope);
    if (!index) {
      const entries: [NodeId, Rectangle][] = [];
      for (const [id, frame] of frames)
        if ((frame ?? FLOW_SCOPE) === scope) {
          const place = places.get(id);
          if (place) entries.push([id, grow(withResults(id, place), CLEARANCE)]);
        }
      index = indexObstacles(entries);
      obstacles.set(scope, index);
    }
    return index;
  };

  /** Lines keep clear of what a card grows by while a run is shown, so that they stay where they are. */
  const withResults = (id: NodeId, place: Rectangle): Rectangle =>
    open.has(id) ? place : { ...place, height: place.height + RESULT_HEIGHT };

  const compute = (line: Line): LinePath | undefined => {
    const source = places.get(line.source);
    const target = places.get(line.target);
    if (!source || !target) return undefined;
    const from = { x: source.x + line.sourceOffset.x, y: source.y + line.sourceOffset.y };
    const to = { x: target.x + line.targetOffset.x, y: target.y + line.targetOffset.y };
    const corners = routeAround(from, to, {
      obstacles: obstaclesIn(frames.get(line.source) ?? FLOW_SCOPE),
      without: (id) => id === line.source || id === line.target || dragged.has(id),
    });
    return { path: smoothPath(corners), label: labelPoint(corners), from, to, corners };
  };

  const recompute = (some: Iterable<Line>) => {
    for (const line of some) {
      const before = paths.get(line.id);
      if (!before && !listeners.has(line.id)) continue;
      const after = compute(line);
      if (after?.path === before?.path) continue;
      if (after) paths.set(line.id, after);
      else paths.delete(line.id);
      for (const listener of listeners.get(line.id) ?? []) listener();
    }
  };

  places.subscribe((moved) => {
    const touched = new Set<Line>();
    for (const id of moved) for (const line of incident.get(id) ?? []) touched.add(line);
    recompute(touched);
  });

  return {
    lines: () => lines,
    line: (id) => byId.get(id),
    of: (node) => incident.get(node) ?? [],
    path(id) {
      const known = paths.get(id);
      if (known) return known;
      const line = byId.get(id);
      const path = line && compute(line);
      if (path) paths.set(id, path);
      return path;
    },
    subscribe(id, listener) {
      const set = listeners.get(id) ?? new Set();
      listeners.set(id, set.add(listener));
      return () => {
        set.delete(listener);
        if (set.size === 0 && listeners.get(id) === set) listeners.delete(id);
      };
    },
    subscribeLines(listener) {
      lineListeners.add(listener);
      return () => lineListeners.delete(listener);
    },
    rebuild(snapshot, arrangement, hasMoved) {
      if (hasMoved) {
        frames = new Map([...arrangement.nodes.values()].map(({ node, frame }) => [node.id, frame]));
        open = new Set(
          [...arrangement.nodes.values()].filter(({ isOpen }) => isOpen).map(({ node }) => node.id),
        );
        obstacles = new Map();
      }
      const next: Line[] = [];
      for (const scope of snapshot.scopes.values()) {
        if (scope.loop !== undefined && !arrangement.nodes.get(scope.loop)?.isOpen) continue;
        for (const id of scope.connections) {
          const connection = snapshot.connections.get(id);
          const line = connection && lineOf(connection, arrangement);
          if (!line) continue;
          const before = byId.get(id);
          next.push(before && isSameLine(before, line) ? before : line);
        }
      }
      const changed = next.length !== lines.length || next.some((line, index) => line !== lines[index]);
      const stale = next.filter((line) => byId.get(line.id) !== line);
      if (changed) {
        lines = next;
        byId = new Map(next.map((line) => [line.id, line]));
        incident = new Map();
        for (const line of next)
          for (const end of new Set([line.source, line.target])) {
            const own = incident.get(end);
            if (own) own.push(line);
            else incident.set(end, [line]);
          }
        for (const id of paths.keys()) if (!byId.has(id)) paths.delete(id);
      }
      for (const { id } of stale) paths.delete(id);
      // A text that is written moves no card, and then all lines but new ones run as they did.
      recompute(hasMoved ? lines : stale);
      if (changed) for (const listener of lineListeners) listener();
    },
    dragging(nodes) {
      dragged = nodes;
      if (nodes.size > 0) return;
      obstacles = new Map();
      recompute(lines);
    },
  };
};

const lineOf = (connection: ConnectionView, arrangement: Arrangement): Line | undefined => {
  const source = connection.source === undefined ? undefined : arrangement.nodes.get(connection.source);
  const target = connection.target === undefined ? undefined : arrangement.nodes.get(connection.target);
  if (!source || !target) return undefined;
  const { sourceOutput, targetInput, condition } = connection;
  return {
    id: connection.id,
    connection,
    source: source.node.id,
    target: target.node.id,
    sourceOffset: source.isOpen
      ? frameOffset(source.geometry, 'output', sourceOutput ?? '', source.rectangle.width)
      : ((condition === undefined
          ? portOffset(source.geometry, 'output', sourceOutput ?? '')
          : portOffset(source.geometry, 'branch', condition)) ?? { x: source.geometry.width, y: GATE_Y }),
    targetOffset:
      targetInput === undefined
        ? { x: 0, y: GATE_Y }
        : target.isOpen
          ? frameOffset(target.geometry, 'input', targetInput, target.rectangle.width)
          : (portOffset(target.geometry, 'input', targetInput) ?? { x: 0, y: GATE_Y }),
  };
};

/** Ports of an open loop stand at its walls, in the order of its card. */
export const frameOffset = (
  geometry: CardGeometry,
  kind: 'input' | 'output',
  name: string,
  width: number,
): Point => {
  const own = geometry.ports.filter((port) => port.kind === kind);
  const index = Math.max(
    0,
    own.findIndex((port) => port.name === name),
  );
  return { x: kind === 'input' ? 0 : width, y: 52 + index * 24 };
};

const isSameLine = (a: Line, b: Line): boolean =>
  a.connection === b.connection &&
  a.sourceOffset.x === b.sourceOffset.x &&
  a.sourceOffset.y === b.sourceOffset.y &&
  a.targetOffset.x === b.targetOffset.x &&
  a.targetOffset.y === b.targetOffset.y;
