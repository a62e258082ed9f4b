import type { Point } from '../../document/index.ts';
import { GATE_Y } from '../geometry/card-geometry.ts';

/** Between the tag of a branch and the mark that the branch ends at. */
const GAP = 12;
/** What a branch's mark and its + take right of the card's edge, and above and below the row's middle. */
const ROW = { right: 42, half: 14 };
/** As its style sheet has them. */
const TAG = { most: 140, padding: 14, smallest: 12, usual: 9, largest: 18 };
/** Of a letter, of the font's size. */
const LETTER = 0.62;

export interface BranchTag {
  readonly condition: string;
  /** So many other branches that lead to the same node come before it. */
  readonly before: number;
  readonly from: Point;
  readonly to: Point;
  /** Middles of the first and the last branch of the card that it leaves. */
  readonly rows: readonly [first: number, last: number];
  /** How much larger names are drawn at the zoom. */
  readonly labelScale: number;
}

/**
 * Where the tag of a branch stands, in the flow's pixels, and by how much of its own size it is moved from there. It stands
 * before the mark that the branch ends at, where no other branch runs; where it would cover the card that it leaves or the + of
 * a branch, it stands on the card that it leads to.
 */
export const branchTagPlace = ({
  condition,
  before,
  from,
  to,
  rows: [first, last],
  labelScale,
}: BranchTag): Point & { readonly across: number; readonly down: number } => {
  const size = Math.min(TAG.largest, Math.max(TAG.smallest, TAG.usual * labelScale));
  const left = to.x - GAP - Math.min(TAG.most, TAG.padding + condition.length * LETTER * size);
  const reach = ROW.half + size * 0.75;
  const covers = to.x > from.x && left < from.x + ROW.right && to.y > first - reach && to.y < last + reach;
  const stacked = -1.1 * before;
  return covers
    ? { x: to.x, y: to.y - GATE_Y - 4, across: 0, down: stacked - 1 }
    : { x: to.x - GAP, y: to.y, across: -1, down: stacked - 0.5 };
};
