import type { ConverseResponse, ConverseStreamEvent, Ports } from '@streambed/flow/ports';
import { bedrockAgentRuntime, bedrockRuntime, checkConstraints } from '@streambed/model';
import { expect } from 'vitest';
import type { Operation, OperationContext } from '../operation.ts';
import { accountA } from './service.ts';

/** What is asked of ports, and what they answer, as a test wants it. */
export interface AskedPorts {
  readonly ports: Partial<Ports>;
  readonly signal?: AbortSignal;
  /** By default there is room for everything. */
  readonly hold?: OperationContext['hold'];
}

/** Calls an operation of bedrock-runtime or bedrock-agent-runtime as app does: with input that the wire model has nothing against. */
export const callRuntime = async <Input, Output>(
  operation: Operation<Input, Output>,
  input: Input,
  { ports, signal = new AbortController().signal, hold = () => () => {} }: AskedPorts,
): Promise<Output> => {
  const model = operation.service === 'bedrock-agent-runtime' ? bedrockAgentRuntime : bedrockRuntime;
  const { inputShape } = model.operations.find((each) => each.operation === operation.name)!;
  expect(checkConstraints(model, inputShape, input)).toEqual([]);
  const context = { scope: accountA, requestId: 'a-request', signal, ports, hold } as OperationContext;
  return operation.handle(input, context);
};

/** A model's answer; `change` replaces members. */
export const answerOf = (change: Partial<ConverseResponse> = {}): ConverseResponse => ({
  output: { message: { role: 'assistant', content: [{ text: 'Hello.' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
  metrics: { latencyMs: 4 },
  requestId: 'r-1',
  servedBy: 'a test',
  cost: { usd: 1 },
  ...change,
});

/** The same answer as it would be streamed. */
export const eventsOfAnswer: readonly ConverseStreamEvent[] = [
  { messageStart: { role: 'assistant' } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'Hel' } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: 'lo.' } } },
  { contentBlockStop: { contentBlockIndex: 0 } },
  { messageStop: { stopReason: 'end_turn' } },
  {
    metadata: {
      usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
      metrics: { latencyMs: 4.4 },
      requestId: 'r-1',
      servedBy: 'a test',
    },
  },
];
