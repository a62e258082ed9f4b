import type { NodeId, Point } from '../../document/index.ts';
import { around, overlap, type Rectangle } from './rectangle.ts';

const GAP = 24;
/** Cards pushed in a ring would never end; what is left after so many pushes stays as it lies. */
const MOST_PUSHES = 2000;
const NOWHERE: Rectangle = { x: 0, y: 0, width: 0, height: 0 };

/**
 * Where neighbours go so that nothing lies on what was put there: each is pushed the shortest way, down or to the
 * right, and pushes on in turn. What is put stays; the answer holds only what moved.
 */
export const pushApart = (
  placed: ReadonlyMap<NodeId, Rectangle>,
  put: ReadonlySet<NodeId>,
  gap = GAP,
): Map<NodeId, Point> => {
  const now = new Map(placed);
  const pushed = new Map<NodeId, Point>();
  const queue = [...put];
  let pushes = 0;
  for (let id = queue.shift(); id !== undefined && pushes < MOST_PUSHES; id = queue.shift()) {
    const pusher = now.get(id);
    if (!pusher) continue;
    const room = { ...pusher, width: pusher.width + gap, height: pusher.height + gap };
    for (const [other, rectangle] of now) {
      if (other === id || put.has(other)) continue;
      if (!overlap(room, { ...rectangle, width: rectangle.width + gap, height: rectangle.height + gap }))
        continue;
      const down = pusher.y + pusher.height + gap - rectangle.y;
      const right = pusher.x + pusher.width + gap - rectangle.x;
      const next =
        down <= right
          ? { x: rectangle.x, y: rectangle.y + down }
          : { x: rectangle.x + right, y: rectangle.y };
      now.set(other, { ...rectangle, ...next });
      pushed.set(other, next);
      queue.push(other);
      // What was put has pushed already, and must again when another pushes a card onto it.
      for (const fixed of put)
        if (!queue.includes(fixed) && overlap(now.get(fixed) ?? NOWHERE, now.get(other)!)) queue.push(fixed);
      pushes++;
    }
  }
  return pushed;
};

/** A place for a card of the size that is free, as near below the wanted one as there is. */
export const freePlace = (wanted: Rectangle, placed: Iterable<Rectangle>, gap = GAP): Point => {
  const others = [...placed];
  let at = wanted;
  for (let tries = 0; tries < others.length + 1; tries++) {
    const room = { x: at.x - gap, y: at.y - gap, width: at.width + 2 * gap, height: at.height + 2 * gap };
    const inTheWay = around(others.filter((other) => overlap(room, other)));
    if (!inTheWay) break;
    at = { ...at, y: inTheWay.y + inTheWay.height + gap };
  }
  return { x: at.x, y: at.y };
};
