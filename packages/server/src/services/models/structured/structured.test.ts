import { FlowError } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AnswerCheck, answerCheck } from './check-answer.ts';
import { createFenceStripper, withoutCodeFence } from './code-fence.ts';
import { readSchema } from './read-schema.ts';

const checkOf = (schema: JsonValue): AnswerCheck => answerCheck(readSchema(JSON.stringify(schema)));

const mistakeIn = (schema: string): string => {
  try {
    answerCheck(readSchema(schema))('1');
  } catch (error) {
    if (error instanceof FlowError) {
      expect(error.fault).toMatchObject({ kind: 'validation', blame: 'author' });
      return error.message;
    }
    throw error;
  }
  return '';
};

describe('a schema', () => {
  test.each<[schema: JsonValue, mistake: string]>([
    [[], '# must be a schema: an object, true or false'],
    ['object', '# must be a schema'],
    [{ type: 'text' }, '#/type must be one of'],
    [{ type: [] }, '#/type must be one of'],
    [{ properties: [] }, '#/properties must be schemas by name'],
    [{ properties: { a: 1 } }, '#/properties/a must be a schema'],
    [{ required: 'a' }, '#/required must be a list of names'],
    [{ enum: 'a' }, '#/enum must be a list'],
    [{ anyOf: {} }, '#/anyOf must be a list of schemas'],
    [{ minLength: -1 }, '#/minLength must be a whole number from 0'],
    [{ minimum: '1' }, '#/minimum must be a number'],
    [{ multipleOf: 0 }, '#/multipleOf must be a number above 0'],
    [{ uniqueItems: 1 }, '#/uniqueItems must be true or false'],
    [{ pattern: '(a+)+$' }, '#/pattern is not supported, since patterns of authors are not run here'],
    [{ properties: { a: { pattern: '.' } } }, '#/properties/a/pattern is not supported'],
    [{ patternProperties: { a: {} } }, '#/patternProperties is not supported'],
    [{ $ref: 'https://example.com/schema' }, '#/$ref must lead to a place in the schema itself'],
    [{ $ref: 'other.json#/a' }, '#/$ref must lead to a place in the schema itself'],
    [{ $ref: 1 }, '#/$ref must lead'],
    [{ $ref: '#/$defs/a' }, 'the $ref #/$defs/a leads to no schema in it'],
    [{ $ref: '#/$defs', $defs: {} }, 'the $ref #/$defs leads to no schema in it'],
    [{ properties: { a: { $ref: '#/enum/0' } }, enum: [{}] }, 'leads to no schema in it'],
    [{ $dynamicRef: '#a' }, '#/$dynamicRef is not supported'],
    [{ dependencies: { a: ['b'] } }, '#/dependencies is not supported'],
    [{ $ref: '#' }, 'references ($ref) lead to themselves'],
    [{ allOf: [{ $ref: '#/$defs/a' }], $defs: { a: { anyOf: [{ $ref: '#' }] } } }, 'lead to themselves'],
  ])('%j: %s', (schema, mistake) => {
    expect(mistakeIn(JSON.stringify(schema))).toContain(mistake);
  });

  test.each(['', '{', '{"type":"object"', 'undefined'])('%j is no JSON', (schema) => {
    expect(mistakeIn(schema)).toContain('is no JSON');
  });

  test('that is too deep or too long is refused', () => {
    let deep: JsonValue = {};
    for (let i = 0; i < 100; i++) deep = { not: deep };
    expect(mistakeIn(JSON.stringify(deep))).toContain('levels deep');
    expect(mistakeIn(JSON.stringify({ title: 'x'.repeat(100_000) }))).toContain('longer than');
  });

  test('that fans out is stopped, not followed to its end', () => {
    const levels = Array.from({ length: 40 }, (_, i) => [
      `a${i}`,
      { allOf: [{ $ref: `#/$defs/a${i + 1}` }, { $ref: `#/$defs/a${i + 1}` }] },
    ]);
    const schema = { $ref: '#/$defs/a0', $defs: { ...Object.fromEntries(levels), a40: {} } };
    expect(mistakeIn(JSON.stringify(schema))).toContain('fan out too far');
  });

  test('may name members like keywords, and like members of objects', () => {
    const names = ['pattern', 'patternProperties', '$ref', 'format', '__proto__', 'constructor', 'toString'];
    const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
    const check = checkOf({ type: 'object', properties, required: names, additionalProperties: false });
    expect(check(JSON.stringify(Object.fromEntries(names.map((name) => [name, 'x']))))).toBeUndefined();
    expect(check('{}')).toContain('$: ');
  });
});

