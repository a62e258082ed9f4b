import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CitedEvent, type CitedPart, CitedText } from './cited-text.ts';

const read = (pieces: readonly string[], passages: number): { text: string; parts: CitedPart[] } => {
  const reader = new CitedText(passages);
  const events: CitedEvent[] = [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
  return {
    text: events.map((event) => ('text' in event ? event.text : '')).join(''),
    parts: events.flatMap((event) => ('part' in event ? [event.part] : [])),
  };
};

describe('marks end parts', () => {
  const cases: readonly [string, number, readonly [string, readonly number[]][]][] = [
    [
      'Rain falls [1]. Snow too [2][3].',
      3,
      [
        ['Rain falls.', [0]],
        [' Snow too.', [1, 2]],
      ],
    ],
    [
      'Rain falls. [1] Snow too. [2, 3]',
      3,
      [
        ['Rain falls.', [0]],
        [' Snow too.', [1, 2]],
      ],
    ],
    ['Rain falls.[2][2]', 2, [['Rain falls.', [1]]]],
    [
      'Rain falls [1] and snow [2].',
      2,
      [
        ['Rain falls', [0]],
        [' and snow.', [1]],
      ],
    ],
    [
      'Rain falls [1] [2]. Who knows?',
      2,
      [
        ['Rain falls.', [0, 1]],
        [' Who knows?', []],
      ],
    ],
    [
      '- Rain [1]\n- Snow [2]\n',
      2,
      [
        ['- Rain', [0]],
        ['\n- Snow', [1]],
        ['\n', []],
      ],
    ],
    ['In [2023] it rained [1].', 1, [['In [2023] it rained.', [0]]]],
    ['a[0] and [x] and [4]', 3, [['a[0] and [x] and [4]', []]]],
    ['No marks at all.', 3, [['No marks at all.', []]]],
    [
      'Take `rows[1]` of it [1].\n```js\nlet a = [1];\nb[2]`[1]`\n```\nThen [2].',
      2,
      [
        ['Take `rows[1]` of it.', [0]],
        ['\n```js\nlet a = [1];\nb[2]`[1]`\n```\nThen.', [1]],
      ],
    ],
    ['A lone ` [1] is\nnone [1].', 1, [['A lone ` [1] is\nnone.', [0]]]],
    ['Nothing to cite [1].', 0, [['Nothing to cite [1].', []]]],
    ['[1] At the start [2].', 2, [[' At the start.', [1]]]],
    ['An open one [1', 1, [['An open one [1', []]]],
    ['', 1, []],
  ];
  test.each(cases)('%j of %i passages', (answer, passages, parts) => {
    expect(read([answer], passages).parts).toEqual(parts.map(([text, sources]) => ({ text, sources })));
  });
});

const answers = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'Rain',
        ' falls',
        '.',
        ' ',
        '\n',
        '[',
        ']',
        '[1]',
        '[2]',
        ' [3]',
        '[1, 2]',
        '[99]',
        '[12',
        '`',
        '```',
        ', ',
        '…',
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 30 },
  )
  .map((pieces) => pieces.join(''));

test('an answer that comes in pieces is read as one that comes at once', () => {
  fc.assert(
    fc.property(answers, fc.array(fc.nat({ max: 6 }), { minLength: 1 }), (answer, sizes) => {
      const pieces: string[] = [];
      for (let at = 0, turn = 0; at < answer.length; turn++) {
        const size = (sizes[turn % sizes.length] ?? 0) + 1;
        pieces.push(answer.slice(at, at + size));
        at += size;
      }
      expect(read(pieces, 3)).toEqual(read([answer], 3));
    }),
  );
});

test('parts tile what is told, and nothing but marks and the space before them is taken out', () => {
  fc.assert(
    fc.property(answers, (answer) => {
      const { text, parts } = read([answer], 3);
      expect(parts.map((part) => part.text).join('')).toBe(text);
      const bare = (value: string) => value.replace(/[\s[\]\d,]/g, '');
      expect(bare(text)).toBe(bare(answer));
      for (const { sources } of parts) for (const source of sources) expect([0, 1, 2]).toContain(source);
    }),
  );
});

test('without passages an answer stays as it is', () => {
  fc.assert(
    fc.property(answers, (answer) => {
      expect(read([answer], 0).text).toBe(answer);
    }),
  );
});

test('a long answer is read in linear time', () => {
  const reader = new CitedText(3);
  const hostile = `${'['.repeat(20_000)}${' '.repeat(20_000)}${'[1'.repeat(20_000)}`;
  const events = [...reader.push(hostile), ...reader.end()];
  expect(events.map((event) => ('text' in event ? event.text : '')).join('')).toBe(hostile);
});
