import type { GuardrailAssessment } from '@streambed/model/bedrock-runtime';
import { expect, test } from 'vitest';
import { MergedFindings, mergeFindings } from './findings.ts';

let written = 0;
/** An assessment with one e-mail address, which counts how often it is written out. */
const found = (match: string): GuardrailAssessment => ({
  sensitiveInformationPolicy: {
    piiEntities: [
      Object.defineProperty(
        { match, type: 'EMAIL', action: 'ANONYMIZED', detected: true } as const,
        'toJSON',
        {
          value() {
            written++;
            return { ...this };
          },
        },
      ),
    ],
    regexes: [],
  },
});

test('findings are listed once each, in the order in which they came, and lists that belong together are both there', () => {
  const merged = mergeFindings([found('a@b.co'), found('c@d.co'), found('a@b.co')]);
  expect(merged.sensitiveInformationPolicy?.piiEntities.map(({ match }) => match)).toEqual([
    'a@b.co',
    'c@d.co',
  ]);
  expect(merged.sensitiveInformationPolicy?.regexes).toEqual([]);
  expect(mergeFindings([{}])).toEqual({});
});

test('the same match in two lists is two findings', () => {
  const word = { match: 'x', action: 'BLOCKED', detected: true } as const;
  const merged = mergeFindings([
    { wordPolicy: { customWords: [word], managedWordLists: [{ ...word, type: 'PROFANITY' }] } },
  ]);
  expect(merged.wordPolicy).toEqual({
    customWords: [word],
    managedWordLists: [{ ...word, type: 'PROFANITY' }],
  });
});

test('what an answer of many pieces adds is looked at once, not again with each piece', () => {
  written = 0;
  const merged = new MergedFindings();
  for (let piece = 0; piece < 2_000; piece++) merged.add(found(`a${piece}@b.co`));
  expect(merged.assessment().sensitiveInformationPolicy?.piiEntities).toHaveLength(2_000);
  expect(written).toBe(2_000);
});
