import type {
  ConverseRequest,
  ConverseResponse,
  ConverseStreamEvent,
  StopReason,
  TokenUsage,
} from '@streambed/flow/ports';
import { openedStream } from '../../passed-stream.ts';
import { safeReason } from '../safe-reason.ts';
import type { AnswerCheck } from '../structured/check-answer.ts';
import { createFenceStripper, type FenceStripper, withoutCodeFence } from '../structured/code-fence.ts';
import type { StructuredOutput } from '../structured/structured-output.ts';
import { CallFailed } from './call-failed.ts';
import type { Asked, ModelCalls } from './model-calls.ts';

export interface StructuredOptions {
  readonly output: StructuredOutput;
  /** How often a malformed answer is asked for again. */
  readonly retries: number;
  /** Values that no message may repeat: a provider may put anything into an answer. */
  readonly secrets: readonly string[];
}

/** Why an answer ended that is meant to be whole; an answer that was blocked or calls a tool is not checked. */
const CHECKED: ReadonlySet<StopReason> = new Set<StopReason>(['end_turn', 'stop_sequence', 'max_tokens']);

/**
 * Makes the answer to a request with a JSON schema parse and hold to it, or fail with `malformedOutput`. Code fences
 * are taken off. A model that answers whole is told what is wrong and asked again; a stream is checked at its end,
 * before messageStop, when it is too late for that.
 */
export function structuredCalls(next: ModelCalls, options: StructuredOptions): ModelCalls {
  const { output, retries, secrets } = options;
  return {
    async converse(asked) {
      const check = await output(asked.request);
      if (!check) return await next.converse(asked);
      // The offline model answers the same however often it is asked.
      const tries = asked.target.provider.type === 'offline' ? 1 : retries + 1;
      let again = asked;
      let spent: Spent | undefined;
      for (let tried = 1; ; tried++) {
        const answer = withoutFences(await next.converse(again).catch(afterSpending(spent)));
        const sum = spent ? added(spent, answer) : answer;
        const problem = problemIn(answer, check, secrets);
        if (problem === undefined) return { ...answer, usage: sum.usage, metrics: sum.metrics };
        if (tried === tries || answer.stopReason === 'max_tokens') throw malformed(problem, tried, sum);
        again = repair(asked, answer, problem, tried);
        spent = sum;
      }
    },
    converseStream: (asked) =>
      openedStream(async () => {
        const check = await output(asked.request);
        const events = next.converseStream(asked);
        return (check ? checkedStream(events, check, secrets) : events)[Symbol.asyncIterator]();
      }),
  };
}

type Spent = Pick<ConverseResponse, 'usage' | 'metrics'>;

const added = (a: Spent, b: Spent): Spent => ({
  usage: addedUsage(a.usage, b.usage),
  metrics: { latencyMs: a.metrics.latencyMs + b.metrics.latencyMs },
});

function addedUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  const sum = (one = 0, other = 0): number => one + other;
  const cacheRead = sum(a.cacheReadInputTokens, b.cacheReadInputTokens);
  const cacheWrite = sum(a.cacheWriteInputTokens, b.cacheWriteInputTokens);
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    totalTokens: a.totalTokens + b.totalTokens,
    ...(cacheRead === 0 ? {} : { cacheReadInputTokens: cacheRead }),
    ...(cacheWrite === 0 ? {} : { cacheWriteInputTokens: cacheWrite }),
  };
}

const textOf = ({ output }: ConverseResponse): string =>
  output.message.content.map(({ text }) => text ?? '').join('');

function withoutFences(answer: ConverseResponse): ConverseResponse {
  const text = textOf(answer);
  const bare = withoutCodeFence(text);
  if (bare === text) return answer;
  const others = answer.output.message.content.filter((block) => block.text === undefined);
  return { ...answer, output: { message: { role: 'assistant', content: [...others, { text: bare }] } } };
}

function problemIn(
  answer: ConverseResponse,
  check: AnswerCheck,
  secrets: readonly string[],
): string | undefined {
  if (!CHECKED.has(answer.stopReason)) return undefined;
  return explained(check(textOf(answer)), answer.stopReason, secrets);
}

/** In words that may be shown; an answer that was cut off needs no other explanation. */
function explained(
  problem: string | undefined,
  stopReason: StopReason,
  secrets: readonly string[],
): string | undefined {
  if (problem === undefined) return undefined;
  return stopReason === 'max_tokens'
    ? 'is cut off by maxTokens, so it is no complete JSON'
    : safeReason(problem, secrets);
}

/** An answer that fails to come after others were of no use: those were paid for all the same. */
const afterSpending =
  (spent: Spent | undefined) =>
  (error: unknown): never => {
    if (!spent || !(error instanceof CallFailed)) throw error;
    throw new CallFailed(error.failure, error.tries, { usage: spent.usage });
  };

const malformed = (problem: string, tries: number, spent?: Spent): CallFailed =>
  new CallFailed(
    {
      kind: 'dependencyFailed',
      detail: 'malformedOutput',
      reason: `answered with something that is not of the JSON schema asked for: it ${problem}`,
      retryable: false,
    },
    tries,
    spent && { usage: spent.usage },
  );

/** The same request, with the answer and what is wrong with it. */
function repair(asked: Asked, answer: ConverseResponse, problem: string, tried: number): Asked {
  const text = textOf(answer);
  const messages: ConverseRequest['messages'] = [
    ...asked.request.messages,
    // Some providers refuse a message without text.
    ...(text.trim() === '' ? [] : [{ role: 'assistant' as const, content: [{ text }] }]),
    {
      role: 'user',
      content: [
        { text: `Your answer ${problem}. Answer again with JSON of the schema only, and nothing beside it.` },
      ],
    },
  ];
  return {
    ...asked,
    request: { ...asked.request, messages: text.trim() === '' ? asked.request.messages : messages },
    idempotencyKey: `${asked.idempotencyKey}/repair-${tried}`,
  };
}

async function* checkedStream(
  events: AsyncIterable<ConverseStreamEvent>,
  check: AnswerCheck,
  secrets: readonly string[],
): AsyncGenerator<ConverseStreamEvent, void, void> {
  const fences = new Map<number, FenceStripper>();
  const pieces: string[] = [];
  const delta = (contentBlockIndex: number, text: string): ConverseStreamEvent[] => {
    if (text === '') return [];
    pieces.push(text);
    return [{ contentBlockDelta: { contentBlockIndex, delta: { text } } }];
  };
  for await (const event of events) {
    if ('contentBlockDelta' in event && event.contentBlockDelta.delta.text !== undefined) {
      const { contentBlockIndex, delta: piece } = event.contentBlockDelta;
      const fence = fences.get(contentBlockIndex) ?? createFenceStripper();
      fences.set(contentBlockIndex, fence);
      yield* delta(contentBlockIndex, fence.push(piece.text ?? ''));
      continue;
    }
    if ('contentBlockStop' in event) {
      const { contentBlockIndex } = event.contentBlockStop;
      yield* delta(contentBlockIndex, fences.get(contentBlockIndex)?.end() ?? '');
    }
    if ('messageStop' in event && CHECKED.has(event.messageStop.stopReason)) {
      const problem = explained(check(pieces.join('')), event.messageStop.stopReason, secrets);
      if (problem !== undefined) throw malformed(problem, 1);
    }
    yield event;
  }
}
