import type { ConnectionId, NodeId, Point } from '../../document/index.ts';
import { contains, grow, type Rectangle } from '../geometry/rectangle.ts';
import type { LinePath } from '../lines/line-store.ts';
import type { CanvasController } from '../state/canvas-controller.ts';

const NEAR = 24;

/** The data connection that a card held over it would be put into: one that passes its middle. Only loose cards are. */
export const lineNear = (canvas: CanvasController, id: NodeId): ConnectionId | undefined => {
  const place = canvas.places.get(id);
  if (!place || canvas.lines.of(id).length > 0) return undefined;
  const scope = canvas.snapshot().nodes.get(id)?.scope;
  return lineUnder(
    canvas,
    { x: place.x + place.width / 2, y: place.y + Math.min(place.height / 2, 60) },
    scope,
  );
};

/** The data connection of the scope nearest to the point, if it passes within reach. */
export const lineUnder = (
  canvas: CanvasController,
  point: Point,
  scope: string | undefined,
): ConnectionId | undefined => {
  let best: { readonly id: ConnectionId; readonly distance: number } | undefined;
  for (const { id, connection, source, target } of canvas.lines.lines()) {
    if (connection.condition !== undefined || connection.scope !== scope) continue;
    const a = canvas.places.get(source);
    const b = canvas.places.get(target);
    if (!a || !b || !contains(grow(boxOf(a, b), NEAR), point)) continue;
    const path = canvas.lines.path(id);
    const distance = path ? distanceTo(path, point) : Number.POSITIVE_INFINITY;
    if (distance < NEAR && (!best || distance < best.distance)) best = { id, distance };
  }
  return best?.id;
};

const boxOf = (a: Rectangle, b: Rectangle): Rectangle => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  width: Math.max(a.x + a.width, b.x + b.width) - Math.min(a.x, b.x),
  height: Math.max(a.y + a.height, b.y + b.height) - Math.min(a.y, b.y),
});

const distanceTo = ({ corners }: LinePath, { x, y }: Point): number => {
  let nearest = Number.POSITIVE_INFINITY;
  for (const [index, a] of corners.entries()) {
    const b = corners[index + 1];
    if (!b) break;
    const dx = x - Math.max(Math.min(a.x, b.x), Math.min(x, Math.max(a.x, b.x)));
    const dy = y - Math.max(Math.min(a.y, b.y), Math.min(y, Math.max(a.y, b.y)));
    nearest = Math.min(nearest, Math.hypot(dx, dy));
  }
  return nearest;
};
