import type { ConverseRequest, ConverseResponse, ModelPort, ServiceCall } from '@streambed/flow/ports';

/** A call with its own signal, of no flow. */
export const serviceCall = (signal = new AbortController().signal): ServiceCall => ({
  key: 'run/1',
  signal,
  accountId: '123456789012',
  region: 'us-east-1',
});

export const answer = (
  text: string,
  stopReason: ConverseResponse['stopReason'] = 'end_turn',
): ConverseResponse => ({
  output: { message: { role: 'assistant', content: [{ text }] } },
  stopReason,
  usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
  metrics: { latencyMs: 1 },
  requestId: 'fake',
  servedBy: 'fake',
});

/** A model port that answers as told and remembers what it was asked. */
export function fakeModel(
  reply: (
    request: ConverseRequest,
    call: ServiceCall,
  ) => ConverseResponse | string | Promise<ConverseResponse>,
): ModelPort & { readonly requests: ConverseRequest[]; readonly calls: ServiceCall[] } {
  const requests: ConverseRequest[] = [];
  const calls: ServiceCall[] = [];
  return {
    requests,
    calls,
    async converse(request, call) {
      requests.push(request);
      calls.push(call);
      const given = await reply(request, call);
      return typeof given === 'string' ? answer(given) : given;
    },
    converseStream() {
      throw new Error('A judge is never asked for a stream.');
    },
  };
}

/** The user's text of a request. */
export const askedText = ({ messages }: ConverseRequest): string => messages[0]?.content?.[0]?.text ?? '';

export const systemText = ({ system }: ConverseRequest): string => system?.[0]?.text ?? '';
