import { expect, test } from 'vitest';
import { matchingWords, tellingWords } from './matching-words.ts';

const frequencies: Readonly<Record<string, number>> = {
  the: 90_000,
  river: 5_000,
  mill: 4_000,
  stone: 900,
  bridge: 16_000,
};
const frequencyOf = async (word: string) => frequencies[word] ?? 0;

test.each([
  ['nothing', '', []],
  ['words that nobody has', 'xyzzy plugh', []],
  ['a word that stands everywhere', 'the', []],
  ['rare ones first, as many as may be ranked', 'The river, the mill: stone', ['stone', 'mill']],
  ['the same word once', 'Stone STONE stone', ['stone']],
  ['one that is common, alone', 'the bridge', ['bridge']],
])('%s', async (_, text, words) => {
  const told = await tellingWords(text, frequencyOf);
  expect(told.map(({ word }) => word)).toEqual(words);
  for (const { word, frequency } of told) expect(frequency).toBe(frequencies[word]);
});

test('where there is little, every word is looked for', async () => {
  const told = await tellingWords('of the mill', async () => 3);
  expect(told.map(({ word }) => word)).toEqual(['of', 'the', 'mill']);
});

test('all are asked for when too few of some are admitted', async () => {
  const all = Array.from({ length: 500 }, (_, number) => ({ number, score: 500 - number }));
  const limits: number[] = [];
  const search = async (limit: number) => {
    limits.push(limit);
    return all.slice(0, limit);
  };
  const late = await matchingWords(
    search,
    async (found) => found.filter(({ number }) => number >= 400),
    10,
    false,
  );
  expect(late.map(({ number }) => number)).toEqual([400, 401, 402, 403, 404, 405, 406, 407, 408, 409]);
  expect(limits).toHaveLength(2);
  limits.length = 0;
  expect(await matchingWords(search, async (found) => found, 10, false)).toHaveLength(10);
  expect(await matchingWords(search, async () => [], 10, true)).toEqual([]);
  expect(limits).toHaveLength(2);
});
