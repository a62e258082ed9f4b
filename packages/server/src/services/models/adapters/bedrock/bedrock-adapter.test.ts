import type { ConverseRequest } from '@streambed/flow/ports';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type FakeService, openFakeService } from '../../../aws/fake-service.fixture.ts';
import { answering, bedrockAt, eventFrame, gather, valuesOf, wire } from './bedrock.fixture.ts';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

async function bedrock(answer: Parameters<typeof openFakeService>[0]) {
  const service = await openFakeService(answer);
  const at = bedrockAt(service.endpoint);
  opened.push(service, at);
  return { service, ...at };
}

const request: ConverseRequest = {
  modelId: 'amazon.nova-lite-v1:0',
  messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
};
const usage = { inputTokens: 11, outputTokens: 7, totalTokens: 18 };
const answer = (content: unknown, more: object = {}) => ({
  output: { message: { role: 'assistant', content } },
  stopReason: 'end_turn',
  usage,
  metrics: { latencyMs: 3 },
  ...more,
});
const bodyOf = ({ requests }: FakeService) => JSON.parse(requests.at(-1)?.body.toString('utf8') ?? '');

describe('a request', () => {
  test('goes out as Converse has it, to the path of the model', async () => {
    const { adapter, attempt, service } = await bedrock(
      answering(200, JSON.stringify(answer([{ text: 'Hi' }]))),
    );
    const full: ConverseRequest = {
      modelId: 'ignored',
      system: [{ text: 'Be brief.' }, { cachePoint: { type: 'default', ttl: '1h' } }],
      messages: [
        {
          role: 'user',
          content: [
            { text: 'What is this?' },
            { image: { format: 'png', source: { bytes: new Uint8Array([1, 2, 255]) } } },
            {
              document: {
                format: 'pdf',
                name: 'report',
                source: { s3Location: { uri: 's3://docs/report.pdf' } },
                citations: { enabled: true },
              },
            },
            { cachePoint: { type: 'default' } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'c2ln' } } },
            { reasoningContent: { redactedContent: new Uint8Array([9, 8]) } },
            { toolUse: { toolUseId: 't1', name: 'look', input: { deep: [{ a: null }] } } },
          ],
        },
        {
          role: 'user',
          content: [
            {
              toolResult: {
                toolUseId: 't1',
                status: 'error',
                content: [{ json: { ok: false } }, { text: 'no' }],
              },
            },
          ],
        },
      ],
      inferenceConfig: { maxTokens: 5, temperature: 0.25, topP: 0.5, stopSequences: ['END'] },
      toolConfig: {
        tools: [
          { toolSpec: { name: 'look', inputSchema: { json: { type: 'object' } } } },
          { cachePoint: { type: 'default' } },
        ],
        toolChoice: { any: {} },
      },
      additionalModelRequestFields: { top_k: 5 },
      additionalModelResponseFieldPaths: ['/stop_sequence'],
      performanceConfig: { latency: 'optimized' },
      outputConfig: {
        textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: '{}', name: 'n' } } },
      },
      guardrailConfig: { guardrailIdentifier: 'g', guardrailVersion: '1' },
    };
    await adapter.converse(full, attempt());
    const { modelId: _, guardrailConfig: __, ...sent } = full;
    expect(bodyOf(service)).toEqual(wire(sent));
    expect(service.requests[0]?.path).toBe('/model/us.amazon.nova-lite-v1%3A0/converse');
    await gather(adapter.converseStream(full, attempt())).catch(() => {});
    expect(bodyOf(service)).toEqual(wire(sent));
    expect(service.requests[1]?.path).toBe('/model/us.amazon.nova-lite-v1%3A0/converse-stream');
  });

  test('names a model by its ARN in one segment of the path', async () => {
    const { adapter, attempt, service } = await bedrock(answering(200, JSON.stringify(answer([]))));
    const modelName = 'arn:aws:bedrock:us-east-1:000000000000:application-inference-profile/abc';
    await adapter.converse(request, attempt({ modelName }));
    expect(service.requests[0]?.path).toBe(`/model/${encodeURIComponent(modelName)}/converse`);
  });

  test('whatever it holds, arrives equal', async () => {
    const { adapter, attempt, service } = await bedrock(answering(200, JSON.stringify(answer([]))));
    const fields = [
      'messages',
      'system',
      'inferenceConfig',
      'toolConfig',
      'additionalModelRequestFields',
      'additionalModelResponseFieldPaths',
      'performanceConfig',
      'outputConfig',
    ] as const;
    const requests = valuesOf('ConverseRequest').map((value) => {
      const all = value as Record<string, unknown>;
      return Object.fromEntries(fields.filter((name) => name in all).map((name) => [name, all[name]]));
    });
    await fc.assert(
      fc.asyncProperty(requests, async (sent) => {
        await adapter.converse({ modelId: 'm', messages: [], ...sent } as ConverseRequest, attempt());
        expect(bodyOf(service)).toEqual(wire({ messages: [], ...sent }));
      }),
      { numRuns: 150 },
    );
  });
});

