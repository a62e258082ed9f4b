import type { AnswerEvent } from '@streambed/flow/ports';
import type {
  RetrieveAndGenerateStreamRequest,
  RetrieveAndGenerateStreamResponseOutput,
} from '@streambed/model/bedrock-agent-runtime';
import type { StreamEvent } from '../../protocol/index.ts';
import { serviceCallOf } from '../bedrock-runtime/service-call.ts';
import { operation } from '../operation.ts';
import { asException } from './as-exception.ts';
import { answerResource } from './knowledge-base-resource.ts';

type AnswerStreamEvent = StreamEvent<RetrieveAndGenerateStreamResponseOutput>;

export interface RetrieveAndGenerateStreamAnswer {
  readonly sessionId: string;
  readonly stream: AsyncIterable<readonly AnswerStreamEvent[]>;
}

/**
 * As RetrieveAndGenerate, its answer as it is written. The first event is waited for, so that what fails before it is an
 * answer with a status of its own; what fails later is the stream's last event. Source: services-data.md section 3.
 */
export const retrieveAndGenerateStream = operation<
  RetrieveAndGenerateStreamRequest,
  RetrieveAndGenerateStreamAnswer
>({
  name: 'RetrieveAndGenerateStream',
  service: 'bedrock-agent-runtime',
  action: 'bedrock:RetrieveAndGenerateStream',
  resource: answerResource,
  async handle(input, context) {
    try {
      const { response } = await context.ports.knowledgeBases.retrieveAndGenerateStream(
        input,
        serviceCallOf(context),
      );
      const events = response.events[Symbol.asyncIterator]();
      return { sessionId: response.sessionId, stream: projected(await events.next(), events) };
    } catch (error) {
      throw asException(error);
    }
  },
});

async function* projected(
  first: IteratorResult<AnswerEvent, unknown>,
  events: AsyncIterator<AnswerEvent, unknown>,
): AsyncGenerator<readonly AnswerStreamEvent[], void, void> {
  try {
    for (let result = first; !result.done; result = await events.next()) yield [projectEvent(result.value)];
  } catch (error) {
    throw asException(error);
  } finally {
    await events.return?.();
  }
}

/** Older clients read a citation's members in `citation`, newer ones in the event itself: they stand in both. */
const projectEvent = (event: AnswerEvent): AnswerStreamEvent => {
  if ('output' in event) return { name: 'output', payload: event.output };
  if ('guardrail' in event) return { name: 'guardrail', payload: event.guardrail };
  return { name: 'citation', payload: { ...event.citation, citation: event.citation } };
};
