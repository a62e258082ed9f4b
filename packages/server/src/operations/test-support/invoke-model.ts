import type {
  ConverseRequest,
  ConverseResponse,
  ConverseStreamEvent,
  EmbedRequest,
  EmbedResponse,
  ModelPort,
  Ports,
} from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import { bedrockRuntime, checkConstraints } from '@streambed/model';
import type { InvokeModelRequest } from '@streambed/model/bedrock-runtime';
import { expect } from 'vitest';
import { invokeModel } from '../invoke-model/invoke-model.ts';
import { invokeModelWithResponseStream } from '../invoke-model/invoke-model-with-response-stream.ts';
import type { OperationContext } from '../operation.ts';
import { answerOf, eventsOfAnswer } from './model-service.ts';
import { accountA } from './service.ts';

/** What the models of a test answer, where it matters. */
export interface Answers {
  readonly answer?: Partial<ConverseResponse>;
  readonly events?: Iterable<ConverseStreamEvent> | AsyncIterable<ConverseStreamEvent>;
  readonly vectors?: readonly (readonly number[])[];
}

/** A request's other members, as the headers give them. */
export type Headers = Omit<InvokeModelRequest, 'body' | 'modelId'>;

/** 32 digits that the families put into their answers. */
export const CALL_ID = '0123456789abcdef0123456789abcdef';
/** Wall time in ms. */
export const NOW = 1_700_000_000_123;

/** Sends a body as InvokeModel; resolves with what the ports were asked and what the client is answered. */
export const invoke = async (
  modelId: string,
  body: JsonObject | Uint8Array,
  answers: Answers = {},
  headers: Headers = {},
) => {
  const asked: Asked = {};
  const answer = await invokeModel.handle(inputOf(modelId, body, headers), contextOf(asked, answers));
  return {
    ...asked,
    answer,
    said: JSON.parse(Buffer.from(answer.body).toString('utf8')) as JsonObject,
  };
};

/** As `invoke`, streamed: `said` are the fragments. */
export const invokeStream = async (
  modelId: string,
  body: JsonObject | Uint8Array,
  answers: Answers = {},
  headers: Headers = {},
) => {
  const asked: Asked = {};
  const { body: stream, ...answer } = await invokeModelWithResponseStream.handle(
    inputOf(modelId, body, headers),
    contextOf(asked, answers),
  );
  const said: JsonObject[] = [];
  for await (const batch of stream)
    for (const event of batch) {
      expect(event.name).toBe('chunk');
      const { bytes } = event.payload as { bytes: Uint8Array };
      said.push(JSON.parse(Buffer.from(bytes).toString('utf8')) as JsonObject);
    }
  return { ...asked, answer, said };
};

interface Asked {
  request?: ConverseRequest;
  embed?: EmbedRequest;
}

const inputOf = (modelId: string, body: JsonObject | Uint8Array, headers: Headers): InvokeModelRequest => {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  const input = { modelId, ...headers, ...(bytes.length > 0 && { body: bytes }) };
  expect(checkConstraints(bedrockRuntime, 'InvokeModelRequest', input)).toEqual([]);
  return input;
};

const contextOf = (asked: Asked, { answer, events = eventsOfAnswer, vectors = [[0, 1]] }: Answers) => {
  const model: ModelPort = {
    async converse(request) {
      asked.request = request;
      return answerOf(answer);
    },
    async *converseStream(request) {
      asked.request = request;
      yield* events;
    },
  };
  const embeddings = {
    async embed(request: EmbedRequest): Promise<EmbedResponse> {
      asked.embed = request;
      return {
        vectors: vectors.map((vector) => Float32Array.from(vector)),
        inputTokens: 5,
        servedBy: 'a test',
      };
    },
  };
  let time = 0;
  return {
    scope: accountA,
    requestId: 'a-request',
    signal: new AbortController().signal,
    ports: { model, embeddings } as Partial<Ports>,
    // Every look at it takes 10 ms.
    clock: { now: () => NOW, monotonic: () => (time += 10), after: () => () => {} },
    hold: () => () => {},
    ids: { uuid: () => '01234567-89ab-cdef-0123-456789abcdef', resourceId: () => 'ABCDEFGHIJ' },
  } as unknown as OperationContext;
};

/** The events of an answer that thinks, says something and calls a tool. */
export const eventsOfToolUse: readonly ConverseStreamEvent[] = [
  { messageStart: { role: 'assistant' } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Hm.' } } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { reasoningContent: { signature: 'sig' } } } },
  { contentBlockStop: { contentBlockIndex: 0 } },
  { contentBlockStop: { contentBlockIndex: 1 } },
  { contentBlockDelta: { contentBlockIndex: 2, delta: { text: 'I look.' } } },
  { contentBlockStop: { contentBlockIndex: 2 } },
  { contentBlockStart: { contentBlockIndex: 3, start: { toolUse: { toolUseId: 't1', name: 'look_up' } } } },
  { contentBlockDelta: { contentBlockIndex: 3, delta: { toolUse: { input: '{"word":' } } } },
  { contentBlockDelta: { contentBlockIndex: 3, delta: { toolUse: { input: '"river"}' } } } },
  { contentBlockStop: { contentBlockIndex: 3 } },
  { messageStop: { stopReason: 'tool_use' } },
  {
    metadata: {
      usage: { inputTokens: 9, outputTokens: 4, totalTokens: 13 },
      metrics: { latencyMs: 4 },
      requestId: 'r-1',
      servedBy: 'a test',
    },
  },
];

/** The same answer as a whole. */
export const answerWithToolUse: Partial<ConverseResponse> = {
  output: {
    message: {
      role: 'assistant',
      content: [
        { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'sig' } } },
        { text: 'I look.' },
        { toolUse: { toolUseId: 't1', name: 'look_up', input: { word: 'river' } } },
      ],
    },
  },
  stopReason: 'tool_use',
  usage: { inputTokens: 9, outputTokens: 4, totalTokens: 13 },
};
