import { describe, expect, test } from 'vitest';
import { plain as plainOf } from '../test-support/styles.ts';
import { progressLine } from './progress-bar.ts';
import { CitedAnswer, renderPassages } from './render-passages.ts';
import { renderSync } from './render-sync.ts';

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
      '\n[1] s3://docs/leave.pdf, page 3\n   Parental leave lasts 26 weeks.\n[2] pay.md\n   Pay goes on \\u001b[31mfor 12 weeks.\n',
    );
  });
  test('that rests on nothing ends there', () => {
    expect(new CitedAnswer().references(plain)).toBe('');
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
        },
      ],
      plain,
    ),
  ).toBe(
    '✓ docs: 1,200 indexed\n✗ tickets: 3 documents looked at, 1 indexed, 1 deleted, 1 failed, failed\n  ✗ a.pdf: is broken\n',
  );
});
