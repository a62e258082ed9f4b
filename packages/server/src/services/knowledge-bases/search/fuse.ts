import type { FoundChunk } from '../../../store/index.ts';
import { byScore } from './candidates.ts';

/** How much the first ranks stand out from the next (Cormack, Clarke and Büttcher, SIGIR 2009, section 2). */
const RANK_CONSTANT = 60;

/**
 * Rankings as one, by reciprocal rank fusion: a chunk scores 1 / (60 + rank) in each, so neither cosines nor BM25 need
 * to be comparable. Scores are shares of the most that can be reached: 1 is first in every ranking.
 */
export function fuse(rankings: readonly (readonly FoundChunk[])[]): FoundChunk[] {
  const most = rankings.length / (RANK_CONSTANT + 1);
  const scores = new Map<number, number>();
  for (const ranking of rankings) {
    for (const [rank, { number }] of ranking.entries()) {
      scores.set(number, (scores.get(number) ?? 0) + 1 / (RANK_CONSTANT + 1 + rank));
    }
  }
  return byScore([...scores].map(([number, score]) => ({ number, score: score / most })));
}
