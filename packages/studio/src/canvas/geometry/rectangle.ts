import type { Point } from '../../document/index.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

export const contains = (around: Rectangle, { x, y }: Point): boolean =>
  x >= around.x && x <= around.x + around.width && y >= around.y && y <= around.y + around.height;

/** The smallest rectangle around all; undefined for none. */
export const around = (rectangles: Iterable<Rectangle>): Rectangle | undefined => {
  let left = Number.POSITIVE_INFINITY;
  let top = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let bottom = Number.NEGATIVE_INFINITY;
  for (const { x, y, width, height } of rectangles) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  }
  return left > right ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
};

export const grow = ({ x, y, width, height }: Rectangle, by: number): Rectangle => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});

/** To the nearest point of the grid. */
export const snap = ({ x, y }: Point, grid: number): Point => ({
  x: Math.round(x / grid) * grid,
  y: Math.round(y / grid) * grid,
});
