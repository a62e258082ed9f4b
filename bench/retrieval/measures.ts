import type { Ranking } from './knowledge-bases.ts';

export interface Quality {
  /** The part of the questions whose passage is among the results. */
  readonly recall: number;
  /** Normalised discounted cumulative gain: 1 / log2(1 + rank) of that passage, 0 without, over all questions. */
  readonly ndcg: number;
}

/** `rankings` of all questions, each with the index of the passage that answers it. */
export const qualityOf = (
  rankings: readonly { readonly ranking: Ranking; readonly passage: number }[],
): Quality => {
  let found = 0;
  let gain = 0;
  for (const { ranking, passage } of rankings) {
    const rank = ranking.indexOf(passage) + 1;
    if (rank === 0) continue;
    found++;
    gain += 1 / Math.log2(1 + rank);
  }
  return { recall: found / rankings.length, ndcg: gain / rankings.length };
};

/** How much of questions stands word for word in the passages that answer them. */
export const sharedWords = (
  pairs: readonly { readonly question: string; readonly passage: string }[],
): { readonly share: number; readonly longestRun: number } => {
  let shares = 0;
  let longestRun = 0;
  for (const { question, passage } of pairs) {
    const asked = wordsOf(question);
    const told = wordsOf(passage);
    const known = new Set(told);
    shares += asked.filter((word) => known.has(word)).length / asked.length;
    const text = ` ${told.join(' ')} `;
    for (let from = 0; from < asked.length; from++)
      while (
        from + longestRun < asked.length &&
        text.includes(` ${asked.slice(from, from + longestRun + 1).join(' ')} `)
      )
        longestRun++;
  }
  return { share: shares / pairs.length, longestRun };
};

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
