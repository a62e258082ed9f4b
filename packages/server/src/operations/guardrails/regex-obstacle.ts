import { LARGEST_REGEX_PROGRAM } from '@streambed/flow/ports';

/*
 * The regexes of a guardrail meet texts of strangers, so they run on an engine whose time grows with the length of the
 * text and with nothing else (re2js, threats.md row 29). Some constructs cannot be had at that price; AWS refuses
 * look-around for guardrails too.
 */

/** Constructs that the engine lacks, by how its complaint about them begins, with the name that people know. */
const lacking: readonly (readonly [complaint: RegExp, construct: string])[] = [
  [/`\(\?[=!]/, 'look-ahead'],
  [/`\(\?<[=!]/, 'look-behind'],
  [/`(?:\\[1-9]|\\k|\(\?P=)/, 'a back-reference'],
  [/`\(\?>/, 'an atomic group'],
  [/nested repetition operator/, 'a possessive or doubled repetition'],
  [/`\(\?\(/, 'a conditional'],
  [/`\(\?(?:R|P>|&|[0-9])/, 'recursion'],
];

/** Why a pattern cannot be used, as a sentence for people; undefined when it can. */
export async function regexObstacle(pattern: string): Promise<string | undefined> {
  // Guardrails with regexes are rare, and a start-up waits for nobody.
  const { RE2JS } = await import('re2js');
  try {
    const size = RE2JS.compile(pattern).programSize();
    return size > LARGEST_REGEX_PROGRAM ? TOO_LARGE : undefined;
  } catch (error) {
    return explain(error instanceof Error ? error.message : '', pattern);
  }
}

const TOO_LARGE =
  'it is too large: its counted repetitions come to more than the engine takes. Use smaller counts.';

function explain(complaint: string, pattern: string): string {
  const known =
    lacking.find(([form]) => form.test(complaint))?.[1] ??
    // The engine names only how this one begins, as it names named groups that are wrong.
    (complaint.endsWith('`(?P`') && pattern.includes('(?P=') ? 'a back-reference' : undefined);
  if (known !== undefined) {
    return (
      `it uses ${known}, which an engine that takes linear time for every text cannot offer ` +
      '(guardrails in AWS refuse look-around as well). Write it with classes, repetitions, groups, alternatives, ' +
      'anchors and word boundaries.'
    );
  }
  if (/repeat count/.test(complaint)) return TOO_LARGE;
  const reason = complaint.replace(/^error parsing regexp: /, '');
  return `it is not a regular expression of the RE2 syntax${reason === '' ? '' : ` (${reason})`}.`;
}