describe('an answer', () => {
  const order = {
    type: 'object',
    required: ['lines'],
    additionalProperties: false,
    properties: {
      lines: {
        type: 'array',
        minItems: 1,
        items: {
          type: 'object',
          properties: { article: { type: 'string' }, 'unit-price': { type: 'number', minimum: 0 } },
        },
      },
      status: { enum: ['open', 'done'] },
    },
  };

  test.each<[schema: JsonValue, text: string, problem: string | undefined]>([
    [order, '{"lines":[{"article":"willow","unit-price":1}]}', undefined],
    [order, ' \n{"lines":[{}]}\n', undefined],
    [order, '', 'is empty'],
    [order, '{"lines":', 'is no JSON'],
    [order, 'Here it is: {"lines":[{}]}', 'is no JSON'],
    [order, '{}', 'is wrong at $: '],
    [order, '{"lines":[]}', 'is wrong at $.lines: '],
    [order, '{"lines":[{},{"unit-price":"1"}]}', 'is wrong at $.lines[1]["unit-price"]: '],
    [order, '{"lines":[{}],"status":"lost"}', 'is wrong at $.status: '],
    [order, '{"lines":[{}],"more":1}', 'is wrong at $.more: '],
    [{ type: 'integer' }, '1.5', 'is wrong at $: Instance type "number" is invalid. Expected "integer".'],
    [{ type: ['string', 'null'] }, 'null', undefined],
    [
      { anyOf: [{ type: 'string' }, { type: 'number' }] },
      'true',
      'is wrong at $: Instance does not match any',
    ],
    [true, '"anything"', undefined],
    [false, '1', 'is wrong at $: '],
    [{ format: 'date', type: 'string' }, '"no date"', undefined],
    [
      {
        $ref: '#/$defs/tree',
        $defs: { tree: { type: 'object', properties: { left: { $ref: '#/$defs/tree' } } } },
      },
      '{"left":{"left":1}}',
      'is wrong at $.left.left: ',
    ],
    [
      { type: 'array', uniqueItems: true },
      JSON.stringify(Array.from({ length: 1_001 }, (_, i) => i)),
      'more than 1000 items',
    ],
    [{}, `"${'x'.repeat(1_000_000)}"`, 'is longer than 1000000 characters'],
  ])('%j of %j: %s', (schema, text, problem) => {
    const found = checkOf(schema)(text);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });

  test('is checked with one schema as often as there are answers', () => {
    const check = checkOf({ type: 'array', items: { type: 'integer' } });
    const long = JSON.stringify(Array.from({ length: 100_000 }, () => 1));
    for (let i = 0; i < 8; i++) expect(check(long)).toBeUndefined();
  });

  const times = <Item>(count: number, item: (index: number) => Item): Item[] =>
    Array.from({ length: count }, (_, index) => item(index));

  // Minutes, or gigabytes of findings, if they were followed to their end.
  test.each<[string, JsonValue, JsonValue]>([
    [
      'items that none of a long enum is',
      { contains: { enum: times(5_000, (i) => `v${i}`) } },
      times(100_000, () => 'z'),
    ],
    [
      'items compared with a long enum of objects',
      { items: { enum: times(4_000, (a) => ({ a })) } },
      times(60_000, () => ({ a: 3_999 })),
    ],
    [
      'items looked through for many properties',
      { items: { properties: Object.fromEntries(times(3_000, (i) => [`p${i}`, true])) } },
      times(60_000, () => ({})),
    ],
    [
      'a long text counted again and again',
      { items: { allOf: times(1_000, () => ({ minLength: 1 })) } },
      ['x'.repeat(900_000)],
    ],
    [
      'a list compared with many others',
      { items: { enum: [...times(1_000, (i) => times(10, () => i)), 'z'] } },
      times(60_000, () => 'z'),
    ],
  ])('with %s is stopped', (_, schema, answer) => {
    const check = checkOf(schema);
    expect(() => check(JSON.stringify(answer))).toThrow('cannot be checked in reasonable time');
  });

  test('with many lists of unique items is not compared', () => {
    const check = checkOf({ items: { uniqueItems: true } });
    expect(check(JSON.stringify(times(200, () => times(1_000, (i) => i))))).toContain(
      'uniqueItems cannot check',
    );
    expect(check(JSON.stringify(times(200, () => times(50, (i) => i))))).toBeUndefined();
  });

  test('of a usual size is checked whatever the schema has', () => {
    const row = {
      type: 'object',
      properties: {
        ...Object.fromEntries(times(40, (i) => [`column ${i}`, { type: 'string', maxLength: 200 }])),
        country: { enum: times(250, (i) => `country ${i}`) },
      },
      required: times(40, (i) => `column ${i}`),
    };
    const answer = times(200, (i) => ({
      ...Object.fromEntries(times(40, (at) => [`column ${at}`, 'some text of a usual length'])),
      country: `country ${i}`,
    }));
    expect(checkOf({ items: row })(JSON.stringify(answer))).toBeUndefined();
  });

  test('that is nested without end is told so, whatever the schema', () => {
    const tree = checkOf({ type: 'array', items: { $ref: '#' } });
    expect(tree('[[[]]]')).toBeUndefined();
    expect(tree(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).toMatch(/nested too deep|no JSON/u);
  });

  test('whatever it is, the check answers', () => {
    const check = checkOf(order);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const problem = check(text);
        expect(problem === undefined || problem.length > 0).toBe(true);
      }),
    );
  });
});

