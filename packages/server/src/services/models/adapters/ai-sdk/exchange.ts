import type { ConverseRequest } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import { withAdditionalFields } from '../../additional-fields.ts';
import { UnusableResponse } from '../../provider-failure.ts';
import { amendBody } from './amend-body.ts';
import { withoutBetas } from './anthropic-betas.ts';
import { objectsIn } from './json-shape.ts';
import type { Addressee } from './prompt.ts';

/** One request to a provider and its answer, as they pass between the package and the network. */
export interface Exchange {
  /** What the package is given to send its request with. */
  readonly fetch: typeof globalThis.fetch;
  /** Whether the package asks for JSON by a tool of its own, as it does where a model has no structured output. */
  readonly asksByJsonTool: () => boolean;
  /** The body of a streamed answer that is a success, which the package does not get to see. */
  readonly streamedBody: () => ReadableStream<Uint8Array> | undefined;
}

/** Gemini's long answers come in several requests; only one is made for each try. */
export const SECOND_REQUEST = 'wants to go on with its answer in a second request, which is not made';

/**
 * What is sent is completed: the idempotency key, what the package cannot say, additionalModelRequestFields. With
 * `streams` the body of an answer that is a success is kept for whoever made the exchange.
 */
export function createExchange(
  outbound: typeof globalThis.fetch,
  request: ConverseRequest,
  to: Addressee,
  idempotencyKey: string,
  streams: boolean,
): Exchange {
  let asksByJsonTool = false;
  let sent = false;
  let streamedBody: ReadableStream<Uint8Array> | undefined;
  const fields = withoutBetas(request.additionalModelRequestFields);
  return {
    asksByJsonTool: () => asksByJsonTool,
    streamedBody: () => streamedBody,
    fetch: async (input, init = {}) => {
      if (sent) throw new UnusableResponse(SECOND_REQUEST);
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
      if (!streams || !response.ok || !response.body) return response;
      streamedBody = response.body;
      const { status, statusText } = response;
      return new Response('', { status, statusText });
    },
  };
}

/** Keys are made of names and numbers; whatever else were in one must not end up in a header. */
export const headerValue = (key: string): string => key.replace(/[^\x21-\x7e]/gu, '_').slice(0, 256);

const hasJsonTool = (body: JsonObject, { outputConfig, toolConfig }: ConverseRequest): boolean =>
  outputConfig?.textFormat !== undefined &&
  objectsIn(body.tools).some(({ name }) => name === 'json') &&
  !toolConfig?.tools.some(({ toolSpec }) => toolSpec?.name === 'json');
