import { sentencesOf } from '../../sentences.ts';
import type { CitedPart } from './cited-text.ts';

/** So short a sentence stands in many texts by chance. Characters. */
const SHORTEST = 20;

/**
 * Cites an answer whose model names no passage: sentences that stand word for word in a passage rest on it. Nothing else
 * is claimed. Neighbours with the same passages are one part, and parts tile the answer.
 *
 * @param passages their texts, in their order
 */
export const attribute = (answer: string, passages: readonly string[]): readonly CitedPart[] => {
  const known = passages.map(plain);
  const parts: CitedPart[] = [];
  let from = 0;
  for (const { start, end } of sentencesOf(answer)) {
    const sentence = plain(answer.slice(start, end));
    const sources =
      sentence.length < SHORTEST
        ? []
        : known.flatMap((passage, index) => (passage.includes(sentence) ? [index] : []));
    const text = answer.slice(from, end);
    const last = parts.at(-1);
    if (last && sameNumbers(last.sources, sources))
      parts[parts.length - 1] = { text: last.text + text, sources };
    else parts.push({ text, sources });
    from = end;
  }
  const rest = answer.slice(from);
  const last = parts.pop();
  if (last) parts.push({ ...last, text: last.text + rest });
  else if (rest !== '') parts.push({ text: rest, sources: [] });
  return parts;
};

const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

const sameNumbers = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((number, index) => number === other[index]);
