import { describe, expect, test } from 'vitest';
import { coloured, plain, withoutColours } from '../test-support/styles.ts';
import { OutputPrinter } from './output-printer.ts';
import { renderCheck } from './render-check.ts';
import { type Finding, renderFindings } from './render-validations.ts';
import { renderFacts, renderTable } from './table.ts';
import { styleOf } from './terminal.ts';

const printed = (headed: boolean, isTerminal: boolean, work: (printer: OutputPrinter) => void): string => {
  let text = '';
  work(new OutputPrinter({ write: (more) => (text += more), style: plain(), isTerminal }, headed));
  return text;
};

describe('outputs', () => {
  test('are texts as they are and anything else as JSON', () => {
    expect(
      printed(false, false, (printer) => {
        printer.output('Out', 'hello');
        printer.output('Out', 'a line\n');
        printer.output('Out', { a: [1] });
        printer.output('Out', null);
      }),
    ).toBe('hello\na line\n{\n  "a": [\n    1\n  ]\n}\nnull\n');
  });

  test('stand under the names of their nodes where there are several', () => {
    expect(
      printed(true, false, (printer) => {
        printer.output('Summary', 'short');
        printer.output('Title', 'shorter');
        printer.end();
      }),
    ).toBe('Summary:\nshort\n\nTitle:\nshorter\n\n');
  });

  test('steer no terminal, and reach a file byte for byte', () => {
    const text = 'red \u001b[31m and \u0007';
    expect(printed(false, true, (printer) => printer.output('Out', text))).toBe(
      'red \\u001b[31m and \\u0007\n',
    );
    expect(printed(false, false, (printer) => printer.output('Out', text))).toBe(`${text}\n`);
  });

  test('remember who asks a question', () => {
    let asking: string | undefined;
    const text = printed(false, false, (printer) => {
      printer.question('Agent', 'Which size?');
      asking = printer.waitsFor;
    });
    expect([text, asking]).toEqual(['Which size?\n', 'Agent']);
  });
});

describe('findings', () => {
  const findings: readonly Finding[] = [
    {
      severity: 'Error',
      type: 'UnknownConnectionTarget',
      message: 'Connection AToB leads to a node\n  that is not there.',
      details: { unknownConnectionTarget: { connection: 'AToB' } },
    },
    {
      severity: 'Warning',
      type: 'UnreachableNode',
      message: 'Nothing leads to it.',
      details: { unreachableNode: { node: 'Lost' } },
    },
    { severity: 'Error', message: 'no type' },
  ];
  const expected = [
    'flow.json: error UnknownConnectionTarget: Connection AToB leads to a node that is not there.',
    'flow.json: warning UnreachableNode: Nothing leads to it. (node Lost)',
    'flow.json: error Unspecified: no type',
    '',
  ].join('\n');

  test('are a line each, with the names that the message lacks', () => {
    expect(renderFindings(findings, 'flow.json', plain())).toBe(expected);
  });

  test('have the same words in colour', () => {
    const shown = renderFindings(findings, 'flow.json', coloured());
    expect(shown).not.toBe(expected);
    expect(withoutColours(shown)).toBe(expected);
  });
});

test('a table', () => {
  const rows = [
    ['NAME', 'ID', ''],
    ['漢字', 'A', 'new'],
    ['playlist', 'BC', ''],
  ];
  expect(renderTable(rows, plain())).toBe('NAME      ID\n漢字      A   new\nplaylist  BC\n');
});

test('a cell with line breaks is no row more', () => {
  const rows = [['ID'], ['real\n✓  forged\tmodel']];
  expect(renderTable(rows, plain())).toBe('ID\nreal\\n✓  forged model\n');
});

test('facts', () => {
  const facts = [
    ['id', 'ABC'],
    ['alias', 'live'],
  ] as const;
  expect(renderFacts(facts, plain())).toBe('id     ABC\nalias  live\n');
});

describe('a check', () => {
  test.each([
    [
      { name: 'port', status: 'ok', detail: '4600 is free' },
      'ok    port                        4600 is free\n',
    ],
    [
      { name: 'port', status: 'fail', detail: 'taken\nby another', remedy: 'Stop it.' },
      'fail  port                        taken\n                                  by another\n                                  → Stop it.\n',
    ],
  ] as const)('%j', (check, expected) => {
    expect(renderCheck(check, plain())).toBe(expected);
    expect(withoutColours(renderCheck(check, coloured()))).toBe(expected);
  });
});

describe('the style', () => {
  const isColoured = (env: Record<string, string>, isTTY: boolean) =>
    styleOf({ isTTY, columns: 90 }, env).colours.red('x') !== 'x';

  test.each([
    ['a terminal', {}, true, true],
    ['a pipe', {}, false, false],
    ['NO_COLOR', { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR', { NO_COLOR: '' }, true, true],
    ['a dumb terminal', { TERM: 'dumb' }, true, false],
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, false, true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, false, false],
    ['NO_COLOR against FORCE_COLOR', { FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
    ['a pipe in CI', { CI: 'true' }, false, false],
  ])('of %s', (_, env, isTTY, expected) => {
    expect(isColoured(env as Record<string, string>, isTTY)).toBe(expected);
  });

  test.each([
    ['a terminal of 90 columns', { isTTY: true, columns: 90 }, {}, 90],
    ['a narrow terminal', { isTTY: true, columns: 12 }, {}, 40],
    ['a pipe', {}, {}, 100],
    ['a pipe with COLUMNS', {}, { COLUMNS: '132' }, 132],
    ['a pipe with nonsense in COLUMNS', {}, { COLUMNS: 'wide' }, 100],
  ])('knows the width of %s', (_, stream, env, width) => {
    expect(styleOf(stream, env as Record<string, string>).width).toBe(width);
  });
});
