import type { ConverseStreamEvent } from '@streambed/flow/ports';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import {
  answerOf,
  CARD,
  EMAIL,
  eventsOf,
  fakePolicy,
  guarded,
  guardrailsOf,
  metadataOf,
  piecesOf,
  question,
  scriptedModel,
  stopReasonOf,
  textOf,
  USAGE,
} from './guardrails.fixture.ts';

const BLOCKED = 'This cannot be answered.';
const policy = fakePolicy(EMAIL, CARD);

/** Texts with all that may go wrong at a border: matches, parts of matches, near misses, long words, no spaces. */
const text = fc
  .array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.constantFrom('the river ', 'runs. ', 'slow\n', 'on ', 'a@b ', '4111 ', '12 '),
      },
      {
        weight: 3,
        arbitrary: fc.constantFrom('ann@mail.com ', 'bob@mail.org, ', 'x@y.com', 'ann@mail.community '),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom('4111 1111 1111 1111 ', '4111 1111 1111 1111', '4111 1111 1111 1111 1 '),
      },
      { weight: 2, arbitrary: fc.constantFrom('𝒜𝒷', 'é', '中文字', 'w'.repeat(90), ' '.repeat(40)) },
      {
        weight: 2,
        arbitrary: fc.nat(300).map((length) => 'lorem ipsum dolor sit amet '.repeat(20).slice(0, length)),
      },
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((parts) => parts.join(''));

/** The text cut anywhere, also in the middle of a character. */
const inPieces = (whole: string, sizes: readonly number[]): readonly string[] => {
  const pieces: string[] = [];
  for (let at = 0, index = 0; at < whole.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    pieces.push(whole.slice(at, at + size));
    at += size;
  }
  return pieces;
};
const sizes = fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 12 });

const run = async (pieces: readonly string[], mode: 'sync' | 'async' = 'sync') => {
  const model = scriptedModel(answerOf(pieces.join('')), piecesOf(...pieces));
  const request = question('Hello', { streamProcessingMode: mode });
  const port = guarded(model, guardrailsOf(policy));
  const events = await eventsOf(port.converseStream(request, portCall()));
  const whole = await port.converse(request, portCall());
  return {
    events,
    whole: whole.output.message.content[0]?.text ?? '',
    wholeReason: whole.stopReason,
    whole$: whole,
  };
};

