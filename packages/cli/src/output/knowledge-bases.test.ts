import { describe, expect, test } from 'vitest';
import { plain as plainOf } from '../test-support/styles.ts';
import { CitedStream } from './cited-stream.ts';
import { excerptFor, paragraphsOf } from './excerpt.ts';
import { ProgressBar, progressLine } from './progress-bar.ts';
import { CitedAnswer, renderPassages } from './render-passages.ts';
import { renderSync } from './render-sync.ts';
import type { Terminal } from './terminal.ts';

const plain = plainOf();
const leave = {
  content: { text: 'Parental leave\nlasts 26 weeks.' },
  location: { type: 'S3' as const, s3Location: { uri: 's3://docs/leave.pdf' } },
  metadata: { 'x-amz-bedrock-kb-document-page-number': 3 },
};
const pay = {
  content: { text: 'Pay goes on \u001b[31mfor 12 weeks.' },
  location: { type: 'CUSTOM' as const, customDocumentLocation: { id: 'pay.md' } },
};

describe('progress', () => {
  test.each([
    [0, 0, 'handbook  ░░░░░░░░░░░░░░░░░░░░░░░░  …'],
    [1, 2, 'handbook  ████████████░░░░░░░░░░░░  1/2'],
    [1_500, 1_500, 'handbook  ████████████████████████  1,500/1,500'],
    [3, 2, 'handbook  ████████████████████████  3/2'],
  ])('%i of %i', (done, all, line) => {
    expect(progressLine('handbook', done, all, 80)).toBe(line);
  });
  test('keeps to the width of the terminal', () => {
    expect(progressLine('a'.repeat(200), 1, 2, 60).length).toBeLessThanOrEqual(60);
  });
});

test.each([
  [false, ['docs: 10 of 64 documents', 'docs: 20 of 64 documents', 'docs: 60 of 64 documents'], 0],
  [true, [], 5],
])(
  'where somebody watches (%s) a line is written over, elsewhere there is one for each further tenth',
  (isWatched, lines, statuses) => {
    const noted: string[] = [];
    const shown: string[] = [];
    const terminal = {
      isWatched,
      noteStyle: plain,
      note: (line: string) => noted.push(line),
      status: (line: string) => shown.push(line),
    } as unknown as Terminal;
    const bar = new ProgressBar(terminal, 'docs');
    for (const done of [0, 10, 20, 20, 60, 64]) bar.show(done, 64);
    bar.end();
    expect(noted).toEqual(lines);
    // The last one takes the line away.
    expect(shown.length).toBe(statuses === 0 ? 0 : statuses + 1);
  },
);

describe('passages', () => {
  test('tell place, page and score, and steer no terminal', () => {
    expect(renderPassages([{ ...leave, score: 0.81234 }, pay], plain)).toBe(
      [
        '1  s3://docs/leave.pdf, page 3  0.812',
        '   Parental leave lasts 26 weeks.',
        '',
        '2  pay.md',
        '   Pay goes on \\u001b[31mfor 12 weeks.',
        '',
      ].join('\n'),
    );
  });
  test('are shortened and wrapped', () => {
    const lines = renderPassages([{ content: { text: 'word '.repeat(500) } }], plain).split('\n');
    expect(lines.every((line) => line.length <= plain.width)).toBe(true);
    expect(lines.at(-2)?.endsWith('…')).toBe(true);
  });
});

describe('an answer', () => {
  test('numbers each passage once, and says at its end what they are', () => {
    const answer = new CitedAnswer();
    expect(answer.add({ retrievedReferences: [leave] })).toBe(' [1]');
    expect(answer.add({ retrievedReferences: [pay, leave] })).toBe(' [1][2]');
    expect(answer.add({ retrievedReferences: [] })).toBe('');
    expect(answer.references(plain)).toBe(
      '\n[1] s3://docs/leave.pdf, page 3\n    Parental leave lasts 26 weeks.\n[2] pay.md\n    Pay goes on \\u001b[31mfor 12 weeks.\n',
    );
  });
  test('that rests on nothing ends there', () => {
    expect(new CitedAnswer().references(plain)).toBe('');
  });
});

