import type { Point } from '../../document/index.ts';
import type { Obstacles } from './obstacles.ts';

/** How far a line runs straight out of a card before it turns. */
const STUB = 24;
const RADIUS = 10;
/** So far above and below its ends a line looks for a gap between cards. */
const REACH = 480;
/** Beyond so many gaps the way would be no shorter to read than one through a card. */
const MOST_GAPS = 24;

/** What a line must keep clear of: all cards but the two that it joins. */
export interface Surroundings {
  readonly obstacles: Obstacles;
  readonly without: (id: string) => boolean;
}

/** The corners of a line from an output at the right of a card to an input at the left of another. */
export const routeAround = (from: Point, to: Point, surroundings?: Surroundings): readonly Point[] => {
  const isFree = (points: readonly Point[]): boolean => {
    if (!surroundings) return true;
    const { obstacles, without } = surroundings;
    return points.every((point, index) => {
      const next = points[index + 1];
      return !next || !obstacles.blocks(point.x, point.y, next.x, next.y, without);
    });
  };
  const start = from.x + STUB;
  const end = to.x - STUB;
  if (start <= end) {
    if (from.y === to.y && isFree([from, to])) return [from, to];
    const middle = Math.round((start + end) / 2);
    for (const x of new Set([Math.min(middle, start), middle, end])) {
      const direct = turnAt(from, to, x);
      if (isFree(direct)) return direct;
    }
  }
  // Out, to a free height, along it, and in. A line that leads back always needs this. The least way up and down comes
  // first, and of two that are alike the one on the target's side.
  const between = Math.round((from.y + to.y) / 2);
  const towardsTarget = to.y >= from.y ? 1 : -1;
  const travel = (y: number) =>
    Math.abs(y - from.y) + Math.abs(y - to.y) - (y - from.y) * towardsTarget * 0.01;
  const heights = [
    ...(start <= end ? [from.y, to.y] : []),
    between,
    ...gaps(from, to, start, end, surroundings),
  ]
    .toSorted((a, b) => travel(a) - travel(b))
    .slice(0, MOST_GAPS);
  for (const y of heights) {
    const around = detour(from, to, start, end, y);
    if (isFree(around)) return around;
  }
  return start <= end
    ? turnAt(from, to, Math.round((start + end) / 2))
    : detour(from, to, start, end, between);
};

/** Heights just above and just below each card that lies between the ends, or near them. */
const gaps = (
  from: Point,
  to: Point,
  start: number,
  end: number,
  surroundings: Surroundings | undefined,
): readonly number[] => {
  const top = Math.min(from.y, to.y) - REACH;
  const near = surroundings?.obstacles.within({
    x: Math.min(start, end),
    y: top,
    width: Math.abs(end - start),
    height: Math.max(from.y, to.y) + REACH - top,
  });
  return [...(near ?? [])].flatMap(([id, { y, height }]) =>
    surroundings?.without(id) ? [] : [y - 1, y + height + 1],
  );
};

const turnAt = (from: Point, to: Point, x: number): readonly Point[] => [
  from,
  { x, y: from.y },
  { x, y: to.y },
  to,
];

const detour = (from: Point, to: Point, start: number, end: number, y: number): readonly Point[] => [
  from,
  { x: start, y: from.y },
  { x: start, y },
  { x: end, y },
  { x: end, y: to.y },
  to,
];

/** The corners as the path of an SVG, rounded. */
export const smoothPath = (corners: readonly Point[], radius = RADIUS): string => {
  const [first, ...rest] = corners.filter(
    (point, index) => index === 0 || point.x !== corners[index - 1]!.x || point.y !== corners[index - 1]!.y,
  );
  if (!first) return '';
  let path = `M${first.x} ${first.y}`;
  let before = first;
  for (const [index, corner] of rest.entries()) {
    const after = rest[index + 1];
    if (!after) {
      path += `L${corner.x} ${corner.y}`;
      break;
    }
    const bend = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2);
    const into = towards(corner, before, bend);
    const out = towards(corner, after, bend);
    path += `L${into.x} ${into.y}Q${corner.x} ${corner.y} ${out.x} ${out.y}`;
    before = corner;
  }
  return path;
};

const distance = (a: Point, b: Point): number => Math.abs(a.x - b.x) + Math.abs(a.y - b.y);
const towards = (from: Point, to: Point, by: number): Point => ({
  x: from.x + Math.sign(to.x - from.x) * by,
  y: from.y + Math.sign(to.y - from.y) * by,
});

/** A point on the line where a label may stand: the middle of its longest part. */
export const labelPoint = (corners: readonly Point[]): Point => {
  let best: { readonly length: number; readonly point: Point } | undefined;
  for (const [index, a] of corners.entries()) {
    const b = corners[index + 1];
    if (!b) continue;
    const length = distance(a, b);
    if (!best || length > best.length) best = { length, point: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } };
  }
  return best?.point ?? corners[0] ?? { x: 0, y: 0 };
};