describe('in sync mode', () => {
  test('what leaves is the whole answer as it would have been masked, however it came in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(text, sizes, async (whole, cuts) => {
        fc.pre(whole.search(CARD.pattern) < 0);
        const { events, whole: expected, wholeReason } = await run(inPieces(whole, cuts));
        expect(textOf(events)).toBe(expected);
        expect(stopReasonOf(events)).toBe(wholeReason);
      }),
      { numRuns: 300 },
    );
  });

  test('an answer is blocked exactly when it would have been as a whole, and nothing of what blocks leaves', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, sizes, async (before, after, cuts) => {
        const whole = `${before} 4111 1111 1111 1111 ${after}`;
        const { events, whole: expected, wholeReason } = await run(inPieces(whole, cuts));
        if (expected !== BLOCKED) return;
        expect(wholeReason).toBe('guardrail_intervened');
        const shown = textOf(events);
        expect(shown.endsWith(BLOCKED)).toBe(true);
        expect(stopReasonOf(events)).toBe('guardrail_intervened');
        const left = shown.slice(0, -BLOCKED.length);
        // What left is the beginning of the text, masked, and ends before the first number that blocks.
        const first = [...whole.matchAll(CARD.pattern)][0]!.index;
        const clean = whole.slice(0, first).replaceAll(EMAIL.pattern, '{EMAIL}');
        expect(clean.startsWith(left)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('the trace lists what a check of the whole answer finds, each once', async () => {
    await fc.assert(
      fc.asyncProperty(text, sizes, async (whole, cuts) => {
        const { events, whole: expected, whole$ } = await run(inPieces(whole, cuts));
        if (expected === BLOCKED) return;
        const found = (trace: ReturnType<typeof metadataOf>) =>
          trace?.trace?.guardrail?.outputAssessments?.gr1234567890?.[0];
        const [streamed, once] = [found(metadataOf(events)), found(whole$ as never)];
        const byMatch = (entities: readonly { match: string }[] = []) =>
          entities.toSorted((a, b) => a.match.localeCompare(b.match));
        expect(byMatch(streamed?.sensitiveInformationPolicy?.piiEntities)).toEqual(
          byMatch(once?.sensitiveInformationPolicy?.piiEntities),
        );
        expect(streamed?.invocationMetrics?.usage).toEqual(once?.invocationMetrics?.usage);
      }),
      { numRuns: 150 },
    );
  });

  test.each([[['']], [[]]])('an answer without text is not assessed: %j', async (pieces) => {
    const { events, whole$ } = await run(pieces);
    expect(metadataOf(events)?.trace?.guardrail?.outputAssessments).toBeUndefined();
    expect(whole$.trace?.guardrail?.outputAssessments).toBeUndefined();
    expect(textOf(events)).toBe('');
  });

  test('text leaves while the model still writes, and never more waits than the guardrail needs to see', async () => {
    const pieces = Array.from({ length: 400 }, (_, index) => `word${index} runs `);
    const model = scriptedModel(answerOf('x'), piecesOf(...pieces));
    let held = 0;
    let most = 0;
    let given = 0;
    const port = guarded(
      {
        ...model,
        async *converseStream(request, call) {
          for await (const event of model.converseStream(request, call)) {
            if ('contentBlockDelta' in event) given += event.contentBlockDelta.delta.text?.length ?? 0;
            yield event;
          }
        },
      },
      guardrailsOf(policy),
    );
    let left = 0;
    for await (const event of port.converseStream(question('Hello'), portCall())) {
      left += 'contentBlockDelta' in event ? (event.contentBlockDelta.delta.text?.length ?? 0) : 0;
      held = given - left;
      most = Math.max(most, held);
    }
    expect(held).toBe(0);
    expect(most).toBeLessThan(1_000);
  });

  test('a mask longer than all that may wait is put in once', async () => {
    const long = fakePolicy({ type: 'NAME', pattern: /<[^>]*>?/g, action: 'ANONYMIZE' });
    const whole = `begin <${'x'.repeat(150_000)}> end`;
    const port = guarded(
      scriptedModel(answerOf(whole), piecesOf(...inPieces(whole, [4_000]))),
      guardrailsOf(long),
    );
    const shown = textOf(await eventsOf(port.converseStream(question('Hello'), portCall())));
    expect(shown.startsWith('begin {NAME}')).toBe(true);
    expect(shown.split('{NAME}')).toHaveLength(2);
  });
});

describe('every mode', () => {
  const events: readonly ConverseStreamEvent[] = [
    { messageStart: { role: 'assistant' } },
    { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: 'ann@mail.com' } } } },
    { contentBlockStop: { contentBlockIndex: 0 } },
    { contentBlockDelta: { contentBlockIndex: 1, delta: { text: 'Mail ann@' } } },
    { contentBlockDelta: { contentBlockIndex: 1, delta: { text: 'mail.com' } } },
    { contentBlockStop: { contentBlockIndex: 1 } },
    {
      contentBlockStart: { contentBlockIndex: 2, start: { toolUse: { toolUseId: 't', name: 'send' } } },
    },
    { contentBlockDelta: { contentBlockIndex: 2, delta: { toolUse: { input: '{"to":"ann@mail.com"}' } } } },
    { contentBlockStop: { contentBlockIndex: 2 } },
    { messageStop: { stopReason: 'tool_use' } },
    { metadata: { usage: USAGE, metrics: { latencyMs: 5 }, requestId: 'r', servedBy: 's' } },
  ];
  const answered = async (mode: 'sync' | 'async', script = events) =>
    eventsOf(
      guarded(scriptedModel(answerOf('x'), script), guardrailsOf(policy)).converseStream(
        question('Hello', { streamProcessingMode: mode, trace: 'disabled' }),
        portCall(),
      ),
    );

  test('tools, their input and reasoning pass as they are; a call of a tool keeps its stop reason', async () => {
    const expected = events.filter(
      (event) => !('contentBlockDelta' in event && event.contentBlockDelta.delta.text === 'Mail ann@'),
    );
    expect(await answered('sync')).toEqual(
      expected.map((event) =>
        'contentBlockDelta' in event && event.contentBlockDelta.delta.text
          ? { contentBlockDelta: { contentBlockIndex: 1, delta: { text: 'Mail {EMAIL}' } } }
          : event,
      ),
    );
    expect(await answered('async')).toEqual(events);
  });

  test.each(['sync', 'async'] as const)(
    '%s: blocks that were open are closed when something blocks',
    async (mode) => {
      const script = [
        ...events.slice(0, 3),
        { contentBlockDelta: { contentBlockIndex: 1, delta: { text: '4111 1111 1111 1111' } } },
        events[6]!,
        ...events.slice(8),
      ];
      const stopped = [
        { messageStop: { stopReason: 'guardrail_intervened' } },
        { metadata: { usage: USAGE, metrics: { latencyMs: 5 }, requestId: 'r', servedBy: 's' } },
      ];
      const shown = await answered(mode, script);
      expect(shown.slice(-2)).toEqual(stopped);
      const open = new Set<number>();
      for (const event of shown) {
        if ('contentBlockDelta' in event) open.add(event.contentBlockDelta.contentBlockIndex);
        if ('contentBlockStart' in event) open.add(event.contentBlockStart.contentBlockIndex);
        if ('contentBlockStop' in event) open.delete(event.contentBlockStop.contentBlockIndex);
      }
      expect([...open]).toEqual([]);
      expect(textOf(shown).endsWith(BLOCKED)).toBe(true);
    },
  );

  test.each(['sync', 'async'] as const)(
    '%s: the model is read no faster than its reader asks',
    async (mode) => {
      const model = scriptedModel(
        answerOf('x'),
        piecesOf(...Array.from({ length: 5_000 }, () => 'some text. ')),
      );
      const stream = guarded(model, guardrailsOf(policy))
        .converseStream(question('Hello', { streamProcessingMode: mode }), portCall())
        [Symbol.asyncIterator]();
      await stream.next();
      await stream.next();
      expect(model.read).toBeLessThan(100);
      await stream.return?.();
      expect(model.ended).toBe(1);
    },
  );

  test.each(['sync', 'async'] as const)(
    '%s: a check that fails ends the answer with its failure',
    async (mode) => {
      const failing = guardrailsOf({
        check: ({ source }) => {
          if (source === 'OUTPUT') throw new Error('The judge is away.');
          return { assessment: {}, blocked: false, masks: [] };
        },
      });
      const model = scriptedModel(answerOf('x'), piecesOf('An answer.'));
      const stream = guarded(model, failing).converseStream(
        question('Hello', { streamProcessingMode: mode }),
        portCall(),
      );
      await expect(eventsOf(stream)).rejects.toThrow('The judge is away.');
      expect(model.ended).toBe(1);
    },
  );
});

