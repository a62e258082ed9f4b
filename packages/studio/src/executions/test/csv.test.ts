import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { itemsFromText, parseCsv, valueOfFile } from './csv.ts';

test.each<[string, JsonValue[], JsonValue[]]>([
  ['one\ntwo\n\nthree\n', [], ['one', 'two', 'three']],
  ['Hello, world\nA second text', [], ['Hello, world', 'A second text']],
  ['1\n2', [5], [1, 2]],
  ['1\n2', [], ['1', '2']],
  [
    'name,age\nAnn,31\n"Bo ""B"", Jr",40',
    [],
    [
      { name: 'Ann', age: 31 },
      { name: 'Bo "B", Jr', age: 40 },
    ],
  ],
  ['a\tb\n1\tx', [], [{ a: 1, b: 'x' }]],
  ['a;b\n1;2', [], [{ a: 1, b: 2 }]],
  ['"a\nb"\nc', [], ['a\nb', 'c']],
])('%j pasted beside %j gives %j', (text, present, items) => {
  expect(itemsFromText(text, present)).toEqual(items);
});

test('a column called __proto__ is a column', () => {
  const [item] = itemsFromText('__proto__,b\n1,2', []);
  expect(Object.keys(item as object)).toEqual(['__proto__', 'b']);
});

test('what a spreadsheet writes is read back', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', ' ', ';') });
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(rows, (table) => {
      const header = [['x', 'y'], ...table];
      const text = header
        .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))
        .join('\r\n');
      // A separator is only seen where the second line has one too; quoted line breaks may hide it.
      fc.pre((text.split('\n')[1] ?? '').includes(','));
      expect(parseCsv(text)).toEqual(header);
    }),
  );
});

describe('a file', () => {
  test.each<[string, string, string, JsonValue]>([
    ['a.txt', 'words', 'String', 'words'],
    ['a.json', '{"a": 1}', 'Object', { a: 1 }],
    ['a.csv', 'x,y\n1,2', 'Array', [{ x: 1, y: 2 }]],
    ['a.txt', 'one\ntwo', 'Array', ['one', 'two']],
    ['a.txt', '[1]', 'Array', [1]],
  ])('%s with %j for %s is %j', (name, text, type, value) => {
    expect(valueOfFile(name, text, type)).toEqual(value);
  });
});
