import type { ConverseRequest, ConverseResponse } from '@streambed/flow/ports';
import { portCall } from '../../port-call.fixture.ts';
import {
  type ProviderAdapter,
  type ProviderAnswer,
  type ProviderAttempt,
  ProviderFailed,
  type ProviderStreamEvent,
} from '../provider-adapter.ts';
import type { ProviderFailure } from '../provider-failure.ts';
import type { Target } from '../routing.ts';
import { answerEvents } from './answer-events.ts';
import { CallFailed } from './call-failed.ts';
import type { Asked, ModelCalls } from './model-calls.ts';

export { collected, textOf } from '../../outcomes.fixture.ts';

/** What the tests of the layers have in common. */

export const target = (name = 'fake', modelName = 'any', more: Partial<Target['provider']> = {}): Target => ({
  provider: { name, type: 'openai-compatible', ...more },
  modelName,
});

export const request = (change: Partial<ConverseRequest> = {}): ConverseRequest => ({
  modelId: 'any',
  messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
  ...change,
});

export const asked = (change: Partial<Asked> = {}): Asked => ({
  target: target(),
  request: request(),
  call: portCall(),
  idempotencyKey: 'execution/node/0',
  ...change,
});

export const providerAnswer = (text = 'Hi', change: Partial<ProviderAnswer> = {}): ProviderAnswer => ({
  output: { message: { role: 'assistant', content: [{ text }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 },
  requestId: 'request-1',
  ...change,
});

export const response = (text = 'Hi', change: Partial<ConverseResponse> = {}): ConverseResponse => ({
  ...providerAnswer(text),
  requestId: 'request-1',
  metrics: { latencyMs: 1 },
  servedBy: 'fake any',
  ...change,
});

export const failure = (change: Partial<ProviderFailure> = {}): ProviderFailure => ({
  kind: 'dependencyFailed',
  reason: 'answered 503',
  retryable: true,
  ...change,
});

/** What a fake call does: answers, or fails. */
export type FakeStep = ConverseResponse | ProviderFailure | Error;

/** Calls that answer one step after the other, the last one again and again; a failure is thrown. */
export function fakeCalls(...steps: FakeStep[]): ModelCalls & { readonly made: Asked[] } {
  const made: Asked[] = [];
  const next = (one: Asked): ConverseResponse => {
    made.push(one);
    const step = steps[Math.min(made.length, steps.length) - 1] ?? response();
    if (step instanceof Error) throw step;
    if ('retryable' in step) throw new CallFailed(step, 1);
    return step;
  };
  return {
    made,
    converse: async (one) => next(one),
    async *converseStream(one) {
      yield* answerEvents(next(one));
    },
  };
}

export const failed = (change: Partial<ProviderFailure> = {}): ProviderFailed =>
  new ProviderFailed(failure(change));

/** What an adapter's stream does: gives an event, or throws. */
export type StreamStep = ProviderStreamEvent | Error | 'hang';

export interface FakeAdapter extends ProviderAdapter {
  readonly attempts: ProviderAttempt[];
  /** Streams that were left or came to their end. */
  ended: number;
}

/** An adapter that answers tries one after the other; the last one again and again. */
export function fakeAdapter({
  answers = [],
  streams = [],
}: {
  readonly answers?: readonly (ProviderAnswer | Error | 'hang')[];
  readonly streams?: readonly (readonly StreamStep[])[];
}): FakeAdapter {
  const attempts: ProviderAttempt[] = [];
  const adapter: FakeAdapter = {
    attempts,
    ended: 0,
    converse(_, attempt) {
      attempts.push(attempt);
      const answer = answers[Math.min(attempts.length, answers.length) - 1] ?? providerAnswer();
      if (answer === 'hang') return new Promise(() => {});
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    async *converseStream(_, attempt) {
      attempts.push(attempt);
      const steps = streams[Math.min(attempts.length, streams.length) - 1] ?? [];
      try {
        for (const step of steps) {
          if (step === 'hang')
            await new Promise((_, reject) => {
              attempt.signal.addEventListener('abort', () => reject(attempt.signal.reason), { once: true });
            });
          else if (step instanceof Error) throw step;
          else yield step;
        }
      } finally {
        adapter.ended++;
      }
    },
  };
  return adapter;
}

/** The events of a short answer, as an adapter gives them. */
export const streamOf = (...texts: readonly string[]): ProviderStreamEvent[] => [
  { messageStart: { role: 'assistant' } },
  ...texts.map((text) => ({ contentBlockDelta: { contentBlockIndex: 0, delta: { text } } })),
  { contentBlockStop: { contentBlockIndex: 0 } },
  { messageStop: { stopReason: 'end_turn' } },
  { metadata: { usage: { inputTokens: 10, outputTokens: 5, totalTokens: 15 }, requestId: 'request-1' } },
];
