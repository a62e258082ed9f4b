import { describe, expect, test } from 'vitest';
import { createFlowDocument, newFlowDefinition } from '../../document/index.ts';
import { readAddition } from './add-by-words.ts';
import { fuzzyScore } from './fuzzy.ts';
import { quickAddFits, rankTypes } from './rank-types.ts';

const snapshot = createFlowDocument({ definition: newFlowDefinition() }).snapshot();
const first = (typed: string, recent: readonly string[] = []) =>
  rankTypes(quickAddFits(snapshot), typed, recent)[0]?.type;

describe('quick add', () => {
  test.each([
    ['prompt', 'Prompt'],
    ['LLM', 'Prompt'],
    ['if', 'Condition'],
    ['map', 'Iterator'],
    ['python', 'InlineCode'],
    ['lambda', 'LambdaFunction'],
    ['while', 'Loop'],
    ['kb', 'KnowledgeBase'],
    ['RAG', 'KnowledgeBase'],
    ['cond', 'Condition'],
  ])('for %j offers %s first', (typed, type) => expect(first(typed)).toBe(type));

  test('for S3 offers both that touch a bucket', () => {
    const types = rankTypes(quickAddFits(snapshot), 'S3', []).map(({ type }) => type);
    expect(types.slice(0, 2).toSorted()).toEqual(['Retrieval', 'Storage']);
  });

  test('begins with what was used lately', () => {
    expect(first('', ['Lex', 'Agent'])).toBe('Lex');
  });

  test('keeps what cannot be added, last and with the reason', () => {
    const [input] = rankTypes(quickAddFits(snapshot), 'Input', []).filter(({ type }) => type === 'Input');
    expect(input?.reason).toBe('One Input per flow');
    expect(rankTypes(quickAddFits(snapshot), '', []).at(-1)?.reason).toBeDefined();
  });

  test('offers nothing for what nobody means', () => expect(first('zzzz')).toBeUndefined());
});

test.each([
  ['prompt', 'Prompt', 100],
  ['pro', 'Prompt', 80],
  ['base', 'Knowledge base', 60],
  ['omp', 'Prompt', 40],
  ['x', 'Prompt', 0],
  ['', 'Prompt', 1],
])('%j in %j scores %i', (typed, text, score) => expect(fuzzyScore(typed, text)).toBe(score));

test('letters in order score, strewn ones do not', () => {
  expect(fuzzyScore('kbs', 'Knowledge base')).toBe(0);
  expect(fuzzyScore('lmbd', 'Lambda')).toBeGreaterThan(0);
});

test.each([
  ['add prompt after Classify', { type: 'prompt', after: 'Classify' }],
  ['Insert a Knowledge base after Look after it', { type: 'Knowledge base', after: 'Look after it' }],
  ['add prompt aft', { type: 'prompt', after: undefined }],
  ['add prompt after ', { type: 'prompt', after: undefined }],
  ['add', undefined],
  ['zoom in', undefined],
])('%s is read as words that add', (typed, read) => {
  expect(readAddition(typed)).toEqual(read);
});
