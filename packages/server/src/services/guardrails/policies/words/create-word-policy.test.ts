import type { ServiceCall } from '@streambed/flow/ports';
import { describe, expect, it } from 'vitest';
import { createWordPolicy } from './create-word-policy.ts';

const call: ServiceCall = { key: 'k', signal: new AbortController().signal, accountId: '1', region: 'r' };
const input = (...texts: string[]) => ({
  source: 'INPUT' as const,
  texts,
  groundingSources: [],
  queries: [],
});

describe('the word policy', () => {
  const policy = createWordPolicy({
    words: [{ text: 'blue sky' }],
    managedWordLists: [{ type: 'PROFANITY' }],
  });

  it('finds nothing where nothing is', async () => {
    expect(await policy.check(input('nothing here'), call)).toEqual({
      assessment: {},
      blocked: false,
      masks: [],
    });
  });

  it('reports each distinct match once over all texts', async () => {
    const result = await policy.check(input('blue sky, blue sky', 'Blue sky'), call);
    expect(result.assessment.wordPolicy?.customWords).toEqual([
      { match: 'blue sky', action: 'BLOCKED', detected: true },
      { match: 'Blue sky', action: 'BLOCKED', detected: true },
    ]);
    expect(result.blocked).toBe(true);
    expect(result.masks).toEqual([]);
  });

  it.each([9_990, 9_996, 9_999, 10_000, 10_001, 20_000])(
    'finds a phrase and a disguised word across the edge of slices, at %i',
    async (place) => {
      const filler = 'lorem ipsum '.repeat(10_000);
      const text = `${filler.slice(0, place - 1)} blue sky f.u.c.k ${filler}`;
      const result = await policy.check(input(text), call);
      expect(result.assessment.wordPolicy).toEqual({
        customWords: [{ match: 'blue sky', action: 'BLOCKED', detected: true }],
        managedWordLists: [{ match: 'f.u.c.k', type: 'PROFANITY', action: 'BLOCKED', detected: true }],
      });
    },
  );
});
