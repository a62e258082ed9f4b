import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvCell, eventsToCsv } from './export-events.ts';

test.each([
  ['=1+1', `"'=1+1"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\t=1', `"'\t=1"`],
  [' =1', `"' =1"`],
  ['a "quoted" word', '"a ""quoted"" word"'],
  ['plain', '"plain"'],
])('%j becomes %s', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test('no cell that a person or a model wrote begins like a formula', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(csvCell(text)).not.toMatch(/^"\s*[=+\-@\t\r]/);
    }),
  );
});

test('events become rows with their values as JSON', () => {
  const csv = eventsToCsv([
    [
      'R',
      {
        number: 1,
        at: 0,
        type: 'nodeSettled',
        node: 'A',
        iteration: [{ nodeName: 'Each', type: 'Iterator', index: 4 }],
        outputs: { text: 'x' },
        usage: { inputTokens: 2, outputTokens: 3 },
      },
    ],
  ]);
  expect(csv.split('\r\n')[1]).toBe(
    `"R",1,"1970-01-01T00:00:00.000Z","nodeSettled","A",,"4","",2,3,,"{""outputs"":{""text"":""x""}}"`,
  );
});
