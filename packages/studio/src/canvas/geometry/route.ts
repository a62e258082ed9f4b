import type { Point } from '../../document/index.ts';
import type { Obstacles } from './obstacles.ts';

/** How far a line runs straight out of a card before it turns. */
const STUB = 24;
const RADIUS = 10;
/** Room between a line and a card that it goes around. */
const CLEARANCE = 16;
/** How far above and below the direct way a detour is looked for. */
const DETOURS = [1, 2, 3, 4, 6, 8, 12, 16].map((steps) => steps * 40);

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
    for (const x of new Set([Math.min(middle, start + 16), end, middle, start])) {
      const direct = turnAt(from, to, x);
      if (isFree(direct)) return direct;
    }
  }
  // Out, to a free height, along it, and in. A line that leads back always needs this.
  const between = Math.round((from.y + to.y) / 2);
  const heights = [
    ...(start <= end ? [from.y, to.y] : []),
    between,
    ...DETOURS.flatMap((by) => [
      Math.min(from.y, to.y) - by - CLEARANCE,
      Math.max(from.y, to.y) + by + CLEARANCE,
    ]),
  ];
  for (const y of heights) {
    const around = detour(from, to, start, end, y);
    if (isFree(around)) return around;
  }
  return start <= end
    ? turnAt(from, to, Math.round((start + end) / 2))
    : detour(from, to, start, end, between);
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

/** A point on the line where a label may stand: the middle of its longest level part. */
export const labelPoint = (corners: readonly Point[]): Point => {
  let best: { readonly length: number; readonly point: Point } | undefined;
  for (const [index, a] of corners.entries()) {
    const b = corners[index + 1];
    if (!b || a.y !== b.y) continue;
    const length = Math.abs(a.x - b.x);
    if (!best || length > best.length) best = { length, point: { x: (a.x + b.x) / 2, y: a.y } };
  }
  return best?.point ?? corners[0] ?? { x: 0, y: 0 };
};
