import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EVERYDAY_WORDS } from './everyday-words.ts';
import { embedOffline } from './offline-embedding.ts';

const near = (a: string, b: string, dimensions = 256): number => {
  const [one, other] = [embedOffline(a, dimensions), embedOffline(b, dimensions)];
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
};

const WORDS =
  'invoice parcel river garden engine violin harbour meadow kettle lantern orchard pepper quarry saddle timber umbrella valley window yellow zebra anchor basket candle dagger'.split(
    ' ',
  );
const text = fc.array(fc.constantFrom(...WORDS), { minLength: 8, maxLength: 20 });

describe('the vector of a text', () => {
  test.each([64, 256, 384, 512, 1_024, 4_096])(
    'with %i dimensions has length 1 and is always the same',
    (dimensions) => {
      fc.assert(
        fc.property(fc.string({ unit: 'grapheme' }), (any) => {
          const vector = embedOffline(any, dimensions);
          expect(vector).toHaveLength(dimensions);
          expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
          expect(embedOffline(any, dimensions)).toEqual(vector);
        }),
      );
    },
  );

  test('does not change from one version to the next: indexes are made of it', () => {
    const digest = createHash('sha256');
    for (const text of [
      'The quick brown fox',
      EVERYDAY_WORDS,
      'Füße, Füße! 42 km/h',
      '配送状況を確認したい',
      '?!',
      '',
    ])
      for (const dimensions of [256, 1_024])
        digest.update(
          embedOffline(text, dimensions).reduce((all, value) => `${all} ${value.toFixed(4)}`, `${text}:`),
        );
    expect(digest.digest('hex').slice(0, 16)).toMatchInlineSnapshot(`"57dec6394b678b36"`);
  });

  test.each(['配', 'ab', 'a ', '?'])('of %j a hundred thousand times is made', (unit) => {
    expect(Math.hypot(...embedOffline(unit.repeat(100_000), 256))).toBeCloseTo(1, 5);
  });

  test('tells words that stand in every text from those that say something', () => {
    const question = 'Where did people see a volcano?';
    expect(near(question, 'The volcano was old.', 1_024)).toBeGreaterThan(
      near(question, 'Many people see that every day.', 1_024),
    );
  });

  test('sees what words are derived from', () => {
    expect(near('volcano', 'volcanic', 1_024)).toBeGreaterThan(0.4);
    expect(near('volcano', 'voluntary', 1_024)).toBeLessThan(0.2);
  });

  test('is nearer to that of a text that shares most of its words than to that of another', () => {
    let nearer = 0;
    let pairs = 0;
    fc.assert(
      fc.property(text, text, (words, others) => {
        const changed = [...words.slice(0, -2), 'sandwich', 'telescope'];
        const strangers = others.filter((word) => !words.includes(word));
        fc.pre(strangers.length >= 4);
        pairs++;
        if (near(words.join(' '), changed.join(' ')) > near(words.join(' '), strangers.join(' '))) nearer++;
      }),
      { seed: 7, numRuns: 500 },
    );
    expect(nearer).toBe(pairs);
    expect(pairs).toBeGreaterThan(100);
  });

  test.each([
    ['How do I return a parcel?', 'Returning parcels', 'Our opening hours on Sundays'],
    ['Rechnung vom März', 'Rechnungen im März', 'Wegbeschreibung zum Hafen'],
    ['配送状況を確認したい', '配送状況の確認方法', '返金の手続きについて'],
    ['configuration of retries', 'how retries are configured', 'a poem about the sea'],
  ])('%j is nearer to %j than to %j', (question, right, wrong) => {
    expect(near(question, right)).toBeGreaterThan(near(question, wrong) + 0.1);
  });

  test.each([
    ['word order', 'red green blue', 'blue red green'],
    ['letter case', 'Red Green', 'rED gREEN'],
    ['common words', 'the parcel is here', 'a parcel, here'],
  ])('does not tell %s', (_, a, b) => {
    expect(near(a, b)).toBeCloseTo(1, 5);
  });

  test('of random texts that share nothing is about at right angles', () => {
    const all = WORDS.map((_, i) => WORDS.slice(i, i + 1).join(' '));
    const cosines = all.flatMap((a, i) => all.slice(i + 1).map((b) => near(a, b, 1024)));
    const mean = cosines.reduce((sum, value) => sum + value, 0) / cosines.length;
    expect(Math.abs(mean)).toBeLessThan(0.1);
  });

  test('texts of common words alone are told apart', () => {
    expect(near('to be or not to be', 'we are who we are')).toBeLessThan(0.9);
  });
});
