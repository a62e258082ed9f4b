import { describe, expect, test } from 'vitest';
import { assertTagCount, tagsOf } from './tag-rules.ts';

describe('tags of a request', () => {
  test('are a Map, whatever the keys are called', () => {
    const sent = JSON.parse('{"__proto__": "plain", "constructor": "data", "team": ""}');
    expect([...tagsOf(sent)]).toEqual([
      ['__proto__', 'plain'],
      ['constructor', 'data'],
      ['team', ''],
    ]);
  });

  test('may be absent', () => {
    expect(tagsOf(undefined).size).toBe(0);
  });

  test.each(['aws:', 'aws:cloudformation:stack', 'AWS:x'])('must not use the reserved key %s', (key) => {
    expect(() => tagsOf({ [key]: 'v' })).toThrow(expect.objectContaining({ code: 'ValidationException' }));
  });

  test('are at most 50', () => {
    const many = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));
    expect(tagsOf(many(50)).size).toBe(50);
    expect(() => tagsOf(many(51))).toThrow(/51 tags, and 50 is the most/);
    expect(() => assertTagCount(51)).toThrow(expect.objectContaining({ code: 'ValidationException' }));
  });
});
