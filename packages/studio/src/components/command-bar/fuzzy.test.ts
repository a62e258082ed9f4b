import { expect, test } from 'vitest';
import { fuzzyFind } from './fuzzy.ts';

const things = [
  { label: 'Go to flows' },
  { label: 'Create flow', synonyms: ['new', 'add'] },
  { label: 'Use the dark theme', synonyms: ['night'] },
  { label: 'Show timeline' },
];

test.each([
  ['', ['Go to flows', 'Create flow', 'Use the dark theme', 'Show timeline']],
  ['flow', ['Go to flows', 'Create flow']],
  ['create', ['Create flow']],
  ['flow new', ['Create flow']],
  ['night', ['Use the dark theme']],
  ['tmln', ['Show timeline']],
  ['the use', ['Use the dark theme']],
  ['zebra', []],
  ['a.*', []],
])('%j finds %j', (query, labels) => {
  expect(fuzzyFind(things, query).map(({ label }) => label)).toEqual(labels);
});