describe('a code fence', () => {
  test.each<[string, string]>([
    ['```json\n{"a":1}\n```', '{"a":1}'],
    ['```\n[1]\n```\n', '[1]'],
    ['  \n```JSON  \r\n{"a":"```"}\r\n```  ', '{"a":"```"}'],
    ['```json\n{"a":1}', '{"a":1}'],
    ['```json\n{"a":1}\n``` and more', '{"a":1}\n``` and more'],
    ['{"a":1}', '{"a":1}'],
    ['`{"a":1}`', '`{"a":1}`'],
    ['``` {"a":1} ```', '``` {"a":1} ```'],
    ['```', '```'],
    ['', ''],
    [' \n ', ' \n '],
  ])('%j becomes %j', (text, bare) => {
    expect(withoutCodeFence(text)).toBe(bare);
  });

  test('comes off the same whichever pieces the text arrives in', () => {
    const part = fc.oneof(
      fc.constantFrom('```', '```json\n', '\n', '`', ' ', '{"a":1}', '\n```'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(fc.array(part, { maxLength: 4 }), { maxLength: 6 }), (pieces) => {
        const texts = pieces.map((words) => words.join(''));
        const stripper = createFenceStripper();
        const streamed = texts.map((text) => stripper.push(text)).join('') + stripper.end();
        expect(streamed).toBe(withoutCodeFence(texts.join('')));
      }),
      { numRuns: 1_000 },
    );
  });

  test('text inside is handed on as it comes', () => {
    const stripper = createFenceStripper();
    expect(stripper.push('```json\n{"a"')).toBe('{"a"');
    expect(stripper.push(':1')).toBe(':1');
    expect(stripper.push('}\n``')).toBe('}');
    expect(stripper.push('`\n')).toBe('');
    expect(stripper.end()).toBe('');
  });

  test('blanks without end are not held back', () => {
    const stripper = createFenceStripper();
    stripper.push('```json\n{');
    let out = 0;
    for (let i = 0; i < 10_000; i++) out += stripper.push(' ').length;
    expect(out).toBeGreaterThan(9_000);
  });
});
