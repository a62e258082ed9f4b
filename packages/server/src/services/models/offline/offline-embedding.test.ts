import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { embedOffline, OFFLINE_DIMENSIONS } from './offline-embedding.ts';

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
  test.each(OFFLINE_DIMENSIONS)('with %i dimensions has length 1 and is always the same', (dimensions) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (any) => {
        const vector = embedOffline(any, dimensions);
        expect(vector).toHaveLength(dimensions);
        expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
        expect(embedOffline(any, dimensions)).toEqual(vector);
      }),
    );
  });

  test('does not change from one version to the next: indexes are made of it', () => {
    const places = [...embedOffline('The quick brown fox', 256).entries()].filter(([, value]) => value !== 0);
    expect(places.slice(0, 5).map(([place, value]) => `${place} ${value.toFixed(4)}`)).toMatchInlineSnapshot(`
      [
        "1 0.1483",
        "11 -0.1483",
        "15 0.1483",
        "36 0.4236",
        "46 0.1483",
      ]
    `);
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
