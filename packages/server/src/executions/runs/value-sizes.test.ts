import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beginningOf, jsonSize, ValueSizes } from './value-sizes.ts';

const json = () => fc.jsonValue({ maxDepth: 6 }) as fc.Arbitrary<JsonValue>;

test('a size is about as long as the JSON text, and never says less than half of it', () => {
  fc.assert(
    fc.property(json(), (value) => {
      const size = jsonSize(value, Number.MAX_SAFE_INTEGER);
      const { length } = JSON.stringify(value);
      expect(size).toBeGreaterThanOrEqual(length / 6);
      expect(size).toBeLessThanOrEqual(length + 12 + length);
    }),
  );
});

test('counting stops soon behind the limit, however large the value is', () => {
  let looked = 0;
  const list = new Proxy(
    Array.from({ length: 1_000_000 }, () => 'xxxxxxxx'),
    {
      get: (target, name) => {
        if (typeof name === 'string' && /^[0-9]+$/.test(name)) looked++;
        return Reflect.get(target, name);
      },
    },
  );
  expect(jsonSize(list, 1_000)).toBeGreaterThan(1_000);
  expect(looked).toBeLessThan(200);
});

test('a beginning is that of the text, and well formed', () => {
  fc.assert(
    fc.property(json(), fc.nat(200), (value, characters) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      const beginning = beginningOf(value, characters);
      expect(beginning.length).toBeLessThanOrEqual(characters);
      expect(beginning.isWellFormed()).toBe(true);
      if (typeof value !== 'string' || value.isWellFormed())
        expect(text.slice(0, characters).toWellFormed()).toBe(beginning);
    }),
    { numRuns: 1_000 },
  );
});

test('the size of an object is taken once', () => {
  const sizes = new ValueSizes(100);
  let looked = 0;
  const value = {
    get name(): string {
      looked++;
      return 'x';
    },
  };
  expect(sizes.of(value)).toBe(sizes.of(value));
  expect(looked).toBe(1);
});
