import type { ConverseRequest } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import { withAdditionalFields } from '../../additional-fields.ts';
import { UnusableResponse } from '../../provider-failure.ts';
import { amendBody } from './amend-body.ts';
import { withoutBetas } from './anthropic-betas.ts';
import { objectsIn } from './json-shape.ts';
import type { Addressee } from './prompt.ts';
import { type EndOfStream, watchingForDone } from './watch-for-done.ts';

/** One request to a provider and its answer, as they pass between the package and the network. */
export interface Exchange {
  /** What the package is given to send its request with. */
  readonly fetch: typeof globalThis.fetch;
  /** Whether the package asks for JSON by a tool of its own, as it does where a model has no structured output. */
  readonly asksByJsonTool: () => boolean;
  /** Whether an event stream of OpenAI's kind came to its `[DONE]`. */
  readonly sawDone: () => boolean;
}

/** What is sent is completed: the idempotency key, what the package cannot say, additionalModelRequestFields. */
export function createExchange(
  outbound: typeof globalThis.fetch,
  request: ConverseRequest,
  to: Addressee,
  idempotencyKey: string,
): Exchange {
  let asksByJsonTool = false;
  let sent = false;
  const end: EndOfStream = { sawDone: false };
  const fields = withoutBetas(request.additionalModelRequestFields);
  return {
    asksByJsonTool: () => asksByJsonTool,
    sawDone: () => end.sawDone,
    fetch: async (input, init = {}) => {
      // Gemini's long answers come in several requests, of which only the last would be seen here.
      if (sent)
        throw new UnusableResponse('wants to go on with its answer in a second request, which is not made');
      sent = true;
      const headers = new Headers(init.headers);
      headers.set('idempotency-key', headerValue(idempotencyKey));
      if (typeof init.body !== 'string') return await outbound(input, { ...init, headers });
      const body = JSON.parse(init.body) as JsonObject;
      amendBody(body, request, to);
      asksByJsonTool = hasJsonTool(body, request);
      const response = await outbound(input, {
        ...init,
        headers,
        body: JSON.stringify(withAdditionalFields(body, fields)),
      });
      return body.stream === true && to.type.startsWith('openai') ? watchingForDone(response, end) : response;
    },
  };
}

/** Keys are made of names and numbers; whatever else were in one must not end up in a header. */
export const headerValue = (key: string): string => key.replace(/[^\x21-\x7e]/gu, '_').slice(0, 256);

const hasJsonTool = (body: JsonObject, { outputConfig, toolConfig }: ConverseRequest): boolean =>
  outputConfig?.textFormat !== undefined &&
  objectsIn(body.tools).some(({ name }) => name === 'json') &&
  !toolConfig?.tools.some(({ toolSpec }) => toolSpec?.name === 'json');
