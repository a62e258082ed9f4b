import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../failure.ts';
import { parseGuardrailCases } from './guardrail-cases.ts';
import { parseCsv } from './parse-csv.ts';

const problemsOf = (text: string, file = 'cases.yaml'): string => {
  try {
    parseGuardrailCases(text, file);
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
  return '';
};

describe('a table of cases', () => {
  const cases = [
    {
      line: 2,
      name: 'an address',
      text: 'Mail ann@mail.com, "now"',
      source: 'OUTPUT',
      expected: 'ANONYMIZED',
      findings: ['EMAIL', 'NAME'],
      output: 'Mail {EMAIL}, "now"',
      groundingSources: ['a source'],
      query: 'who?',
    },
    { line: 3, text: '12', source: 'INPUT', expected: 'NONE', findings: [], groundingSources: [] },
  ];

  test('is read from CSV', () => {
    const text =
      '\ufefftext,source,expected,finding,output,groundingSource,query,name\r\n' +
      '"Mail ann@mail.com, ""now""",output,anonymized,EMAIL; NAME,"Mail {EMAIL}, ""now""",a source,who?,an address\r\n' +
      '12,,NONE\r\n';
    expect(parseGuardrailCases(text, 'cases.csv')).toEqual({ file: 'cases.csv', cases });
  });

  test('is read from CSV without a name, told by its first line', () => {
    const { cases: read } = parseGuardrailCases('expected, text\nNONE,12\n', 'standard input');
    expect(read).toEqual([{ ...cases[1], line: 2 }]);
  });

  test('is read from YAML, with a guardrail or without', () => {
    const list = `
- {name: an address, text: 'Mail ann@mail.com, "now"', source: OUTPUT, expected: ANONYMIZED, finding: [EMAIL, NAME], output: 'Mail {EMAIL}, "now"', groundingSource: a source, query: who?}
- {text: 12, expected: NONE}`;
    expect(parseGuardrailCases(list, 'cases.yaml').cases).toEqual(cases);
    const table = parseGuardrailCases(
      `guardrail: {wordPolicyConfig: {wordsConfig: [{text: x}]}}\ncases:${list.replaceAll('\n', '\n  ')}`,
      'cases.yaml',
    );
    expect(table.guardrail).toEqual({ wordPolicyConfig: { wordsConfig: [{ text: 'x' }] } });
    expect(table.cases.map(({ line, ...rest }) => rest)).toEqual(cases.map(({ line, ...rest }) => rest));
  });

  test('is read from JSON', () => {
    const text = JSON.stringify([{ text: 'x', expected: 'BLOCKED', finding: 'x' }], null, '\t');
    expect(parseGuardrailCases(text, 'cases.json').cases).toEqual([
      { line: 2, text: 'x', source: 'INPUT', expected: 'BLOCKED', findings: ['x'], groundingSources: [] },
    ]);
  });
});

describe('a mistake is named by line and field', () => {
  test.each([
    ['- {text: x}', 'cases.yaml:1: expected: is missing'],
    ['- {expected: NONE}', 'cases.yaml:1: text: is missing'],
    [
      '- text: x\n  expected: BLOCK',
      'cases.yaml:2: expected: must be one of NONE, GUARDRAIL_INTERVENED, BLOCKED, ANONYMIZED',
    ],
    [
      '- {text: x, expected: NONE,\n   sorce: INPUT}',
      'cases.yaml:2: sorce is not known here; did you mean source?',
    ],
    [
      '- {text: [], expected: NONE}\n- {text: {a: b}, expected: NONE}',
      'cases.yaml:2: text: must be a text that is not empty',
    ],
    ['- {text: x, expected: NONE, output: [a, b]}', 'cases.yaml:1: output: must be one text'],
    [
      '- {text: x}\n- {text: x, expected: NONE, sorce: y}',
      'cases.yaml:1: expected: is missing\ncases.yaml:2: sorce is not known here; did you mean source?',
    ],
    [
      '- x',
      'cases.yaml:1: must be a case with a text, as "- text: …"\ncases.yaml:1: text: is missing\ncases.yaml:1: expected: is missing',
    ],
    ['cases: 3', 'cases.yaml:1: cases: must be a list of cases, each with a text'],
    [
      'guardrail: x\ncases: []',
      'cases.yaml:1: guardrail: must be what CreateGuardrail takes, with its policies',
    ],
    [
      'gardrail: {}\ncases: [{text: x, expected: NONE}]',
      'cases.yaml:1: gardrail is not known here; did you mean guardrail?',
    ],
    ['[]', 'cases.yaml:1: has no cases'],
    ['- {text: x', expect.stringMatching(/^cases\.yaml:1: /)],
  ])('%j', (text, problem) => {
    expect(problemsOf(text)).toEqual(problem);
  });

  test.each([
    ['text,expectd\nx,NONE', /^cases\.csv:1: expectd is not known here; did you mean expected\?/],
    ['text,expected\nx,NONE,y', /^cases\.csv:2: has 3 cells and the first line 2/],
    ['text,expected\n"x\ny,NONE', /^cases\.csv:2: a quote is opened and never closed$/],
    ['text,expected\n"x\ny"z,NONE', /^cases\.csv:3: something follows a closing quote/],
    ['text,expected\nx,BLOCKED\n,NONE', /^cases\.csv:3: text: is missing$/],
    ['', /^cases\.csv:1: has no cases$/],
  ])('%j', (text, problem) => {
    expect(problemsOf(text, 'cases.csv')).toMatch(problem);
  });

  test('whatever the file holds, the message is one for people', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('a.csv', 'a.yaml'), (text, file) => {
        try {
          parseGuardrailCases(text, file);
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
        }
      }),
    );
  });
});

test('CSV comes back as it was written', () => {
  const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é') });
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom('\n', '\r\n'),
      (rows, end) => {
        const text = rows
          .map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',') + end)
          .join('');
        expect(parseCsv(text).map(({ cells }) => cells)).toEqual(rows);
      },
    ),
  );
});