describe('an answer as it is written', () => {
  const part = (text: string, ...retrievedReferences: (typeof leave | typeof pay)[]) => ({
    generatedResponsePart: { textResponsePart: { text } },
    retrievedReferences,
  });

  test('has its marks behind the parts that they are of, however late they come', () => {
    const answer = new CitedStream();
    const written = [
      answer.text('It lasts 26 weeks. Pay goes'),
      answer.text(' on.'),
      answer.cite(part('It lasts 26 weeks.', leave)),
      answer.cite(part(' Pay goes on.', pay, leave)),
      answer.text(' Enjoy.'),
      answer.end(),
    ];
    expect(written).toEqual(['', '', 'It lasts 26 weeks. [1]', ' Pay goes on. [1][2]', '', ' Enjoy.']);
    expect(answer.references(plain)).toContain('[2] pay.md');
  });

  test('is not held back for long; what it rests on then stands at its end', () => {
    const answer = new CitedStream();
    const long = 'word '.repeat(120);
    expect(answer.text(long)).toBe(long);
    expect(answer.cite(part('word word ', leave))).toBe('');
    expect(answer.end()).toBe(' [1]');
  });

  test('of a service that tells no parts is cited where it stands', () => {
    const answer = new CitedStream();
    answer.text('It lasts.');
    expect(answer.cite({ retrievedReferences: [leave] })).toBe('It lasts. [1]');
    expect(answer.end()).toBe('');
  });
});

describe('what is shown of a passage', () => {
  const text = `Leave\n\nParental leave\nlasts 26 weeks.\n\n| city | trains |\n| --- | :-: |\n| Paris | 4 |\n| Rome | 2 |`;

  test('are its paragraphs, and rows of tables', () => {
    expect(paragraphsOf(text)).toEqual([
      ['Leave'],
      ['Parental leave lasts 26 weeks.'],
      ['city | trains', 'Paris | 4', 'Rome | 2'],
    ]);
    expect(paragraphsOf(' \n\n ')).toEqual([]);
    expect(paragraphsOf('| 1 | one |')).toEqual([['1 | one']]);
    expect(paragraphsOf('All of it:\n- the\n  first\n- the second\n2. a third')).toEqual([
      ['All of it:'],
      ['- the first'],
      ['- the second'],
      ['2. a third'],
    ]);
  });

  test.each([
    ['a paragraph', 'It lasts 26 weeks, parental leave.', ['Parental leave lasts 26 weeks.']],
    ['the row of a table, with its head', 'Rome has 2.', ['city | trains', 'Rome | 2']],
    ['nothing that it shares a word with: the first', 'xyz', ['Leave']],
  ])('is what a statement rests on: %s', (_, statement, lines) => {
    expect(excerptFor(text, statement)).toEqual(lines);
  });

  test('of a long paragraph begins with the sentence that says it', () => {
    const long = `${'Other things are said here. '.repeat(20)}The key lies at the desk. More follows.`;
    expect(excerptFor(long, 'The key is at the desk')).toEqual(['… The key lies at the desk. More follows.']);
    expect(excerptFor('', 'x')).toEqual([]);
  });
});

test('what came of a source is one line, and one for each document that failed', () => {
  expect(
    renderSync(
      [
        { source: 'docs', status: 'COMPLETE', indexed: 1_200, deleted: 0, failures: [] },
        {
          source: 'tickets',
          status: 'FAILED',
          scanned: 3,
          indexed: 1,
          deleted: 1,
          failures: ['a.pdf: is broken'],
          leftOut: ['1.png', '2.png', '3.png', '4.png', '5.png', '6.png', '7.png'],
        },
      ],
      plain,
    ),
  ).toBe(
    '✓ docs: 1,200 indexed\n✗ tickets: 3 documents looked at, 1 indexed, 1 deleted, 1 failed, failed\n  ✗ a.pdf: is broken\n  left out, since files of this kind are not read: 1.png, 2.png, 3.png, 4.png, 5.png and 2 more\n',
  );
});
