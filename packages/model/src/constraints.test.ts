import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkConstraints, constraintMessage, MAX_DEPTH } from './constraints.ts';
import { MAX_PATTERN_INPUT, patternTest } from './constraints-pattern.ts';
import { bedrockAgent, bedrockAgentRuntime } from './index.ts';
import type { ServiceModel, Shape } from './service-model.ts';

/** A model with these shapes only. */
const modelOf = (shapes: Record<string, Shape>): ServiceModel => ({
  service: 'test',
  apiVersion: '1',
  signingName: 'test',
  operations: [],
  shapes,
});

const rulesOf = (shape: Shape, value: unknown, others: Record<string, Shape> = {}) =>
  checkConstraints(modelOf({ ...others, Checked: shape }), 'Checked', value).map(({ path, rule }) =>
    path === '' ? rule : `${path}: ${rule}`,
  );

const text: Shape = { type: 'string' };

describe('single values', () => {
  test.each<[string, Shape, unknown, string | undefined]>([
    ['a string', text, 'x', undefined],
    ['no string', text, 5, 'Member must be a string'],
    ['null', text, null, 'Member must not be null'],
    ['at the minimum', { type: 'string', min: 2 }, 'ab', undefined],
    ['too short', { type: 'string', min: 2 }, 'a', 'Member must have length greater than or equal to 2'],
    [
      'an emoji is one code point',
      { type: 'string', min: 2 },
      '😀',
      'Member must have length greater than or equal to 2',
    ],
    ['at the maximum', { type: 'string', max: 2 }, '😀😀', undefined],
    ['too long', { type: 'string', max: 2 }, '😀😀😀', 'Member must have length less than or equal to 2'],
    [
      'much too long',
      { type: 'string', max: 2 },
      'x'.repeat(1e6),
      'Member must have length less than or equal to 2',
    ],
    ['in the enum', { type: 'string', enum: ['a', 'b'] }, 'b', undefined],
    [
      'not in the enum',
      { type: 'string', enum: ['a', 'b'] },
      'A',
      'Member must satisfy enum value set: [a, b]',
    ],
    ['fits the pattern', { type: 'string', pattern: '[a-z]+' }, 'abc', undefined],
    [
      'contains the pattern',
      { type: 'string', pattern: '[a-z]+' },
      'abc1',
      'Member must satisfy regular expression pattern: [a-z]+',
    ],
    ['a whole number', { type: 'integer', min: 1, max: 3 }, 3, undefined],
    ['below', { type: 'integer', min: 1 }, 0, 'Member must have value greater than or equal to 1'],
    ['above', { type: 'integer', max: 3 }, 4, 'Member must have value less than or equal to 3'],
    ['a fraction', { type: 'integer' }, 1.5, 'Member must be a whole number'],
    ['digits as text', { type: 'long' }, '1', 'Member must be a whole number'],
    ['not a number', { type: 'float' }, Number.NaN, 'Member must be a number'],
    ['infinite', { type: 'double' }, Number.POSITIVE_INFINITY, 'Member must be a number'],
    ['a fraction where one may be', { type: 'float', max: 1 }, 0.5, undefined],
    ['true', { type: 'boolean' }, true, undefined],
    ['the text true', { type: 'boolean' }, 'true', 'Member must be true or false'],
    ['a time as text', { type: 'timestamp' }, '2025-01-31T12:00:00Z', undefined],
    ['a time as seconds', { type: 'timestamp' }, 1738324800.5, undefined],
    ['a time as date', { type: 'timestamp' }, new Date(0), undefined],
    [
      'a number as text is no time',
      { type: 'timestamp' },
      '1',
      'Member must be a timestamp, such as 2025-01-31T12:00:00Z',
    ],
    [
      'a day that does not exist',
      { type: 'timestamp' },
      '2025-13-01T00:00:00Z',
      'Member must be a timestamp, such as 2025-01-31T12:00:00Z',
    ],
    ['no time', { type: 'timestamp' }, 'soon', 'Member must be a timestamp, such as 2025-01-31T12:00:00Z'],
    ['bytes', { type: 'blob', max: 2 }, new Uint8Array(2), undefined],
    ['bytes as text', { type: 'blob', max: 2 }, 'AAA=', undefined],
    ['too many bytes', { type: 'blob', max: 2 }, 'AAAA', 'Member must have length less than or equal to 2'],
    ['too few bytes', { type: 'blob', min: 1 }, '', 'Member must have length greater than or equal to 1'],
    ['no bytes', { type: 'blob' }, 'AAA', 'Member must be base64 encoded bytes'],
    ['any document', { type: 'structure', document: true, members: {} }, [1, { a: null }], undefined],
  ])('%s', (_title, shape, value, rule) => {
    expect(rulesOf(shape, value)).toEqual(rule === undefined ? [] : [rule]);
  });
});