describe('in async mode', () => {
  test('every piece leaves as it came when nothing blocks, and what would have been masked is only listed', async () => {
    await fc.assert(
      fc.asyncProperty(text, sizes, async (whole, cuts) => {
        const pieces = inPieces(whole.replaceAll(/\d/g, ''), cuts);
        const { events } = await run(pieces, 'async');
        expect(
          events.flatMap((event) =>
            'contentBlockDelta' in event ? [event.contentBlockDelta.delta.text] : [],
          ),
        ).toEqual(pieces);
        expect(stopReasonOf(events)).toBe('end_turn');
      }),
      { numRuns: 100 },
    );
    const { events } = await run(['Mail ann@mail.com'], 'async');
    expect(metadataOf(events)?.trace?.guardrail).toMatchObject({
      modelOutput: ['Mail ann@mail.com'],
      outputAssessments: {
        gr1234567890: [
          { sensitiveInformationPolicy: { piiEntities: [{ match: 'ann@mail.com', detected: true }] } },
        ],
      },
    });
  });

  test('an answer that blocks ends with the message of the guardrail', async () => {
    await fc.assert(
      fc.asyncProperty(text, text, sizes, async (before, after, cuts) => {
        const { events, whole } = await run(
          inPieces(`${before} 4111 1111 1111 1111 ${after}`, cuts),
          'async',
        );
        if (whole !== BLOCKED) return;
        expect(textOf(events).endsWith(BLOCKED)).toBe(true);
        expect(stopReasonOf(events)).toBe('guardrail_intervened');
        expect(metadataOf(events)?.usage).toEqual(USAGE);
      }),
      { numRuns: 100 },
    );
  });
});

test('a model that fails after its answer was blocked takes nothing back: the end has been told', async () => {
  const port = guarded(
    {
      converse: () => expect.unreachable(),
      async *converseStream() {
        yield* piecesOf('4111 1111 1111 1111', ' is the number. ', 'lorem ipsum '.repeat(200)).slice(0, -2);
        throw new Error('cut off');
      },
    },
    guardrailsOf(policy),
  );
  const events = await eventsOf(port.converseStream(question('Which?'), portCall()));
  expect(textOf(events)).toBe(BLOCKED);
  expect(stopReasonOf(events)).toBe('guardrail_intervened');
  expect(metadataOf(events)).toMatchObject({ usage: { totalTokens: 0 } });
  expect(metadataOf(events)).not.toHaveProperty('cost');
});
