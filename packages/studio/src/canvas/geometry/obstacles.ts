import { overlap, type Rectangle } from './rectangle.ts';

const CELL = 256;

/** Rectangles by place, so that a line asks only those near it. */
export interface Obstacles {
  /** Whether the segment, level or upright, passes through a rectangle other than those left out. */
  blocks(x1: number, y1: number, x2: number, y2: number, without: (id: string) => boolean): boolean;
  /** The rectangles that touch a rectangle, by id. */
  within(rectangle: Rectangle): ReadonlyMap<string, Rectangle>;
}

/** An index of rectangles by id. Building it takes one pass; asking costs what lies near. */
export const indexObstacles = (rectangles: Iterable<readonly [string, Rectangle]>): Obstacles => {
  const cells = new Map<string, [string, Rectangle][]>();
  for (const entry of rectangles)
    for (const key of cellsOf(entry[1])) {
      const cell = cells.get(key);
      if (cell) cell.push(entry as [string, Rectangle]);
      else cells.set(key, [entry as [string, Rectangle]]);
    }
  return {
    blocks(x1, y1, x2, y2, without) {
      const left = Math.min(x1, x2);
      const right = Math.max(x1, x2);
      const top = Math.min(y1, y2);
      const bottom = Math.max(y1, y2);
      for (const key of cellsOf({ x: left, y: top, width: right - left, height: bottom - top }))
        for (const [id, { x, y, width, height }] of cells.get(key) ?? [])
          if (left < x + width && right > x && top < y + height && bottom > y && !without(id)) return true;
      return false;
    },
    within(rectangle) {
      const found = new Map<string, Rectangle>();
      for (const key of cellsOf(rectangle))
        for (const [id, other] of cells.get(key) ?? []) if (overlap(rectangle, other)) found.set(id, other);
      return found;
    },
  };
};

function* cellsOf({ x, y, width, height }: Rectangle): Iterable<string> {
  for (let column = Math.floor(x / CELL); column <= Math.floor((x + width) / CELL); column++)
    for (let row = Math.floor(y / CELL); row <= Math.floor((y + height) / CELL); row++)
      yield `${column},${row}`;
}
