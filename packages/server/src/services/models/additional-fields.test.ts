import type { JsonValue } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import { withAdditionalFields } from './additional-fields.ts';

describe('additionalModelRequestFields', () => {
  test.each<[string, JsonValue | undefined, object]>([
    ['adds what the body lacks', { top_k: 5 }, { model: 'm', config: { a: 1 }, top_k: 5 }],
    ['never overrides', { model: 'other', config: { a: 2 } }, { model: 'm', config: { a: 1 } }],
    ['adds inside objects', { config: { b: 2 } }, { model: 'm', config: { a: 1, b: 2 } }],
    ['ignores what is no object', [1, 2], { model: 'm', config: { a: 1 } }],
    ['ignores nothing at all', undefined, { model: 'm', config: { a: 1 } }],
  ])('%s', (_, fields, expected) => {
    expect(withAdditionalFields({ model: 'm', config: { a: 1 } }, fields)).toEqual(expected);
  });

  test('a member named __proto__ stays data', () => {
    const merged = withAdditionalFields({ model: 'm' }, JSON.parse('{"__proto__":{"polluted":true}}'));
    expect(JSON.stringify(merged)).toBe('{"model":"m","__proto__":{"polluted":true}}');
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
