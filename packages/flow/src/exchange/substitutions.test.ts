import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { substituteInJsonText, substituteInValue } from './substitutions.ts';

const values = new Map<string, string | number | boolean>([
  ['model', 'amazon.nova-lite-v1:0'],
  ['limit', 500],
  ['strict', true],
  ['quote', 'say "hi"\n\\'],
  ['self', '${model}'],
]);

describe('in a value', () => {
  test.each([
    ['a whole text becomes the value itself', '${limit}', 500],
    ['a part of a text becomes text', 'up to ${limit} tokens', 'up to 500 tokens'],
    ['a boolean', '${strict}', true],
    ['two places', '${model}/${limit}', 'amazon.nova-lite-v1:0/500'],
    ['a name without a value stays', '${unknown} and ${model}', '${unknown} and amazon.nova-lite-v1:0'],
    ['a value is not looked through again', '${self}', '${model}'],
    ['other dollars stay', '$5 {model} ${ model } $${limit}', '$5 {model} ${ model } $500'],
    ['names of Object stay', '${constructor} ${__proto__}', '${constructor} ${__proto__}'],
    ['keys stay', { '${model}': ['${limit}'] }, { '${model}': [500] }],
    ['numbers stay', 7, 7],
  ])('%s', (_, value, expected) => {
    expect(substituteInValue(value, values).value).toEqual(expected);
  });

  test('tells which names were there', () => {
    expect([...substituteInValue(['${limit}', { a: 'x ${model} ${unknown}' }], values).used]).toEqual([
      'limit',
      'model',
    ]);
  });
});

describe('in a JSON text', () => {
  test.each([
    ['inside of a text', '{"m": "${model}"}', { m: 'amazon.nova-lite-v1:0' }],
    ['outside of a text', '{"m": ${limit}, "s": ${strict}}', { m: 500, s: true }],
    ['a text outside of a text', '{"m": ${model}}', { m: 'amazon.nova-lite-v1:0' }],
    ['after an escaped quote', '{"m": "\\"${limit}"}', { m: '"500' }],
    ['after an escaped backslash', '{"a": "\\\\", "m": ${limit}}', { a: '\\', m: 500 }],
    ['a value with quotes', '{"m": "${quote}"}', { m: 'say "hi"\n\\' }],
  ])('%s', (_, text, expected) => {
    expect(JSON.parse(substituteInJsonText(text, values).value)).toEqual(expected);
  });

  test('no value breaks out of the text that it stands in', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, value) => {
        const text = JSON.stringify({ key: `${before}\${x}` });
        const written = substituteInJsonText(text, new Map([['x', value]])).value;
        fc.pre(!before.includes('${x}'));
        expect(JSON.parse(written)).toEqual({ key: `${before}${value}` });
      }),
    );
  });
});
