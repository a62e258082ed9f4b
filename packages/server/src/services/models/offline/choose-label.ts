import type { Label } from './labels.ts';
import { wordsOf } from './words.ts';

/** Labels that mean "none of the others"; chosen when nothing speaks for any other. */
const CATCH_ALL =
  /^(?:other|others|none|unknown|neutral|general|misc|miscellaneous|unclear|n\/a|else|mixed)\b/iu;

/** Words that speak for the two labels found most often, which texts seldom name. Stemmed by wordsOf. */
const POLARITY: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'positiv',
    new Set(
      wordsOf(
        'good great excellent amazing love loved wonderful happy perfect best nice fantastic awesome pleased enjoy enjoyed recommend helpful thank thanks delighted brilliant superb friendly fast easy glad',
      ),
    ),
  ],
  [
    'negativ',
    new Set(
      wordsOf(
        'bad terrible awful hate hated worst poor broken disappointed disappointing horrible angry slow useless refund problem fail failed never rude unhappy waste annoying wrong late damaged missing sad',
      ),
    ),
  ],
]);

/**
 * The label whose name and description share the most words with `text`; words that several labels share count
 * less. Without any sign: the catch-all label if there is one, else the first. Deterministic.
 */
export function chooseLabel(labels: readonly Label[], text: string): Label {
  const words = wordsOf(text);
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const termsOf = labels.map((label) => terms(label));
  const owners = new Map<string, number>();
  for (const label of termsOf) for (const term of label.keys()) owners.set(term, (owners.get(term) ?? 0) + 1);

  let best: Label | undefined;
  let bestScore = 0;
  labels.forEach((label, index) => {
    let score = 0;
    for (const [term, weight] of termsOf[index] ?? []) {
      const count = overlap(counts, term);
      if (count > 0) score += (weight * (1 + Math.log(count))) / (owners.get(term) ?? 1);
    }
    if (score > bestScore) {
      best = label;
      bestScore = score;
    }
  });
  return best ?? labels.find((label) => CATCH_ALL.test(label.name)) ?? (labels[0] as Label);
}

/** What speaks for a label: the words of its name most, then those of its description. */
function terms(label: Label): Map<string, number> {
  const weights = new Map<string, number>();
  for (const word of wordsOf(label.evidence)) weights.set(word, 1);
  for (const word of wordsOf(label.name.replace(/[_-]/gu, ' '))) {
    for (const sign of POLARITY.get(word) ?? []) weights.set(sign, 1);
    weights.set(word, 2);
  }
  return weights;
}

/** Equal words, or words with the same first five letters or more (`technical`, `technician`). */
function overlap(counts: ReadonlyMap<string, number>, term: string): number {
  const exact = counts.get(term);
  if (exact !== undefined || term.length < 5) return exact ?? 0;
  const beginning = term.slice(0, Math.max(5, term.length - 3));
  let total = 0;
  for (const [word, count] of counts) if (word.startsWith(beginning)) total += count;
  return total;
}
