import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groundingScore, relevanceScore } from './grounding-scores.ts';

const SOURCE = [
  'The bridge was opened in 1932 by Anna Lind. It is 1,149 metres long and carries 8 lanes. Bicycles are not allowed on the roadway.',
];
const grounding = (answer: string): number => groundingScore(answer, SOURCE);

describe('grounding', () => {
  it.each([
    'The bridge is 1149 metres long.',
    'The bridge is 1,149.0 metres long.',
    'It carries eight lanes.',
    'Anna Lind opened the bridge in 1932.',
    'No, bicycles are not allowed on the roadway.',
    'Sure! The bridge carries 8 lanes.',
  ])('supports %j', (answer) => {
    expect(grounding(answer)).toBeGreaterThan(0.7);
  });

  it.each([
    ['a wrong number', 'The bridge is 1,194 metres long.'],
    ['a wrong number in words', 'The bridge carries six lanes.'],
    ['a wrong year', 'The bridge was opened in 1923.'],
    ['a wrong name', 'The bridge was opened by Karl Berg.'],
    ['a negation dropped', 'Bicycles are allowed on the roadway.'],
    ['a negation added', 'The bridge does not carry 8 lanes.'],
    ['an opposite', 'The bridge was closed in 1932 by Anna Lind.'],
    ['something else', 'Penguins live in the south and eat fish.'],
    [
      'one false claim among true ones',
      'The bridge was opened in 1932. It carries 8 lanes. Its cables contain 17,000 wires of copper.',
    ],
  ])('does not support %s', (_, answer) => {
    expect(grounding(answer)).toBeLessThan(0.55);
  });

  it('takes an answer that claims nothing for grounded', () => {
    for (const answer of ['', '...', 'Yes.']) expect(grounding(answer)).toBe(1);
  });

  it('finds nothing in an empty source', () => {
    expect(groundingScore('The bridge carries 8 lanes.', [''])).toBe(0);
  });

  it('takes support from any of several sources', () => {
    expect(groundingScore('It carries 8 lanes.', ['Unrelated.', ...SOURCE])).toBeGreaterThan(0.7);
  });

  it('supports every text by itself', () => {
    fc.assert(
      fc.property(
        fc.array(fc.lorem({ mode: 'sentences', maxCount: 3 }), { minLength: 1, maxLength: 4 }),
        (parts) => {
          const text = parts.join(' ');
          expect(groundingScore(text, [text])).toBe(1);
        },
      ),
    );
  });
});

describe('relevance', () => {
  it.each([
    ['How long is the bridge?', 'The bridge is 1,149 metres long.'],
    ['Who opened the bridge?', 'Anna Lind.'],
    ['Are bicycles allowed?', 'Bicycles are not allowed on the roadway.'],
    // Relevant, although wrong.
    ['How long is the bridge?', 'The bridge is 12 metres long.'],
  ])('of an answer to %j: %j', (query, answer) => {
    expect(relevanceScore(answer, [query], SOURCE)).toBeGreaterThan(0.5);
  });

  it.each([
    ['How long is the bridge?', 'Tomatoes need a lot of sun.'],
    ['Which sauce goes with salmon?', 'It carries 8 lanes.'],
  ])('not of an answer to %j: %j', (query, answer) => {
    expect(relevanceScore(answer, [query], SOURCE)).toBeLessThan(0.4);
  });

  it('does not need a source', () => {
    expect(relevanceScore('The capital of France is Paris.', ['What is the capital of France?'], [])).toBe(1);
  });
});

it('scores lie in [0, 1] for any texts', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.lorem({ mode: 'sentences' }),
    fc.constantFrom('1,000.', '-1', '١', 'A. B.', 'no no', '1d5 1.5'),
  );
  fc.assert(
    fc.property(
      text,
      fc.array(text, { minLength: 1, maxLength: 3 }),
      fc.array(text, { minLength: 1, maxLength: 2 }),
      (answer, sources, queries) => {
        for (const score of [groundingScore(answer, sources), relevanceScore(answer, queries, sources)])
          expect(score >= 0 && score <= 1).toBe(true);
      },
    ),
  );
});
