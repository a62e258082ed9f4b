import type { ApplyGuardrailResponse } from '@streambed/model/bedrock-runtime';
import type { Mask } from './policies/policy.ts';

/**
 * Where the real service masked texts, of which it gives only the result: each text is walked together with what came
 * back, and where the two part, one of the findings must explain it. Undefined when none does.
 */
export function masksOfAnswer(
  texts: readonly string[],
  { outputs, assessments }: ApplyGuardrailResponse,
): readonly Mask[] | undefined {
  if (outputs.length !== texts.length) return undefined;
  const replaced = assessments.flatMap(({ sensitiveInformationPolicy: found }) => [
    ...(found?.piiEntities ?? [])
      .filter(({ action }) => action === 'ANONYMIZED')
      .map(({ match, type }) => ({ match, replacement: `{${type}}` })),
    ...(found?.regexes ?? [])
      .filter(({ action }) => action === 'ANONYMIZED')
      .map(({ match = '', name }) => ({ match, replacement: `{${name}}` })),
  ]);
  // The longest that fits is the one: what is shorter may be a part of it.
  const candidates = replaced
    .filter(({ match }) => match !== '')
    .toSorted((a, b) => b.match.length - a.match.length);
  const masks: Mask[] = [];
  for (const [index, text] of texts.entries()) {
    const masked = outputs[index]?.text ?? '';
    let at = 0;
    let there = 0;
    while (at < text.length || there < masked.length) {
      const mask = candidates.find(
        ({ match, replacement }) => masked.startsWith(replacement, there) && text.startsWith(match, at),
      );
      if (mask) {
        masks.push({ text: index, start: at, end: at + mask.match.length, replacement: mask.replacement });
        at += mask.match.length;
        there += mask.replacement.length;
      } else if (text[at] === masked[there]) {
        at++;
        there++;
      } else return undefined;
    }
  }
  return masks;
}
