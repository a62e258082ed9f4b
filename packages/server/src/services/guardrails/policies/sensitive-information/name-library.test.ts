import { expect, test } from 'vitest';
import { loadNameLibrary } from './name-library.ts';

test('the lexicon is here, and the tagger answers from its thread, the second time at once', async () => {
  const library = await loadNameLibrary();
  expect(library.tagsOf('maria')).toContain('FemaleName');
  expect(library.tagsOf('constructor')).not.toContain('FirstName');
  expect(library.tagsOf('nosuchwordatall')).toEqual([]);
  const sentence = 'Yesterday I met Mark in the garden';
  const asked = library.peopleIn(sentence);
  expect(asked).toBeInstanceOf(Promise);
  const people = await asked;
  expect(people.some((person) => person.includes('Mark'))).toBe(true);
  expect(library.peopleIn(sentence)).toBe(people);
});

test('questions that are asked together are each answered', async () => {
  const library = await loadNameLibrary();
  const sentences = Array.from({ length: 50 }, (_, index) => `On day ${index} Grant said that May was late`);
  const answers = await Promise.all(sentences.map((sentence) => library.peopleIn(sentence)));
  expect(answers.every((people) => people.some((person) => person.includes('Grant')))).toBe(true);
});

test('the thread is started once for all who ask', async () => {
  expect(await loadNameLibrary()).toBe(await loadNameLibrary());
});