describe('an answer', () => {
  const contents = fc.array(valuesOf('ContentBlock'), { maxLength: 4 });

  test('whatever it holds, comes back equal', async () => {
    let sent: unknown;
    const { adapter, attempt } = await bedrock((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-amzn-requestid': 'id-1' });
      response.end(JSON.stringify(wire(sent)));
    });
    const answers = fc.record(
      {
        content: contents,
        stopReason: valuesOf('StopReason'),
        usage: valuesOf('TokenUsage'),
        additionalModelResponseFields: valuesOf('Document'),
      },
      { requiredKeys: ['content', 'stopReason', 'usage'], noNullPrototype: true },
    );
    await fc.assert(
      fc.asyncProperty(answers, async ({ content, ...more }) => {
        sent = answer(content, more);
        const came = await adapter.converse(request, attempt());
        expect(wire(came)).toEqual(
          wire({ output: { message: { role: 'assistant', content } }, ...more, requestId: 'id-1' }),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('brings bytes as bytes', async () => {
    const content = [{ reasoningContent: { redactedContent: new Uint8Array([0, 200]) } }];
    const { adapter, attempt } = await bedrock(answering(200, JSON.stringify(wire(answer(content)))));
    const { output } = await adapter.converse(request, attempt());
    expect(new Uint8Array(output.message.content[0]?.reasoningContent?.redactedContent ?? [])).toEqual(
      new Uint8Array([0, 200]),
    );
  });

  test('keeps numbers that are too large for whole ones, and null where a document is null', async () => {
    const body = JSON.stringify(
      answer([
        { toolUse: { toolUseId: 't', name: 'n', input: { big: 0, tiny: 0 } } },
        { toolUse: { toolUseId: 'u', name: 'n', input: null } },
      ]),
    )
      .replace('"big":0', '"big":12345678901234567890')
      .replace('"tiny":0', '"tiny":0.12345678901234567890123');
    const { adapter, attempt } = await bedrock(answering(200, body));
    const { output } = await adapter.converse(request, attempt());
    expect(output.message.content).toEqual([
      {
        toolUse: {
          toolUseId: 't',
          name: 'n',
          input: { big: Number('12345678901234567890'), tiny: 0.12345678901234568 },
        },
      },
      { toolUse: { toolUseId: 'u', name: 'n', input: null } },
    ]);
    JSON.stringify(output);
  });

  test('is read without the blocks, members and sources that nobody knew when this was written', async () => {
    const body = JSON.stringify(
      answer(
        [
          { text: 'Hi', mood: 'fine' },
          { hologram: { format: 'holo' } },
          { image: { format: 'png', source: { telepathy: true } } },
          { toolUse: { toolUseId: 't', name: 'n', input: {}, urgency: 5 } },
        ],
        { stopReason: 'bored', usage: { ...usage, joules: 1 }, weather: 'rain' },
      ),
    );
    const { adapter, attempt } = await bedrock(answering(200, body));
    const came = await adapter.converse(request, attempt());
    expect(came).toEqual({
      output: {
        message: {
          role: 'assistant',
          content: [{ text: 'Hi' }, { toolUse: { toolUseId: 't', name: 'n', input: {} } }],
        },
      },
      stopReason: 'bored',
      usage,
    });
  });
});

describe('a stream', () => {
  const start = eventFrame('messageStart', { role: 'assistant' });
  const stop = eventFrame('messageStop', { stopReason: 'end_turn' });
  const metadata = eventFrame('metadata', { usage, metrics: { latencyMs: 3 } });
  const delta = (text: string): Uint8Array =>
    eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text } });
  const eventStream = { 'content-type': 'application/vnd.amazon.eventstream' };

  test('brings each event of text, tools, reasoning and citations, and metadata last', async () => {
    const events: [string, object][] = [
      ['messageStart', { role: 'assistant' }],
      ['contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Hm' } } }],
      ['contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { signature: 'c2ln' } } }],
      ['contentBlockStop', { contentBlockIndex: 0 }],
      ['contentBlockDelta', { contentBlockIndex: 1, delta: { text: 'Hé' } }],
      [
        'contentBlockDelta',
        {
          contentBlockIndex: 1,
          delta: {
            citation: { title: 'T', location: { documentPage: { documentIndex: 0, start: 1, end: 2 } } },
          },
        },
      ],
      ['contentBlockStop', { contentBlockIndex: 1 }],
      ['contentBlockStart', { contentBlockIndex: 2, start: { toolUse: { toolUseId: 't', name: 'n' } } }],
      ['contentBlockDelta', { contentBlockIndex: 2, delta: { toolUse: { input: '{"a"' } } }],
      ['contentBlockDelta', { contentBlockIndex: 2, delta: { toolUse: { input: ':1}' } } }],
      ['contentBlockStop', { contentBlockIndex: 2 }],
      ['messageStop', { stopReason: 'tool_use', additionalModelResponseFields: { stop: null } }],
    ];
    const { adapter, attempt } = await bedrock(
      answering(
        200,
        Buffer.concat([...events.map(([type, payload]) => eventFrame(type, payload)), metadata]),
        {
          ...eventStream,
          'x-amzn-requestid': 'id-2',
        },
      ),
    );
    expect(await gather(adapter.converseStream(request, attempt()))).toEqual([
      ...events.map(([type, payload]) => ({ [type]: payload })),
      { metadata: { usage, requestId: 'id-2' } },
    ]);
  });

  test('whatever it holds and however it is cut into pieces, comes back equal', async () => {
    let pieces: Uint8Array[] = [];
    const { adapter, attempt } = await bedrock((_, response) => {
      response.writeHead(200, eventStream);
      for (const piece of pieces) response.write(piece);
      response.end();
    });
    const block = fc.oneof(
      ...(['ContentBlockStartEvent', 'ContentBlockDeltaEvent', 'ContentBlockStopEvent'] as const).map(
        (shape) => valuesOf(shape).map((payload) => [`c${shape.slice(1, -5)}`, payload] as const),
      ),
    );
    const end = valuesOf('MessageStopEvent').map((payload) => ['messageStop', payload] as const);
    const cuts = fc.array(fc.nat(400), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(block, { maxLength: 8 }), end, cuts, async (blocks, last, places) => {
        const events = [...blocks, last];
        const bytes = Buffer.concat([
          start,
          ...events.map(([type, payload]) => eventFrame(type, payload)),
          metadata,
        ]);
        pieces = [0, ...places.sort((a, b) => a - b)].map((from, index, all) =>
          bytes.subarray(from, all[index + 1]),
        );
        const came = await gather(adapter.converseStream(request, attempt()));
        expect(wire(came)).toEqual(
          wire([
            { messageStart: { role: 'assistant' } },
            ...events.map(([type, payload]) => ({ [type]: payload })),
            { metadata: { usage } },
          ]),
        );
      }),
      { numRuns: 120 },
    );
  });

  test('is read without the events and deltas that nobody knew when this was written', async () => {
    const frames = [
      start,
      eventFrame('contentBlockHologram', { contentBlockIndex: 0 }),
      eventFrame('toString', {}),
      eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { smell: 'roses' } }),
      delta('Hi'),
      stop,
      metadata,
      delta('after the end'),
    ];
    const { adapter, attempt } = await bedrock(
      answering(200, Buffer.concat(frames.filter((_, index) => index !== 2)), eventStream),
    );
    const came = await gather(adapter.converseStream(request, attempt()));
    expect(came.map((event) => Object.keys(event)[0])).toEqual([
      'messageStart',
      'contentBlockDelta',
      'messageStop',
      'metadata',
    ]);
  });

  test('brings an event when the provider has sent it, not later', async () => {
    let go: () => void = () => {};
    const { adapter, attempt } = await bedrock((_, response) => {
      response.writeHead(200, eventStream);
      response.write(start);
      response.write(delta('one'));
      go = () => response.end(Buffer.concat([stop, metadata]));
    });
    const events = adapter.converseStream(request, attempt())[Symbol.asyncIterator]();
    expect((await events.next()).value).toHaveProperty('messageStart');
    expect((await events.next()).value).toHaveProperty('contentBlockDelta.delta.text', 'one');
    go();
    expect((await events.next()).value).toHaveProperty('messageStop');
    expect((await events.next()).value).toHaveProperty('metadata');
    expect((await events.next()).done).toBe(true);
  });

  test.each(['leaving the iteration', 'an abort'] as const)('%s ends the connection', async (how) => {
    const gone = Promise.withResolvers<void>();
    const { adapter, attempt } = await bedrock((_, response) => {
      response.on('close', () => gone.resolve());
      response.writeHead(200, eventStream);
      response.write(start);
    });
    const controller = new AbortController();
    const reason = new Error('the client hung up');
    const read = async () => {
      for await (const event of adapter.converseStream(request, attempt({ signal: controller.signal }))) {
        expect(event).toHaveProperty('messageStart');
        if (how === 'leaving the iteration') return 'left';
        controller.abort(reason);
      }
      return 'ended';
    };
    if (how === 'an abort') await expect(read()).rejects.toBe(reason);
    else expect(await read()).toBe('left');
    await gone.promise;
  });

  test('is not read ahead of whoever reads it', async () => {
    const piece = delta('x'.repeat(60_000));
    let written = 0;
    const { adapter, attempt } = await bedrock((_, response) => {
      response.writeHead(200, eventStream);
      response.write(start);
      const more = (): void => {
        while (!response.destroyed && written < 2_000 && response.write(piece)) written++;
      };
      response.on('drain', more);
      more();
    });
    const events = adapter.converseStream(request, attempt())[Symbol.asyncIterator]();
    await events.next();
    await events.next();
    // What the kernel and the parser hold is bounded; what the provider could send is not.
    let before = -1;
    while (before !== written) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(written).toBeLessThan(400);
    await events.return?.();
  });
});
