import type { JsonValue } from '@streambed/model';
import { dataTypeOf } from '../definition/index.ts';
import { authorFault } from '../ports/index.ts';
import { type ComparisonOperator, MalformedCondition, type Token, tokenize } from './condition-tokens.ts';

/**
 * Condition expressions, of Condition nodes and of loops. Source: expressions.md section 3. Grammar:
 *
 *     either     = both ("or" both)*
 *     both       = negation ("and" negation)*
 *     negation   = "not" negation | comparison
 *     comparison = operand (("==" | "!=" | "<" | "<=" | ">" | ">=") operand)?
 *     operand    = input | constant | "(" either ")"
 *
 * Decided here, as the sources leave it open: comparison binds closer than `not`, `not` than `and`, `and` than `or`;
 * only inputs and constants are compared, and comparisons do not chain; an input alone is a Boolean; nothing is
 * coerced; `and` and `or` stop at the first operand that decides.
 */
export type ConditionExpression =
  | Operand
  | {
      readonly kind: 'compare';
      readonly operator: ComparisonOperator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly ConditionExpression[] }
  | { readonly kind: 'not'; readonly operand: ConditionExpression };

export type Operand =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'constant'; readonly value: string | number | boolean };

export type ParsedConditionExpression =
  | { readonly ok: true; readonly expression: ConditionExpression }
  | { readonly ok: false; readonly cause: string };

/** Parentheses and `not` may nest this deep: far more than a person reads, far less than a call stack holds. */
const MAX_DEPTH = 50;

/**
 * Compiles the text of a condition expression.
 * A malformed one yields a cause for its author: where, what is wrong, and what to write instead.
 */
export function parseConditionExpression(text: string): ParsedConditionExpression {
  try {
    const expression = new Parser(tokenize(text)).parse();
    if (conditionReferences(expression).length === 0)
      throw new MalformedCondition('It names no input, so it never changes; compare at least one input.');
    return { ok: true, expression };
  } catch (error) {
    if (error instanceof MalformedCondition) return { ok: false, cause: error.message };
    throw error;
  }
}

/** The names of the inputs that an expression reads, each once, in order of appearance. */
export function conditionReferences(expression: ConditionExpression): string[] {
  const names = new Set<string>();
  collectReferences(expression, names);
  return [...names];
}

/** The text with every use of the input `from` naming `to`; one that cannot be read stays as it is. */
export function renameReference(text: string, from: string, to: string): string {
  try {
    return tokenize(text)
      .filter((token) => token.kind === 'input' && token.name === from)
      .reduceRight((renamed, { at }) => renamed.slice(0, at) + to + renamed.slice(at + from.length), text);
  } catch (error) {
    if (error instanceof MalformedCondition) return text;
    throw error;
  }
}

/**
 * Whether the condition holds for these inputs.
 * Throws FlowError (the author's fault) when operands have types that cannot be compared, or an input is absent.
 */
export function evaluateCondition(
  expression: ConditionExpression,
  inputs: ReadonlyMap<string, JsonValue>,
): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.operands.every((operand) => evaluateCondition(operand, inputs));
    case 'or':
      return expression.operands.some((operand) => evaluateCondition(operand, inputs));
    case 'not':
      return !evaluateCondition(expression.operand, inputs);
    case 'compare':
      return compare(expression.operator, expression.left, expression.right, inputs);
    default: {
      const value = operandValue(expression, inputs);
      if (typeof value === 'boolean') return value;
      throw authorFault(
        `The condition uses ${nameOf(expression)} as a Boolean, but it is ${withArticle(value)}; compare it with a value.`,
      );
    }
  }
}

