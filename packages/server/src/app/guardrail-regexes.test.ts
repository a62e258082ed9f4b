import fc from 'fast-check';
import { expect, test } from 'vitest';
import { regexObstacle } from '../operations/guardrails/regex-obstacle.ts';
import { compileRegex } from '../services/guardrails/policies/sensitive-information/author-regex.ts';

/* What CreateGuardrail takes, the evaluator must be able to use; the two stand in rooms that do not know each other. */

const compiles = (pattern: string): boolean => {
  try {
    compileRegex(pattern);
    return true;
  } catch {
    return false;
  }
};

test('CreateGuardrail takes exactly the regexes that the evaluator can use', async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '(',
      ')',
      '(?:',
      '(?<n>',
      '(?=',
      '[a-z]',
      '\\d',
      '\\1',
      '{2}',
      '{100}',
      '{999}',
      '*',
      '+',
      '|',
    ),
    fc.string({ maxLength: 2 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 12 }), async (pieces) => {
      const pattern = pieces.join('').slice(0, 500) || 'x';
      expect((await regexObstacle(pattern)) === undefined).toBe(compiles(pattern));
    }),
    { numRuns: 500 },
  );
});