describe('compound values', () => {
  const list: Shape = { type: 'list', member: 'Text', min: 1, max: 3 };
  const map: Shape = { type: 'map', key: 'Key', value: 'Text', min: 1, max: 2 };
  const structure: Shape = {
    type: 'structure',
    members: { a: { shape: 'Text' }, b: { shape: 'Text' } },
    required: ['a'],
  };
  const union: Shape = {
    type: 'structure',
    union: true,
    members: { a: { shape: 'Text' }, b: { shape: 'Text' } },
  };
  const documentOrText: Shape = {
    type: 'structure',
    union: true,
    members: { document: { shape: 'Document' }, a: { shape: 'Text' } },
  };
  const others: Record<string, Shape> = {
    Text: text,
    Key: { type: 'string', max: 3 },
    Document: { type: 'structure', document: true, members: {} },
  };

  test.each<[string, Shape, unknown, string[]]>([
    ['a list', list, ['a', 'b'], []],
    ['no list', list, { 0: 'a' }, ['Member must be a list']],
    ['an empty list', list, [], ['Member must have length greater than or equal to 1']],
    [
      'a long list is not looked into',
      list,
      [1, 2, 3, 4],
      ['Member must have length less than or equal to 3'],
    ],
    ['wrong members', list, ['a', 1, null], ['[1]: Member must be a string', '[2]: Member must not be null']],
    ['a map', map, { x: 'a' }, []],
    ['no map', map, ['a'], ['Member must be a map']],
    ['an empty map', map, {}, ['Member must have length greater than or equal to 1']],
    ['a large map', map, { a: '', b: '', c: '' }, ['Member must have length less than or equal to 2']],
    ['a long key', map, { long: 'a' }, ['long: Member must have length less than or equal to 3']],
    ['a null value', map, { x: null }, ['x: Member must not be null']],
    [
      'a key __proto__',
      map,
      JSON.parse('{"__proto__": 1}'),
      ['__proto__: Member must have length less than or equal to 3', '__proto__: Member must be a string'],
    ],
    ['a structure', structure, { a: '' }, []],
    ['no structure', structure, 'a', ['Member must be a structure']],
    ['a list for a structure', structure, [], ['Member must be a structure']],
    ['unknown members are ignored', structure, { a: '', c: 5 }, []],
    ['a required member lacks', structure, {}, ['a: Member must not be null']],
    ['a required member is null', structure, { a: null }, ['a: Member must not be null']],
    ['an optional member is null', structure, { a: '', b: null }, []],
    ['inherited members do not count', structure, Object.create({ a: '' }), ['a: Member must not be null']],
    ['both wrong', structure, { a: 1, b: 2 }, ['a: Member must be a string', 'b: Member must be a string']],
    ['one member of a union', union, { b: '' }, []],
    ['none', union, {}, ['Member must have exactly one of these members set: [a, b]']],
    ['only an unknown one', union, { c: '' }, ['Member must have exactly one of these members set: [a, b]']],
    ['two', union, { a: '', b: '' }, ['Member must have exactly one of these members set: [a, b]']],
    ['one and a null', union, { a: '', b: null }, []],
    ['a document that is null', documentOrText, { document: null }, []],
    [
      'a document that is null, and another member',
      documentOrText,
      { document: null, a: '' },
      ['Member must have exactly one of these members set: [document, a]'],
    ],
  ])('%s', (_title, shape, value, rules) => {
    expect(rulesOf(shape, value, others)).toEqual(rules);
  });

  test('at most 20 violations, or as many as asked for', () => {
    const long: Shape = { type: 'list', member: 'Text' };
    const values = Array.from({ length: 1_000_000 }, () => 1);
    expect(rulesOf(long, values, others)).toHaveLength(20);
    expect(checkConstraints(modelOf({ ...others, Long: long }), 'Long', values, { limit: 3 })).toHaveLength(
      3,
    );
  });

  test('nesting is bounded', () => {
    const nested: Shape = { type: 'structure', members: { inner: { shape: 'Checked' } } };
    let value: unknown = {};
    for (let depth = 0; depth < 100_000; depth++) value = { inner: value };
    const rules = rulesOf(nested, value);
    expect(rules).toHaveLength(1);
    expect(rules[0]).toMatch(new RegExp(`Member must not be nested deeper than ${MAX_DEPTH} levels$`));
  });
});

