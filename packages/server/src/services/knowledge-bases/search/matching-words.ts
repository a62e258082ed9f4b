import type { FoundChunk, Scope, Store } from '../../../store/index.ts';
import { searchWords } from '../../../store/index.ts';

/** Chunks that a search may have the index of words rank: about a microsecond each. */
const RANKED = 8_000;
/** A word that more chunks have tells little of any; it is not even counted further. */
const COMMON = 2 * RANKED;
/** Words of a query that are looked at: enough for a long question. */
const WORDS = 64;

/** How many chunks have a word, as far as it was counted. */
export type Frequency = (word: string) => Promise<number>;

/** A word and how many chunks have it, about. */
export interface CountedWord {
  readonly word: string;
  readonly frequency: number;
}

/**
 * The words of a query that are worth looking for: the rarest, as many as may be ranked together. So words that stand
 * everywhere ("the", "die", 的) are left out where there is much to search, and none are where there is little.
 */
export async function tellingWords(text: string, frequencyOf: Frequency): Promise<readonly CountedWord[]> {
  const words = [...new Set(searchWords(text).map((word) => word.toLowerCase()))].slice(0, WORDS);
  const counted: CountedWord[] = [];
  for (const word of words) counted.push({ word, frequency: await frequencyOf(word) });
  const chosen: CountedWord[] = [];
  let ranked = 0;
  for (const { word, frequency } of counted.sort((a, b) => a.frequency - b.frequency)) {
    if (frequency === 0) continue;
    ranked += frequency;
    if (frequency > COMMON || (ranked > RANKED && chosen.length > 0)) break;
    chosen.push({ word, frequency });
  }
  return chosen;
}

/** Words whose frequency is remembered; all those of a language that are often asked for. */
const REMEMBERED = 10_000;

/**
 * Counts words in the store and remembers the counts in `known`, which who owns it clears when much has changed: they
 * only say which words are rarer than others. What was not found is counted each time, since it may have come.
 */
export function wordFrequency(
  chunks: Store['chunks'],
  scope: Scope,
  knowledgeBaseId: string,
  known: Map<string, number>,
): Frequency {
  return async (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const frequency = await chunks.frequency(scope, knowledgeBaseId, word, COMMON + 1);
    if (frequency > 0 && known.size < REMEMBERED) known.set(word, frequency);
    return frequency;
  };
}

/**
 * The best of the chunks that have any of the words and are admitted, best first. `search` is asked for some and, when
 * too few of those are admitted, for all; for all at once when `isFiltered`, since then few may be.
 */
export async function matchingWords(
  search: (limit: number) => Promise<readonly FoundChunk[]>,
  admitted: (found: readonly FoundChunk[]) => Promise<readonly FoundChunk[]>,
  count: number,
  isFiltered: boolean,
): Promise<readonly FoundChunk[]> {
  if (!isFiltered) {
    const found = await search(2 * count);
    const shown = await admitted(found);
    if (shown.length >= count || found.length < 2 * count) return shown.slice(0, count);
  }
  return (await admitted(await search(RANKED + COMMON))).slice(0, count);
}
