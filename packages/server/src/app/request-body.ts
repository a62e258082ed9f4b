import { requestTooLarge, ServiceException } from '../protocol/index.ts';
import type { HttpRequest } from './http.ts';

const NOTHING = new Uint8Array(0);

/** Bytes of bodies that are being received, over all requests: what unsigned senders can make the server hold. */
export interface BodyBudget {
  held: number;
  readonly limit: number;
}

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
  /** From now until the body must be complete, ms. Node watches this for HTTP/1.1 only. */
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

    const settle = () => {
      clearTimeout(timer);
      budget.held -= length;
      request.off('data', onData);
      request.off('end', onEnd);
      request.off('close', onClose);
    };
    const refuse = (error: Error) => {
      settle();
      reject(error);
    };
    const onData = (chunk: Uint8Array) => {
      length += chunk.length;
      budget.held += chunk.length;
      chunks.push(chunk);
      if (length > limit) refuse(requestTooLarge(limit));
      else if (budget.held > budget.limit) refuse(tooManyBodies());
      else timer ??= setTimeout(() => refuse(tooSlow()), timeout);
    };
    const onEnd = () => {
      settle();
      resolve(
        chunks.length === 1 ? chunks[0]! : chunks.length === 0 ? NOTHING : Buffer.concat(chunks, length),
      );
    };
    const onClose = () => refuse(new RequestAborted());

    request.on('data', onData);
    request.on('end', onEnd);
    request.on('close', onClose);
    request.on('error', ignore);
  });

/** 'close' follows every error of a request, and says the same. */
const ignore = () => {};

const tooManyBodies = () =>
  new ServiceException(
    'ServiceUnavailableException',
    'The server is receiving as many request bodies as it can hold. Try again in a moment.',
  );

const tooSlow = () =>
  new ServiceException('RequestTimeoutException', 'The request body did not arrive in time.');
