import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProviderStreamEvent } from '../../provider-adapter.ts';
import { createAiSdkAdapter } from './ai-sdk-adapter.ts';
import type { AiSdkType } from './ai-sdk-type.ts';
import { foldAnswer } from './fold-answer.ts';
import { type Answer, answers } from './wire/answers.fixture.ts';
import { plain } from './wire/said.fixture.ts';
import { startWireServer, type WireServer } from './wire/wire-server.fixture.ts';
import { type Cut, eventStream, WIRE_FORMS } from './wire/write-answer.fixture.ts';

let server: WireServer;
beforeAll(async () => {
  server = await startWireServer();
});
afterAll(() => server.close());

const REQUEST = { modelId: 'm', messages: [{ role: 'user' as const, content: [{ text: 'Hello' }] }] };

/** Where a stream is cut: texts between characters, bytes anywhere, in the middle of a character too. */
const cuts = fc.infiniteStream(fc.integer({ min: 1, max: 9 }));

const cutter =
  (sizes: Iterator<number>): Cut =>
  (text) => {
    const characters = Array.from(text);
    const pieces: string[] = [];
    for (let at = 0; at < characters.length; ) {
      const size: number = sizes.next().value ?? 1;
      pieces.push(characters.slice(at, at + size).join(''));
      at += size;
    }
    return pieces;
  };

function cutBytes(text: string, sizes: Iterator<number>): Uint8Array[] {
  const bytes = Buffer.from(text);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = (sizes.next().value ?? 1) ** 3;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

const types: readonly AiSdkType[] = ['openai', 'openai-compatible', 'anthropic', 'google'];

describe.each(types)('%s', (type) => {
  const adapter = createAiSdkAdapter(type, { fetch, secrets: [], clock: { now: Date.now } });
  const attempt = () => ({
    provider: { name: 'p', type, baseUrl: server.origin, apiKey: () => 'key' },
    modelName: 'm',
    idempotencyKey: 'key',
    signal: new AbortController().signal,
  });
  const expected = ({ id, content, stopReason, usage }: Answer) =>
    plain({ output: { message: { role: 'assistant', content } }, stopReason, usage, requestId: id });

  test('an arbitrary whole answer comes back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(answers(type), async (answer) => {
        server.answer({ pieces: [JSON.stringify(WIRE_FORMS[type].whole(answer))] });
        expect(plain(await adapter.converse(REQUEST, attempt()))).toEqual(expected(answer));
      }),
      { numRuns: 200 },
    );
  });

  test('the same answer streamed, cut anywhere, comes back as it was, block after block', async () => {
    await fc.assert(
      fc.asyncProperty(answers(type), cuts, async (answer, sizes) => {
        const stream = eventStream(WIRE_FORMS[type].stream(answer, cutter(sizes)));
        server.answer({ headers: { 'content-type': 'text/event-stream' }, pieces: cutBytes(stream, sizes) });
        const events: ProviderStreamEvent[] = [];
        for await (const event of adapter.converseStream(REQUEST, attempt())) events.push(event);
        expectOrder(events);
        const end = events.find((event) => 'messageStop' in event);
        const metadata = events.find((event) => 'metadata' in event);
        const collected = {
          output: { message: foldAnswer(events) },
          stopReason: end?.messageStop.stopReason,
          ...metadata?.metadata,
        };
        expect(plain(collected)).toEqual(expected(answer));
      }),
      { numRuns: 200 },
    );
  });

  test('a stream that is cut off anywhere before its end is a failure, not an answer', async () => {
    await fc.assert(
      fc.asyncProperty(answers(type), fc.nat(), fc.boolean(), async (answer, where, cut) => {
        const stream = eventStream(WIRE_FORMS[type].stream(answer, (text) => [text]));
        // The very last bytes are an empty line: without them the last event is not whole either.
        const bytes = Buffer.from(stream);
        const pieces = [bytes.subarray(0, where % (bytes.length - lastEventTail(type)))];
        server.answer({ headers: { 'content-type': 'text/event-stream' }, pieces, cut });
        const read = async () => {
          for await (const _ of adapter.converseStream(REQUEST, attempt()));
        };
        await expect(read()).rejects.toMatchObject({
          name: 'ProviderFailed',
          failure: { kind: 'badGateway' },
        });
      }),
      { numRuns: 100 },
    );
  });
});

/** `[DONE]` counts without the empty line behind it. */
const lastEventTail = (type: AiSdkType): number => (type.startsWith('openai') ? 2 : 1);

/** Message start, blocks one after the other with numbers from 0, message stop, metadata. */
function expectOrder(events: readonly ProviderStreamEvent[]): void {
  let open: number | undefined;
  let next = 0;
  for (const [i, event] of events.entries()) {
    expect('messageStart' in event).toBe(i === 0);
    expect('messageStop' in event).toBe(i === events.length - 2);
    expect('metadata' in event).toBe(i === events.length - 1);
    if ('contentBlockStart' in event || ('contentBlockDelta' in event && open === undefined)) {
      expect(open).toBeUndefined();
      open = next++;
    }
    const at =
      'contentBlockStart' in event
        ? event.contentBlockStart
        : 'contentBlockDelta' in event
          ? event.contentBlockDelta
          : 'contentBlockStop' in event
            ? event.contentBlockStop
            : undefined;
    if (at) expect(at.contentBlockIndex).toBe(open);
    if ('contentBlockStop' in event) open = undefined;
  }
  expect(open).toBeUndefined();
}
