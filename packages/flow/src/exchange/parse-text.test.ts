import { describe, expect, test } from 'vitest';
import { parseText } from './parse-text.ts';

describe('a text', () => {
  test.each([
    ['JSON', '{"a": [1, "x", null]}', { a: [1, 'x', null] }],
    ['JSON with a byte order mark', '\ufeff{"a": 1}', { a: 1 }],
    ['YAML', 'a:\n  - 1\n  - x\n', { a: [1, 'x'] }],
    ['YAML that begins like JSON', '{a: 1, b: !Ref C}', { a: 1, b: { Ref: 'C' } }],
    ['a date', 'AWSTemplateFormatVersion: 2010-09-09', { AWSTemplateFormatVersion: '2010-09-09' }],
    ['!Ref', 'a: !Ref Role', { a: { Ref: 'Role' } }],
    ['!Sub', 'a: !Sub "${Name}-x"', { a: { 'Fn::Sub': '${Name}-x' } }],
    [
      '!Sub with variables',
      'a: !Sub ["${N}", {N: !Ref M}]',
      { a: { 'Fn::Sub': ['${N}', { N: { Ref: 'M' } }] } },
    ],
    ['!GetAtt with a dot', 'a: !GetAtt Role.Arn', { a: { 'Fn::GetAtt': ['Role', 'Arn'] } }],
    ['!GetAtt with a list', 'a: !GetAtt [Role, Arn]', { a: { 'Fn::GetAtt': ['Role', 'Arn'] } }],
    [
      '!GetAtt with an attribute of two parts',
      'a: !GetAtt Stack.Outputs.Arn',
      { a: { 'Fn::GetAtt': ['Stack', 'Outputs.Arn'] } },
    ],
    ['!Join over a list', 'a: !Join ["-", [x, !Ref B]]', { a: { 'Fn::Join': ['-', ['x', { Ref: 'B' }]] } }],
    [
      '!If with a map',
      'a: !If [C, {x: 1}, !Ref "AWS::NoValue"]',
      { a: { 'Fn::If': ['C', { x: 1 }, { Ref: 'AWS::NoValue' }] } },
    ],
    ['!Condition', 'a: !Condition C', { a: { Condition: 'C' } }],
    ['an alias', 'a: &x [1]\nb: *x', { a: [1], b: [1] }],
    ['a tag of YAML itself', 'a: !!str 1', { a: '1' }],
    ['a number too large for one', `a: ${'9'.repeat(400)}`, { a: '9'.repeat(400) }],
  ])('with %s', (_, text, value) => {
    expect(parseText(text, 'file.yaml')).toEqual(value);
  });

  test('keeps __proto__ as a key of its own', () => {
    const value = parseText('__proto__:\n  polluted: true\n', 'file.yaml') as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test.each([
    ['broken JSON', '{"a": 1,', 'file.json', /^file\.json is not JSON: .+line 1/],
    ['broken YAML', 'a: [1', 'file.yaml', /^file\.yaml is neither JSON nor YAML: .+ line 1/],
    [
      'a key twice',
      'a: 1\na: 2',
      'file.yaml',
      /^file\.yaml is neither JSON nor YAML: Map keys must be unique/,
    ],

    ['a local tag', 'a: !mine x', 'file.yaml', /^file\.yaml has the tag !mine/],
    ['a key that is a list', '? [a]\n: 1', 'file.yaml', /^file\.yaml has a key that is no text/],
    [
      'deep JSON',
      `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      'file.json',
      /^file\.json is nested deeper than 500/,
    ],
    ['a bomb of aliases', bomb(), 'file.yaml', /has more than 1000000 values/],
  ])('with %s is refused', (_, text, file, message) => {
    expect(() => parseText(text, file)).toThrow(message);
  });
});

function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i <= 8; i++)
    lines.push(
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`,
    );
  return lines.join('\n');
}
