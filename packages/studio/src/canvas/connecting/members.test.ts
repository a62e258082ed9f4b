import { evaluateInputExpression, parseInputExpression } from '@streambed/flow/expressions';
import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Member, memberOf } from './members.ts';

const every = (member: Member): Member[] => [member, ...member.members.flatMap(every)];

test('a value is a tree of members with their types and samples', () => {
  const root = memberOf({ user: { 'first name': 'Ada', tags: ['new', 'vip'] }, ok: true, n: 1, no: null });
  expect(every(root).map(({ expression, type, sample }) => [expression, type, sample])).toEqual([
    ['$.data', 'Object', '{user, ok, n, no}'],
    ['$.data.user', 'Object', '{first name, tags}'],
    ['$.data.user["first name"]', 'String', '"Ada"'],
    ['$.data.user.tags', 'Array', '[2]'],
    ['$.data.user.tags[0]', 'String', '"new"'],
    ['$.data.user.tags[1]', 'String', '"vip"'],
    ['$.data.ok', 'Boolean', 'true'],
    ['$.data.n', 'Number', '1'],
    ['$.data.no', undefined, 'null'],
  ]);
});

test('long lists say how many more there are', () => {
  const root = memberOf(Array.from({ length: 23 }, (_, index) => index));
  expect(root.members).toHaveLength(5);
  expect(root.more).toBe(18);
});

const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** The values inside a value, in the order in which `memberOf` lists them. */
const everyValue = (value: JsonValue): JsonValue[] => [
  value,
  ...(typeof value === 'object' && value !== null ? Object.values(value).flatMap(everyValue) : []),
];

test('each expression leads to its member, whatever members are called', () => {
  fc.assert(
    fc.property(json, (value) => {
      const members = every(memberOf(value));
      const values = everyValue(value);
      expect(members).toHaveLength(values.length);
      for (const [index, { expression }] of members.entries()) {
        const parsed = parseInputExpression(expression);
        if (!parsed.ok) throw new Error(`${expression}: ${parsed.cause}`);
        expect(evaluateInputExpression(parsed.expression, value)).toEqual(values[index]);
      }
    }),
  );
});