describe('patterns are matched against the whole string', () => {
  test.each<[string, string[], string[]]>([
    ['[a-z]{2}', ['ab'], ['', 'a', 'abc', 'ab\n']],
    ['^[a-z]{2}$', ['ab'], ['abc', 'xab']],
    ['^(ab)|(cd)$', ['ab', 'cd'], ['abx', 'xcd', 'abcd']],
    ['$|^ab', ['', 'ab'], ['abx', 'x']],
    ['$|^(a|b)|c', ['', 'a', 'b', 'c'], ['ac', 'd']],
    ['(^a$)', ['a'], ['aa']],
    ['a\\$', ['a$'], ['a', 'a\\']],
    ['a\\\\$', ['a\\'], ['a\\x', 'a$']],
    ['[|$]', ['|', '$'], ['', '||']],
    ['(a|b)', ['a', 'b'], ['ab', '']],
    ['[\\s\\S]+', ['x', ' \n', 'y'.repeat(1e6)], ['']],
    ['[\\s\\S]*', ['', 'y'.repeat(1e6)], []],
  ])('%s', (pattern, matching, others) => {
    const matches = patternTest(pattern, MAX_PATTERN_INPUT);
    for (const value of matching) expect(matches(value), value).toBe(true);
    for (const value of others) expect(matches(value), value).toBe(false);
  });

  test.each<[ServiceModel, string, string, boolean]>([
    [bedrockAgent, 'FlowPromptArn', '', true],
    [bedrockAgent, 'FlowPromptArn', 'arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ:1', true],
    [bedrockAgent, 'FlowPromptArn', 'ABCDEFGHIJ', false],
    [bedrockAgent, 'FlowPromptModelIdentifier', '', true],
    [bedrockAgent, 'FlowPromptModelIdentifier', 'amazon.nova-lite-v1:0', true],
    [bedrockAgent, 'FlowPromptModelIdentifier', 'a model', false],
    [bedrockAgent, 'FlowKnowledgeBaseId', 'KB12345678', true],
    [bedrockAgent, 'FlowKnowledgeBaseId', 'KB 1', false],
    [bedrockAgent, 'FlowNodeName', 'FlowInputNode', true],
    [bedrockAgent, 'FlowNodeName', 'Prompt_1', true],
    [bedrockAgent, 'FlowNodeName', 'Prompt__1', false],
    [bedrockAgent, 'FlowNodeName', 'constructor', true],
    [bedrockAgent, 'FlowNodeName', '__proto__', false],
    [bedrockAgent, 'FlowIdentifier', 'ABCDEFGHIJ', true],
    [bedrockAgent, 'FlowIdentifier', 'ABCDEFGHIJK', false],
    [bedrockAgentRuntime, 'FlowAliasIdentifier', 'TSTALIASID', true],
    [
      bedrockAgentRuntime,
      'FlowAliasIdentifier',
      'arn:aws:bedrock:us-east-1:123456789012:flow/ABCDEFGHIJ/alias/KLMNOPQRST',
      true,
    ],
    [
      bedrockAgentRuntime,
      'FlowAliasIdentifier',
      'arn:aws:bedrock:us-east-1:123456789012:flow/ABCDEFGHIJ/alias/KLMNOPQRST!',
      false,
    ],
    [bedrockAgentRuntime, 'FlowIdentifier', 'x ABCDEFGHIJ', false],
  ])('%# %s', (model, shape, value, isGood) => {
    expect(checkConstraints(model, shape, value).length === 0).toBe(isGood);
  });

  test('no published pattern takes long over a string made for it', () => {
    const fragments = [
      'a',
      'a-',
      'a_',
      'A1',
      '-',
      '.',
      'a.',
      ':a',
      ':',
      '/',
      'aa-1',
      '0',
      'arn:aws-',
      'arn:aws:bedrock:',
      ' ',
    ];
    for (const model of [bedrockAgent, bedrockAgentRuntime])
      for (const [name, shape] of Object.entries(model.shapes))
        if (shape.type === 'string' && shape.pattern)
          for (const fragment of fragments)
            for (const end of ['', '!', '\n']) {
              const most = Math.min(2 * (shape.max ?? MAX_PATTERN_INPUT), MAX_PATTERN_INPUT);
              const value = fragment.repeat(most).slice(0, most - end.length) + end;
              checkConstraints(model, name, value);
            }
  });
});

