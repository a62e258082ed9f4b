import type { NodeId, Point } from '../../document/index.ts';
import type { Rectangle } from './rectangle.ts';

export type Alignment = 'left' | 'center' | 'right' | 'top' | 'middle' | 'bottom';
export type Direction = 'across' | 'down';

type Placed = ReadonlyMap<NodeId, Rectangle>;

/** New left upper corners of nodes that stand in one line; those that need not move are left out. */
export const align = (nodes: Placed, alignment: Alignment): Map<NodeId, Point> => {
  const all = [...nodes.values()];
  const left = Math.min(...all.map(({ x }) => x));
  const right = Math.max(...all.map(({ x, width }) => x + width));
  const top = Math.min(...all.map(({ y }) => y));
  const bottom = Math.max(...all.map(({ y, height }) => y + height));
  const place = ({ x, y, width, height }: Rectangle): Point =>
    ({
      left: { x: left, y },
      center: { x: Math.round((left + right - width) / 2), y },
      right: { x: right - width, y },
      top: { x, y: top },
      middle: { x, y: Math.round((top + bottom - height) / 2) },
      bottom: { x, y: bottom - height },
    })[alignment];
  return moved(nodes, place);
};

/** The same gap between neighbours; the first and the last stay. */
export const distribute = (nodes: Placed, direction: Direction): Map<NodeId, Point> => {
  const [start, length] = direction === 'across' ? (['x', 'width'] as const) : (['y', 'height'] as const);
  const sorted = [...nodes].toSorted(([, a], [, b]) => a[start] - b[start]);
  const first = sorted[0]?.[1];
  const last = sorted.at(-1)?.[1];
  if (!first || !last || sorted.length < 3) return new Map();
  const taken = sorted.reduce((sum, [, rectangle]) => sum + rectangle[length], 0);
  const gap = (last[start] + last[length] - first[start] - taken) / (sorted.length - 1);
  let at = first[start];
  const places = new Map<Rectangle, Point>();
  for (const [, rectangle] of sorted) {
    places.set(rectangle, { x: rectangle.x, y: rectangle.y, [start]: Math.round(at) });
    at += rectangle[length] + gap;
  }
  return moved(nodes, (rectangle) => places.get(rectangle)!);
};

const moved = (nodes: Placed, place: (rectangle: Rectangle) => Point): Map<NodeId, Point> => {
  const result = new Map<NodeId, Point>();
  for (const [id, rectangle] of nodes) {
    const { x, y } = place(rectangle);
    if (x !== rectangle.x || y !== rectangle.y) result.set(id, { x, y });
  }
  return result;
};
