import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ProviderFailed, type ProviderStreamEvent } from '../../provider-adapter.ts';
import { createAiSdkAdapter } from './ai-sdk-adapter.ts';
import type { AiSdkType } from './ai-sdk-type.ts';
import { readEventData } from './read-event-data.ts';

/** A body that gives its pieces one by one, and counts how many were asked for. */
function bodyOf(pieces: readonly Uint8Array[]) {
  const seen = { asked: 0, cancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = pieces[seen.asked++];
        if (piece) controller.enqueue(piece);
        else controller.close();
      },
      cancel() {
        seen.cancelled = true;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, seen };
}

async function dataOf(pieces: readonly Uint8Array[]): Promise<string[]> {
  const source = readEventData(bodyOf(pieces).body);
  const all: string[] = [];
  for (let next = await source.next(); next; next = await source.next()) all.push(...next);
  return all;
}

describe('the data of events', () => {
  test('is the same however the bytes are cut, also within a character and a line end', async () => {
    const lines = fc.stringMatching(/^[^\r\n]{0,20}$/u).filter((line) => !line.startsWith(' '));
    const events = fc.array(fc.array(lines, { minLength: 1, maxLength: 3 }), { maxLength: 8 });
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    await fc.assert(
      fc.asyncProperty(events, ends, fc.array(fc.integer({ min: 1, max: 9 })), async (said, end, cuts) => {
        const text = said
          .map((data) => [': note', ...data.map((line) => `data: ${line}`), '', ''].join(end))
          .join('');
        const bytes = Buffer.from(`${text}data: cut off`);
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const cut of cuts) {
          pieces.push(bytes.subarray(at, at + cut));
          at += cut;
        }
        pieces.push(bytes.subarray(at));
        expect(await dataOf(pieces.filter(({ length }) => length > 0))).toEqual(
          said.map((data) => data.join('\n')),
        );
      }),
    );
  });

  test.each(['data: [DONE]', 'data: [DONE]\n', 'data:[DONE]\r\n'])('ends with %j', async (end) => {
    expect(await dataOf([Buffer.from(`data: 1\n\n${end}`)])).toEqual(['1', '[DONE]']);
  });

  test('is read only when it is asked for, and left when nobody wants more', async () => {
    const { body, seen } = bodyOf(
      ['data: 1\n\ndata: 2\n\n', 'data: 3\n\n', 'data: 4\n\n'].map((x) => Buffer.from(x)),
    );
    const source = readEventData(body);
    expect(await source.next()).toEqual(['1', '2']);
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual({ asked: 1, cancelled: false });
    source.cancel();
    expect(seen).toEqual({ asked: 1, cancelled: true });
  });
});

describe('an event that has another form than its API’s is a failure, and never half an answer', () => {
  const chunk = (choice: unknown) => ({ id: 'c', choices: [choice] });
  const part = (given: unknown) => ({ candidates: [{ content: { parts: [given] } }] });
  const delta = (given: unknown) => ({ type: 'content_block_delta', index: 0, delta: given });
  const block = (given: unknown) => ({ type: 'content_block_start', index: 0, content_block: given });
  const openAi: readonly unknown[] = [
    null,
    7,
    [],
    'text',
    {},
    { choices: {} },
    { choices: [7] },
    { id: 7, choices: [] },
    chunk({ delta: 'text' }),
    chunk({ delta: { content: 7 } }),
    chunk({ delta: { content: [7] } }),
    chunk({ delta: { tool_calls: {} } }),
    chunk({ delta: { tool_calls: [{ index: 0 }] } }),
    chunk({ delta: { tool_calls: [{ index: 0, id: 7, function: {} }] } }),
    chunk({ delta: { tool_calls: [{ index: 0, function: { name: 7 } }] } }),
    chunk({ delta: { tool_calls: [{ index: 0, function: { name: 'n', arguments: {} } }] } }),
    chunk({ finish_reason: 7 }),
    { choices: [], usage: 7 },
    { choices: [], usage: { prompt_tokens: '7' } },
    { choices: [], usage: { prompt_tokens: 7, prompt_tokens_details: 7 } },
  ];
  const anthropic: readonly unknown[] = [
    null,
    [],
    {},
    { type: 7 },
    { type: 'message_start' },
    { type: 'message_start', message: { id: 7 } },
    { type: 'message_start', message: { usage: { input_tokens: '7' } } },
    block(undefined),
    block({ type: 'text' }),
    block({ type: 'thinking', thinking: 7 }),
    block({ type: 'redacted_thinking' }),
    block({ type: 'tool_use', id: 't' }),
    block({ type: 'tool_use', id: 7, name: 'n' }),
    delta(7),
    delta({ type: 'text_delta' }),
    delta({ type: 'thinking_delta', thinking: 7 }),
    delta({ type: 'signature_delta' }),
    delta({ type: 'citations_delta', citation: 7 }),
    { type: 'message_delta', delta: 7 },
    { type: 'message_delta', delta: { stop_reason: 7 } },
  ];
  const google: readonly unknown[] = [
    null,
    [],
    { candidates: {} },
    { candidates: [7] },
    { candidates: [{ content: 7 }] },
    { candidates: [{ content: { parts: {} } }] },
    part(7),
    part({ text: 7 }),
    part({ text: 'a', thoughtSignature: 7 }),
    part({ functionCall: { name: 7 } }),
    part({ inlineData: { mimeType: 'image/png' } }),
    { candidates: [{ finishReason: 7 }] },
    { responseId: 7 },
    { usageMetadata: 7 },
    { usageMetadata: { promptTokenCount: '7' } },
    { promptFeedback: { blockReason: 7 } },
  ];
  const rows = (type: AiSdkType, events: readonly unknown[]) =>
    ['not JSON', ...events.map((event) => JSON.stringify(event))].map((event) => [type, event] as const);

  test.each([
    ...rows('openai', openAi),
    ...rows('openai-compatible', openAi),
    ...rows('anthropic', anthropic),
    ...rows('google', google),
  ])('%s: %s', async (type, data) => {
    const reason = 'answered with something that is no answer of its API';
    const failure = await failureOf(type, `data: ${data}\n\n`);
    expect(failure).toMatchObject({ failure: { kind: 'badGateway', reason, retryable: false } });
  });

  test('an answer of Gemini that wants to go on in another request is one too', async () => {
    const event = { candidates: [{ finishReason: 'CONTINUATION', continuationToken: 't' }] };
    expect(await failureOf('google', `data: ${JSON.stringify(event)}\n\n`)).toMatchObject({
      message: expect.stringContaining('second request'),
    });
  });

  async function failureOf(type: AiSdkType, body: string): Promise<unknown> {
    const adapter = createAiSdkAdapter(type, {
      fetch: async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } }),
      secrets: [],
      clock: { now: Date.now },
    });
    const attempt = {
      provider: { name: 'p', type, baseUrl: 'http://127.0.0.1:1/v1', apiKey: () => 'key' },
      modelName: 'm',
      idempotencyKey: 'key',
      signal: new AbortController().signal,
    };
    const request = { modelId: 'm', messages: [{ role: 'user' as const, content: [{ text: 'Hello' }] }] };
    const events: ProviderStreamEvent[] = [];
    try {
      for await (const event of adapter.converseStream(request, attempt)) events.push(event);
    } catch (error) {
      expect(error).toBeInstanceOf(ProviderFailed);
      expect(events).toEqual([]);
      return error;
    }
    throw new Error('It did not fail.');
  }
});