describe('messages', () => {
  const request = {
    name: 'two words',
    executionRoleArn: 'arn:aws:iam::123456789012:role/Flow',
    definition: {
      nodes: [
        { name: 'In', type: 'Input' },
        { name: 'Out', type: 'Output', inputs: [{ name: 'document', type: 'Text', expression: '$.data' }] },
      ],
    },
  };

  test('name each member and what it breaks', () => {
    const violations = checkConstraints(bedrockAgent, 'CreateFlowRequest', request);
    expect(violations.map(({ path }) => path)).toEqual(['name', 'definition.nodes[1].inputs[0].type']);
    expect(constraintMessage(violations)).toBe(
      "2 validation errors detected: Value at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ([0-9a-zA-Z][_-]?){1,100}; " +
        "Value at 'definition.nodes[1].inputs[0].type' failed to satisfy constraint: Member must satisfy enum value set: [String, Number, Boolean, Object, Array]",
    );
    expect(constraintMessage([{ path: '', rule: 'Member must not be null' }])).toBe(
      '1 validation error detected: Value failed to satisfy constraint: Member must not be null',
    );
  });

  test('paths begin where they are told to', () => {
    const violations = checkConstraints(bedrockAgent, 'FlowDefinition', { nodes: 1 }, { path: 'definition' });
    expect(violations).toEqual([{ path: 'definition.nodes', rule: 'Member must be a list' }]);
  });

  test('values are never repeated, and long keys are shortened', () => {
    const secret = 'hunter2 '.repeat(500);
    const violations = [
      ...checkConstraints(bedrockAgent, 'CreateFlowRequest', {
        ...request,
        description: secret,
        tags: { [secret]: secret },
      }),
      ...checkConstraints(bedrockAgent, 'FlowNodeName', secret),
    ];
    expect(violations.length).toBeGreaterThan(3);
    for (const { path, rule } of violations) {
      expect(rule).not.toContain('hunter2');
      expect(path.length).toBeLessThan(100);
    }
  });

  test('a shape that does not exist is a mistake of the program', () => {
    expect(() => checkConstraints(bedrockAgent, 'NoSuchShape', {})).toThrow('no shape NoSuchShape');
    expect(() => checkConstraints(bedrockAgent, 'constructor', {})).toThrow('no shape constructor');
  });
});

test('any JSON is checked against any shape without being thrown at', () => {
  const shapes = [bedrockAgent, bedrockAgentRuntime].flatMap((model) =>
    Object.keys(model.shapes).map((name) => [model, name] as const),
  );
  const json = fc.oneof(
    fc.jsonValue(),
    fc.jsonValue().map((inner) => ({ nodes: [inner], connections: [inner] })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...shapes), json, ([model, name], value) => {
      for (const { path, rule } of checkConstraints(model, name, value)) {
        expect(typeof path).toBe('string');
        expect(rule).toMatch(/^Member must /);
      }
    }),
    { numRuns: 2000 },
  );
});
