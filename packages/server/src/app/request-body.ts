import { requestTooLarge, ServiceException } from '../protocol/index.ts';
import type { HttpRequest } from './http.ts';

const NOTHING = new Uint8Array(0);

/** What requests can make the server hold, in bytes over all of them; the limit is one for each count. */
export interface BodyBudget {
  /** Of bodies that are being received: anybody can send those. */
  held: number;
  /** Of what signed requests that are being answered brought with them, or had fetched. */
  kept: number;
  readonly limit: number;
}

/** Counts bytes as kept until the function that is returned is called. Throws ServiceUnavailableException beyond the limit. */
export const keep = (budget: BodyBudget, bytes: number): (() => void) => {
  if (budget.kept + bytes > budget.limit) throw tooMuchKept();
  budget.kept += bytes;
  let isKept = true;
  return () => {
    if (isKept) budget.kept -= bytes;
    isKept = false;
  };
};

/** The sender went away before its request was complete; there is nobody to be answered. */
export class RequestAborted extends Error {
  constructor() {
    super('The client closed the connection before its request was complete.');
    this.name = 'RequestAborted';
  }
}

export interface BodyOptions {
  /** Bytes that the operation takes. */
  readonly limit: number;
  /** From now until the body must be complete, ms. */
  readonly timeout: number;
  readonly budget: BodyBudget;
}

/**
 * Reads a request's body into one array. `declared` is its content-length header. Rejects with
 * RequestEntityTooLargeException as soon as more than `limit` is declared or came (the rest is thrown away unread),
 * ServiceUnavailableException when the server holds too many bodies already, RequestTimeoutException, RequestAborted.
 */
export const readBody = (
  request: HttpRequest,
  declared: string | undefined,
  { limit, timeout, budget }: BodyOptions,
): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    // HTTP's parsers have refused a content-length that is no number, and bodies of another length.
    if (declared !== undefined && Number(declared) > limit) {
      reject(requestTooLarge(limit));
      return;
    }
    const chunks: Uint8Array[] = [];
    let length = 0;
    let timer: NodeJS.Timeout | undefined;

    let settled = false;

    // Listeners stay: a request lives no longer than its body does, and taking them off costs more than to ignore them.
    const settle = () => {
      settled = true;
      if (timer !== undefined) clearTimeout(timer);
      budget.held -= length;
    };
    const refuse = (error: Error) => {
      if (settled) return;
      settle();
      chunks.length = 0;
      reject(error);
    };
    const onData = (chunk: Uint8Array) => {
      if (settled) return;
      length += chunk.length;
      budget.held += chunk.length;
      chunks.push(chunk);
      if (length > limit) refuse(requestTooLarge(limit));
      else if (budget.held > budget.limit) refuse(tooManyBodies());
    };
    const onEnd = () => {
      if (settled) return;
      settle();
      resolve(
        chunks.length === 1 ? chunks[0]! : chunks.length === 0 ? NOTHING : Buffer.concat(chunks, length),
      );
    };

    request.on('data', onData);
    request.on('end', onEnd);
    request.on('close', () => {
      if (!settled) refuse(new RequestAborted());
    });
    // Node watches the time of HTTP/1.1 requests by itself.
    if (request.stream !== undefined) timer = setTimeout(() => refuse(tooSlow()), timeout);
  });

const tooManyBodies = () =>
  new ServiceException(
    'ServiceUnavailableException',
    'The server is receiving as many request bodies as it can hold. Try again in a moment.',
  );

const tooMuchKept = () =>
  new ServiceException(
    'ServiceUnavailableException',
    'The server is answering as many large requests as it can hold. Try again in a moment.',
  );

const tooSlow = () =>
  new ServiceException('RequestTimeoutException', 'The request body did not arrive in time.');
