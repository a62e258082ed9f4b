/** The words of a condition expression (expressions.md section 3). Positions count UTF-16 units from 0. */
export type Token =
  | { readonly kind: 'input'; readonly name: string; readonly at: number }
  | { readonly kind: 'constant'; readonly value: string | number | boolean; readonly at: number }
  | { readonly kind: 'comparison'; readonly operator: ComparisonOperator; readonly at: number }
  | { readonly kind: 'and' | 'or' | 'not' | '(' | ')' | 'end'; readonly at: number };

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** A text that is no condition: the message is the cause to show to its author. */
export class MalformedCondition extends Error {
  override readonly name = 'MalformedCondition';
}

const BLANKS = /\s*/y;
const NUMBER = /-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /[A-Za-z][A-Za-z0-9_]*/y;
const COMPARISON = /[=!<>]=|[<>]/y;

/** What authors write by habit from other languages, and what to write here. */
const HABITS: readonly (readonly [RegExp, string])[] = [
  [/&&?/y, 'write "and" instead of "&&".'],
  [/\|\|?/y, 'write "or" instead of "||".'],
  [/!/y, 'write "not" instead of "!".'],
  [/=/y, 'write "==" instead of "=".'],
  [/'/y, "strings stand in double quotes, not in single ones (')."],
  [/\$/y, 'name an input of the node by its name alone, without "$.data".'],
  [/[.+]/y, 'numbers are written like 1, -1 or 0.5.'],
];

/** Cuts a condition expression into tokens; the last one is `end`. Throws MalformedCondition. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = endOf(BLANKS, text, 0);
  while (at < text.length) {
    const [token, end] = tokenAt(text, at);
    tokens.push(token);
    at = endOf(BLANKS, text, end);
  }
  tokens.push({ kind: 'end', at });
  return tokens;
}

function tokenAt(text: string, at: number): [Token, number] {
  const first = text[at]!;
  if (first === '(' || first === ')') return [{ kind: first, at }, at + 1];
  if (first === '"') return stringAt(text, at);
  const word = match(WORD, text, at);
  if (word !== undefined) return [wordToken(word, at), at + word.length];
  const number = match(NUMBER, text, at);
  if (number !== undefined) return [numberToken(number, text, at), at + number.length];
  const operator = match(COMPARISON, text, at);
  if (operator !== undefined)
    return [{ kind: 'comparison', operator: operator as ComparisonOperator, at }, at + operator.length];
  for (const [habit, hint] of HABITS)
    if (match(habit, text, at) !== undefined) throw new MalformedCondition(`At character ${at + 1}: ${hint}`);
  throw new MalformedCondition(
    `At character ${at + 1}: "${String.fromCodePoint(text.codePointAt(at)!)}" means nothing in a condition.`,
  );
}

function wordToken(word: string, at: number): Token {
  if (word === 'and' || word === 'or' || word === 'not') return { kind: word, at };
  if (word === 'true' || word === 'false') return { kind: 'constant', value: word === 'true', at };
  return { kind: 'input', name: word, at };
}

function numberToken(digits: string, text: string, at: number): Token {
  const next = text[at + digits.length];
  const value = Number(digits);
  if (!Number.isFinite(value))
    throw new MalformedCondition(`At character ${at + 1}: the number is too large to be represented.`);
  if (next !== undefined && /[A-Za-z0-9_.]/.test(next))
    throw new MalformedCondition(
      `At character ${at + 1}: "${digits.slice(0, 40)}${next}" is no number; names of inputs begin with a letter.`,
    );
  // Zero has no sign in JSON, and the expression must survive JSON.
  return { kind: 'constant', value: value === 0 ? 0 : value, at };
}

/** A string constant: `\"` and `\\` are the two escapes; any other backslash is itself. */
function stringAt(text: string, at: number): [Token, number] {
  let value = '';
  for (let end = at + 1; end < text.length; end++) {
    const character = text[end]!;
    if (character === '"') return [{ kind: 'constant', value, at }, end + 1];
    const next = text[end + 1];
    if (character === '\\' && (next === '"' || next === '\\')) {
      value += next;
      end++;
    } else value += character;
  }
  throw new MalformedCondition(`At character ${at + 1}: the string is not closed; add the missing ".`);
}

/** What a sticky pattern matches at a position. */
function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

const endOf = (pattern: RegExp, text: string, at: number): number =>
  at + (match(pattern, text, at)?.length ?? 0);
