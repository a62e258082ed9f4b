import { describe, expect, test, vi } from 'vitest';
import {
  badGateway,
  type ConverseRequest,
  type ConverseResponse,
  type ConverseStreamEvent,
  FlowError,
  type PortCall,
  type Ports,
} from '../ports/index.ts';
import { askModel } from './ask-model.ts';

const request: ConverseRequest = { modelId: 'm', messages: [{ role: 'user', content: [{ text: 'Hello' }] }] };
const metadata = {
  usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
  metrics: { latencyMs: 4 },
  requestId: 'r',
  servedBy: 'somebody',
};
const whole: ConverseResponse = {
  output: { message: { role: 'assistant', content: [{ text: 'Good day' }] } },
  stopReason: 'end_turn',
  ...metadata,
};
const delta = (text: string): ConverseStreamEvent => ({
  contentBlockDelta: { contentBlockIndex: 0, delta: { text } },
});
const events: readonly ConverseStreamEvent[] = [
  { messageStart: { role: 'assistant' } },
  delta('Good'),
  delta(' day'),
  { contentBlockStop: { contentBlockIndex: 0 } },
  { messageStop: { stopReason: 'end_turn' } },
  { metadata },
];

/** Asks while somebody watches; the stream fails before the event of that number, if it is to. */
async function ask(
  change: Partial<ConverseRequest> = {},
  failsAt?: number,
  failure: unknown = badGateway('m', 'It broke.'),
) {
  const told: string[] = [];
  const converse = vi.fn(async () => whole);
  const ports = {
    model: {
      converse,
      async *converseStream() {
        for (const [index, event] of events.entries()) {
          if (index === failsAt) throw failure;
          yield event;
        }
        if (failsAt === events.length) return;
      },
    },
  } as unknown as Ports;
  const call = {
    signal: new AbortController().signal,
    onDelta: (text: string) => told.push(text),
  } as unknown as PortCall;
  const outcome = await askModel({ ...request, ...change }, ports, call).catch((error: unknown) => error);
  return { told, outcome, asked: converse.mock.calls.length };
}

describe('a model that is watched', () => {
  test('gives the same answer, and its text as it is written', async () => {
    expect(await ask()).toEqual({ told: ['Good', ' day'], outcome: whole, asked: 0 });
  });

  test('is asked again, as a whole, when its answer breaks off', async () => {
    for (const failsAt of [1, 2, 5])
      expect(await ask({}, failsAt)).toMatchObject({ outcome: whole, asked: 1 });
  });

  test('is not asked again when it has not begun to answer: the port has tried all it can', async () => {
    const { outcome, asked } = await ask({}, 0);
    expect(outcome).toBeInstanceOf(FlowError);
    expect(asked).toBe(0);
  });

  test('is not asked again after what no second try mends', async () => {
    const refused = new FlowError({ kind: 'accessDenied', blame: 'dependency', message: 'No.' });
    expect(await ask({}, 2, refused)).toMatchObject({ outcome: refused, asked: 0 });
    const defect = new TypeError('ours');
    expect(await ask({}, 2, defect)).toMatchObject({ outcome: defect, asked: 0 });
  });

  test.each<[string, Partial<ConverseRequest>]>([
    ['a guardrail', { guardrailConfig: { guardrailIdentifier: 'g', guardrailVersion: '1' } }],
    ['a schema', { outputConfig: {} as NonNullable<ConverseRequest['outputConfig']> }],
  ])('with %s answers as a whole, since it is judged as a whole', async (_, change) => {
    expect(await ask(change)).toEqual({ told: [], outcome: whole, asked: 1 });
  });
});

test('a model that nobody watches answers as a whole', async () => {
  const converse = vi.fn(async () => whole);
  const ports = { model: { converse } } as unknown as Ports;
  const call = { signal: new AbortController().signal } as PortCall;
  expect(await askModel(request, ports, call)).toBe(whole);
});
