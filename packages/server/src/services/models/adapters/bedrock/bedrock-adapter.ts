import { UnusableResponse } from '../../../outbound/index.ts';
import type { ProviderAdapter, ProviderStreamEvent } from '../../provider-adapter.ts';
import type { AdapterWorld } from '../adapter-world.ts';
import { bedrockAnswer, bedrockEvent } from './bedrock-answer.ts';
import { bedrockClients } from './bedrock-clients.ts';
import { embedWithBedrock } from './bedrock-embeddings.ts';
import { bedrockFailed } from './bedrock-failure.ts';
import { bedrockRequest } from './bedrock-request.ts';
import { eventMessages } from './event-messages.ts';
import { readJsonObject } from './read-json.ts';
import { requestHeaders, requestHeadersPlace } from './request-headers.ts';
import { nothingTaken, takeBody, takeBodyPlace, wholeBody } from './take-body.ts';

/**
 * Models on Bedrock itself, or behind what speaks its API. The AWS SDK writes requests, signs them and understands
 * exceptions; answers are read here. Our port speaks Converse, so both pass as they are and nothing is lost; see
 * bedrockRequest for what stays here.
 */
export function createBedrockAdapter({ fetch, secrets, clock }: AdapterWorld): ProviderAdapter {
  const clientOf = bedrockClients(fetch);

  /** What any of the calls threw, as the contract has it. */
  const failure = (error: unknown, signal: AbortSignal): unknown =>
    signal.aborted ? signal.reason : bedrockFailed(error, secrets, clock.now());

  return {
    async converse(request, attempt) {
      try {
        const { ConverseCommand } = await import('@aws-sdk/client-bedrock-runtime');
        const client = await clientOf(attempt.provider);
        const command = new ConverseCommand(bedrockRequest(request, attempt.modelName));
        const taken = nothingTaken();
        command.middlewareStack.add(requestHeaders(attempt), requestHeadersPlace);
        command.middlewareStack.add(takeBody(taken), takeBodyPlace);
        const { $metadata } = await client.send(command, { abortSignal: attempt.signal });
        return bedrockAnswer(readJsonObject(await wholeBody(taken)), $metadata);
      } catch (error) {
        throw failure(error, attempt.signal);
      }
    },

    async *converseStream(request, attempt) {
      try {
        const { ConverseStreamCommand } = await import('@aws-sdk/client-bedrock-runtime');
        const client = await clientOf(attempt.provider);
        const command = new ConverseStreamCommand(bedrockRequest(request, attempt.modelName));
        const taken = nothingTaken();
        command.middlewareStack.add(requestHeaders(attempt), requestHeadersPlace);
        command.middlewareStack.add(takeBody(taken), takeBodyPlace);
        const { $metadata } = await client.send(command, { abortSignal: attempt.signal });
        let complete = false;
        for await (const message of taken.stream ? eventMessages(taken.stream) : []) {
          // Metadata is the last; what comes after it is read to the end of the connection's turn, and dropped.
          const event: ProviderStreamEvent | undefined = complete
            ? undefined
            : bedrockEvent(message, $metadata);
          if (!event) continue;
          complete = 'metadata' in event;
          yield event;
        }
        if (!complete) throw new UnusableResponse('ended its stream before the answer was complete');
      } catch (error) {
        throw failure(error, attempt.signal);
      }
    },

    async embed(request, attempt) {
      try {
        return await embedWithBedrock(request, attempt, await clientOf(attempt.provider));
      } catch (error) {
        throw failure(error, attempt.signal);
      }
    },
  };
}
