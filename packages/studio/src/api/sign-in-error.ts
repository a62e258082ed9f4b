import { ConnectionError, StreambedError } from '@streambed/client';

/** Why signing in did not work, as far as a person can do something about it. */
export type SignInErrorKind = 'noSession' | 'expiredLink' | 'wrongKey' | 'clock' | 'unreachable' | 'refused';

export class SignInError extends Error {
  readonly kind: SignInErrorKind;
  /** By how many minutes this machine's clock is ahead of the server's; for `clock`. */
  readonly minutesAhead: number | undefined;
  readonly requestId: string;
  /** The exception's name, where the server gave one. */
  readonly exception: string;

  /** `message` is the server's own, empty when there is none. */
  constructor(
    kind: SignInErrorKind,
    message: string,
    options: ErrorOptions & {
      readonly minutesAhead?: number;
      readonly requestId?: string;
      readonly exception?: string;
    } = {},
  ) {
    super(message, options);
    this.name = 'SignInError';
    this.kind = kind;
    this.minutesAhead = options.minutesAhead;
    this.requestId = options.requestId ?? '';
    this.exception = options.exception ?? '';
  }
}

/** A signature is good for five minutes on either side of its time. */
const TOLERATED_MINUTES = 5;

const KEY_REFUSED = new Set([
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'MissingAuthenticationTokenException',
]);

/** An answer of the server that is not a success. `now`: this machine's time, ms. */
export const signInErrorOf = async (response: Response, now: number): Promise<SignInError> => {
  const text = await response.text().catch(() => '');
  let body: { readonly __type?: unknown; readonly message?: unknown } = {};
  try {
    body = JSON.parse(text) ?? {};
  } catch {
    // Something between answered, in a form of its own.
  }
  const name = response.headers.get('x-amzn-errortype') ?? String(body.__type ?? '');
  const message = typeof body.message === 'string' ? body.message : '';
  const requestId = response.headers.get('x-amzn-requestid') ?? '';
  if (response.status >= 500) return new SignInError('unreachable', message, { requestId });
  return classify(name, message, requestId, response.headers.get('date'), now);
};

/** What went wrong with CreateSession. `date`: the server's clock as its answers tell, where one came. */
export const signInErrorFrom = (error: unknown, date: string | null, now: number): SignInError => {
  if (error instanceof ConnectionError) return new SignInError('unreachable', '', { cause: error });
  if (error instanceof StreambedError) return classify(error.name, error.message, error.requestId, date, now);
  return new SignInError('refused', error instanceof Error ? error.message : String(error), { cause: error });
};

const classify = (
  name: string,
  message: string,
  requestId: string,
  date: string | null,
  now: number,
): SignInError => {
  const minutesAhead = Math.round((now - Date.parse(date ?? '')) / 60_000);
  if (/^Signature (expired|not yet current):/.test(message) && Math.abs(minutesAhead) >= TOLERATED_MINUTES)
    return new SignInError('clock', message, { minutesAhead, requestId, exception: name });
  return new SignInError(KEY_REFUSED.has(name) ? 'wrongKey' : 'refused', message, {
    requestId,
    exception: name,
  });
};
