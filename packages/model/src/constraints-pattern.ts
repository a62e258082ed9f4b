/**
 * The published patterns, made into tests of whole strings. The service matches a pattern against the whole value, but
 * patterns are published with no anchors, with some (`^(a)|(b)$` binds them to one alternative each), or with a
 * leading `$|^…`, which means "empty, or …". So outer anchors are dropped from each alternative, and the whole is
 * anchored once.
 */

/** Unbounded strings longer than this (UTF-16 units) match no pattern; no name or ARN comes near. */
export const MAX_PATTERN_INPUT = 2048;

const compiled = new Map<string, (text: string) => boolean>();

/**
 * A test of whole strings for a published pattern, compiled once. Strings longer than `maxLength` UTF-16 units fail
 * without being tried, so that no pattern meets a string it could take long over.
 */
export function patternTest(pattern: string, maxLength: number): (text: string) => boolean {
  const key = `${maxLength} ${pattern}`;
  let test = compiled.get(key);
  if (!test) {
    test = compile(pattern, maxLength);
    compiled.set(key, test);
  }
  return test;
}

function compile(pattern: string, maxLength: number): (text: string) => boolean {
  const alternatives = topLevelAlternatives(pattern).map(withoutOuterAnchors);
  // These say only "not empty" and "anything", of texts that may be long.
  if (alternatives.length === 1 && alternatives[0] === '[\\s\\S]+') return (text) => text.length > 0;
  if (alternatives.length === 1 && alternatives[0] === '[\\s\\S]*') return () => true;
  const whole = new RegExp(`^(?:${alternatives.join('|')})$`);
  return (text) => text.length <= maxLength && whole.test(text);
}

/** Splits at each `|` that stands outside groups and classes. */
function topLevelAlternatives(pattern: string): string[] {
  const alternatives: string[] = [];
  let depth = 0;
  let inClass = false;
  let start = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at++;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === '|' && depth === 0) {
      alternatives.push(pattern.slice(start, at));
      start = at + 1;
    }
  }
  alternatives.push(pattern.slice(start));
  return alternatives;
}

function withoutOuterAnchors(alternative: string): string {
  const body = alternative.startsWith('^') ? alternative.slice(1) : alternative;
  return /(?:^|[^\\])(?:\\\\)*\$$/.test(body) ? body.slice(0, -1) : body;
}