function compare(
  operator: ComparisonOperator,
  left: Operand,
  right: Operand,
  inputs: ReadonlyMap<string, JsonValue>,
): boolean {
  const a = operandValue(left, inputs);
  const b = operandValue(right, inputs);
  if (operator === '==' || operator === '!=') {
    if (typeof a !== typeof b || typeof a === 'object')
      throw authorFault(
        `The condition compares ${nameOf(left)} (${dataTypeOf(a)}) with ${nameOf(right)} (${dataTypeOf(b)}); ${operator} needs two Strings, two Numbers or two Booleans.`,
      );
    return (a === b) === (operator === '==');
  }
  if (typeof a !== 'number' || typeof b !== 'number')
    throw authorFault(
      `The condition compares ${nameOf(left)} (${dataTypeOf(a)}) with ${nameOf(right)} (${dataTypeOf(b)}); ${operator} needs two Numbers.`,
    );
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

function operandValue(operand: Operand, inputs: ReadonlyMap<string, JsonValue>): JsonValue {
  if (operand.kind === 'constant') return operand.value;
  const value = inputs.get(operand.name);
  if (value === undefined)
    throw authorFault(
      `The condition names the input ${operand.name}, which has no value; declare and connect it.`,
    );
  return value;
}

const nameOf = (operand: Operand): string =>
  operand.kind === 'input' ? operand.name : JSON.stringify(operand.value);

function withArticle(value: JsonValue): string {
  const type = dataTypeOf(value);
  if (type === 'Null') return 'null';
  return type === 'Object' || type === 'Array' ? `an ${type}` : `a ${type}`;
}

function collectReferences(expression: ConditionExpression, names: Set<string>): void {
  switch (expression.kind) {
    case 'input':
      names.add(expression.name);
      break;
    case 'compare':
      collectReferences(expression.left, names);
      collectReferences(expression.right, names);
      break;
    case 'and':
    case 'or':
      for (const operand of expression.operands) collectReferences(operand, names);
      break;
    case 'not':
      collectReferences(expression.operand, names);
      break;
    default:
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): ConditionExpression {
    if (this.#peek().kind === 'end')
      throw new MalformedCondition('It is empty; write a comparison, such as x > 1.');
    const expression = this.#either();
    const rest = this.#peek();
    if (rest.kind !== 'end') throw unexpected(rest, 'Join two conditions with "and" or "or".');
    return expression;
  }

  #either(): ConditionExpression {
    return this.#joined('or', () => this.#both());
  }

  #both(): ConditionExpression {
    return this.#joined('and', () => this.#negation());
  }

  /** A list rather than a tree of pairs, so that a long chain is not deep. */
  #joined(kind: 'and' | 'or', parsePart: () => ConditionExpression): ConditionExpression {
    const first = parsePart();
    if (this.#peek().kind !== kind) return first;
    const operands = [asBoolean(first, kind)];
    while (this.#peek().kind === kind) {
      this.#next++;
      operands.push(asBoolean(parsePart(), kind));
    }
    return { kind, operands };
  }

  #negation(): ConditionExpression {
    if (this.#peek().kind !== 'not') return this.#comparison();
    return this.#nested(() => ({ kind: 'not', operand: asBoolean(this.#negation(), 'not') }));
  }

  #comparison(): ConditionExpression {
    const left = this.#operand();
    const token = this.#peek();
    if (token.kind !== 'comparison') return left;
    this.#next++;
    const right = this.#operand();
    const following = this.#peek();
    if (following.kind === 'comparison')
      throw unexpected(following, 'Comparisons do not chain; join two of them with "and".');
    return comparisonOf(token.operator, left, right);
  }

  #operand(): ConditionExpression {
    const token = this.#peek();
    switch (token.kind) {
      case 'input':
        this.#next++;
        return { kind: 'input', name: token.name };
      case 'constant':
        this.#next++;
        return { kind: 'constant', value: token.value };
      case '(':
        return this.#nested(() => {
          const inner = this.#either();
          const close = this.#peek();
          if (close.kind !== ')') throw unexpected(close, 'A "(" is not closed.');
          this.#next++;
          return inner;
        });
      default:
        throw unexpected(token, 'An input, a constant or "(" is expected here.');
    }
  }

  /** Takes the token that opens a deeper level, and counts the levels. */
  #nested(parsePart: () => ConditionExpression): ConditionExpression {
    if (++this.#depth > MAX_DEPTH)
      throw new MalformedCondition(`It nests more than ${MAX_DEPTH} levels deep; make it flatter.`);
    this.#next++;
    const part = parsePart();
    this.#depth--;
    return part;
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }
}

/** Refuses what can be seen to fail whenever it is evaluated: two constants, or a constant of a wrong type. */
function comparisonOf(
  operator: ComparisonOperator,
  left: ConditionExpression,
  right: ConditionExpression,
): ConditionExpression {
  if (!isOperand(left) || !isOperand(right))
    throw new MalformedCondition(`${operator} compares inputs and constants, not the results of conditions.`);
  const constants = [left, right].filter((operand) => operand.kind === 'constant');
  const isOrder = operator !== '==' && operator !== '!=';
  for (const { value } of constants)
    if (isOrder && typeof value !== 'number')
      throw new MalformedCondition(
        `${operator} compares Numbers, but ${JSON.stringify(value)} is ${withArticle(value)}.`,
      );
  const [a, b] = constants;
  if (a && b && typeof a.value !== typeof b.value)
    throw new MalformedCondition(
      `${operator} compares values of one type, but ${JSON.stringify(a.value)} is ${withArticle(a.value)} and ${JSON.stringify(b.value)} is ${withArticle(b.value)}.`,
    );
  return { kind: 'compare', operator, left, right };
}

const isOperand = (expression: ConditionExpression): expression is Operand =>
  expression.kind === 'input' || expression.kind === 'constant';

/** Refuses a constant that is no Boolean where a Boolean is needed. */
function asBoolean(expression: ConditionExpression, operator: string): ConditionExpression {
  if (expression.kind === 'constant' && typeof expression.value !== 'boolean')
    throw new MalformedCondition(
      `"${operator}" joins conditions, but ${JSON.stringify(expression.value)} is ${withArticle(expression.value)}; compare an input with it.`,
    );
  return expression;
}

function unexpected(token: Token, hint: string): MalformedCondition {
  if (token.kind === 'end') return new MalformedCondition(`It ends too early. ${hint}`);
  const shown = token.kind === 'comparison' ? token.operator : token.kind;
  const word = token.kind === 'input' ? `"${token.name.slice(0, 40)}"` : `"${shown}"`;
  const isShouted = token.kind === 'input' && /^(?:and|or|not|true|false)$/i.test(token.name);
  return new MalformedCondition(
    `At character ${token.at + 1}, ${token.kind === 'constant' ? 'a constant' : word} is unexpected. ${
      isShouted ? `Write "${token.name.toLowerCase()}" in lower case.` : hint
    }`,
  );
}
