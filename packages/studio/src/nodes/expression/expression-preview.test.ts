import { parseInputExpression } from '@streambed/flow/expressions';
import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memberPath, membersAt, previewExpression, siblingPath, valueAt } from './expression-preview.ts';

const value: JsonValue = {
  user: { name: 'Ana', 'home town': 'Lyon', age: 41 },
  docs: [{ title: 'One' }, { title: 'Two' }],
  text: 'Hello',
  none: null,
};

describe('a preview', () => {
  test.each([
    ['$.data.text', 'String', { kind: 'value', value: 'Hello', type: 'String' }],
    ['$.data.docs[1].title', 'String', { kind: 'value', value: 'Two' }],
    ['$.data.docs[*].title', 'Array', { kind: 'value', value: ['One', 'Two'] }],
    ['$.data.docs[0:1]', 'Array', { kind: 'value', value: [{ title: 'One' }] }],
    [
      '$.data.user',
      'String',
      {
        kind: 'mismatch',
        type: 'Object',
        fixes: [
          { label: '.name', expression: '$.data.user.name' },
          { label: "['home town']", expression: "$.data.user['home town']" },
        ],
      },
    ],
    ['$.data.docs', 'Object', { kind: 'mismatch', fixes: [{ expression: '$.data.docs[0]' }] }],
    ['$.data.user.name', 'Number', { kind: 'mismatch', fixes: [{ expression: '$.data.user.age' }] }],
    ['$.data.none', 'String', { kind: 'mismatch', type: 'Null' }],
    ['$.data.texts', 'String', { kind: 'nowhere', fixes: [{ expression: '$.data.text' }, {}, {}] }],
    ['$.data..text', 'String', { kind: 'malformed', at: 6 }],
    ['$.data.', 'String', { kind: 'malformed', at: 6 }],
    ['data', 'String', { kind: 'malformed', at: 0 }],
  ] as const)('of %j for %s', (expression, wants, expected) => {
    expect(previewExpression(expression, { value }, wants)).toMatchObject(expected);
  });

  test.each([
    ['$.data', 'String', 'String', { kind: 'promised', type: 'String' }],
    ['$.data', 'Object', 'String', { kind: 'mismatch', type: 'Object' }],
    ['$.data.name', 'Object', 'String', { kind: 'promised', type: undefined }],
    ['$.data.name', 'String', 'String', { kind: 'nowhere', fixes: [{ expression: '$.data' }] }],
    ['$.data[*]', 'Array', 'String', { kind: 'mismatch', type: 'Array' }],
    ['$.data', undefined, 'String', { kind: 'promised', type: undefined }],
  ] as const)(
    'of %j without a value, where %s is promised, for %s',
    (expression, declared, wants, expected) => {
      const delivered = declared === undefined ? {} : { declared };
      expect(previewExpression(expression, delivered, wants)).toMatchObject(expected);
    },
  );

  test('only offers what then fits', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.constantFrom('String', 'Number', 'Boolean', 'Object', 'Array'),
        (given, wants) => {
          const preview = previewExpression('$.data', { value: given as JsonValue }, wants as 'String');
          if (preview.kind !== 'mismatch') return;
          for (const { expression } of preview.fixes)
            expect(previewExpression(expression, { value: given as JsonValue }, wants as 'String').kind).toBe(
              'value',
            );
        },
      ),
    );
  });
});

test('a path of any member parses and leads to it', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (name, held) => {
      const path = memberPath('$.data', name);
      expect(parseInputExpression(path).ok).toBe(true);
      expect(valueAt({ [name]: held }, path)).toBe(held);
    }),
  );
});

test('members are listed with type and sample', () => {
  expect(membersAt(value, '$.data.user')).toEqual([
    { name: 'name', type: 'String', sample: '"Ana"' },
    { name: 'home town', type: 'String', sample: '"Lyon"' },
    { name: 'age', type: 'Number', sample: '41' },
  ]);
  expect(membersAt(value, '$.data.docs').map(({ name }) => name)).toEqual([0, 1]);
  expect(membersAt(undefined, '$.data')).toEqual([]);
});

test.each([
  ['$.data.user.name', 1, "$.data.user['home town']"],
  ['$.data.user.name', -1, '$.data.user.age'],
  ['$.data.docs[1]', 1, '$.data.docs[0]'],
  ['$.data', 1, '$.data.user'],
  ['$.data', -1, '$.data.none'],
] as const)('beside %j by %i lies %j', (path, by, next) => expect(siblingPath(path, value, by)).toBe(next));
