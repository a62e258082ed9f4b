import type { Point } from '../../document/index.ts';
import { overlap, type Rectangle } from './rectangle.ts';

/**
 * How far to move what is shown so that nothing that lies over the view covers it: up where there is room, or else to the side;
 * not at all where neither helps. All in pixels of the view.
 */
export const clearOf = (
  shown: Rectangle,
  covers: Iterable<Rectangle>,
  room: { readonly width: number; readonly margin: number },
): Point => {
  let { x, y } = shown;
  for (const cover of covers) {
    const now = { ...shown, x, y };
    if (!overlap(now, cover)) continue;
    const up = cover.y - shown.height;
    const right = cover.x + cover.width;
    const left = cover.x - shown.width;
    if (up >= room.margin) y = up;
    else if (right + shown.width <= room.width - room.margin) x = right;
    else if (left >= room.margin) x = left;
  }
  return { x: x - shown.x, y: y - shown.y };
};
