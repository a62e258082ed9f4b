import type { FaultKind, FaultReason } from '@streambed/flow/ports';
import { UnusableResponse } from '../outbound/index.ts';

/** Why a try failed, in words that may be shown, and whether another try may help. */
export interface ProviderFailure {
  readonly kind: Extract<
    FaultKind,
    'accessDenied' | 'throttling' | 'dependencyFailed' | 'badGateway' | 'validation'
  >;
  /** Goes on from "the provider …". Holds nothing of the provider's text but a short, scrubbed reason. */
  readonly reason: string;
  readonly retryable: boolean;
  /** Told apart where a client or a fallback does so. */
  readonly detail?: FaultReason;
  /** What the provider asked us to wait, in ms. */
  readonly retryAfterMs?: number;
}

export { UnusableResponse };

/** There are no AWS credentials to sign a request with. */
export class MissingCredentials extends Error {
  override readonly name = 'MissingCredentials';
}

/** One try took longer than a try may. */
export class TryTimedOut extends Error {
  override readonly name = 'TryTimedOut';
  readonly afterMs: number;

  constructor(afterMs: number) {
    super(`no answer within ${afterMs} ms`);
    this.afterMs = afterMs;
  }
}

/** Connections that broke or were refused: the same request may get through a moment later. */
const RETRYABLE_CODES: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Those of connections that were there. */
const BROKEN_OFF: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

/**
 * Understands what a connection, fetch or we ourselves threw; an adapter understands what its provider answered.
 * Anything that is not understood counts as a bad answer, of which nothing is told.
 */
export function providerFailure(error: unknown): ProviderFailure {
  if (error instanceof TryTimedOut) return noAnswerWithin(error.afterMs);
  if (error instanceof MissingCredentials)
    return { kind: 'accessDenied', reason: 'wants AWS credentials, and there are none', retryable: false };
  const causes = causesOf(error);
  const unusable = causes.find((cause) => cause instanceof UnusableResponse);
  if (unusable) return { kind: 'badGateway', reason: unusable.message, retryable: false };
  const code = networkCode(causes);
  if (code !== undefined)
    return {
      kind: 'badGateway',
      detail: 'unreachable',
      reason: `${BROKEN_OFF.has(code) ? 'broke the connection off' : 'could not be reached'} (${code})`,
      retryable: RETRYABLE_CODES.has(code),
    };
  return NO_ANSWER_OF_ITS_API;
}

/** What is not understood: nothing of it is told. */
export const NO_ANSWER_OF_ITS_API: ProviderFailure = {
  kind: 'badGateway',
  reason: 'answered with something that is no answer of its API',
  retryable: false,
};

/** The failure of a try that has waited `ms` for its answer. */
export const noAnswerWithin = (ms: number): ProviderFailure =>
  timedOut(`gave no answer within ${seconds(ms)}`);

/** The failure of a stream that said nothing for `ms` after it had begun. */
export const silentFor = (ms: number): ProviderFailure =>
  timedOut(`fell silent for ${seconds(ms)} in the middle of its answer`);

const timedOut = (reason: string): ProviderFailure => ({
  kind: 'dependencyFailed',
  detail: 'timedOut',
  reason,
  retryable: false,
});

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;

/** The error and what caused it, a few steps back: packages and fetch wrap what they met. */
function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let current = error; current instanceof Error && causes.length < 6; ) {
    causes.push(current);
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return causes;
}

/** A system's or undici's error code. */
function networkCode(causes: readonly Error[]): string | undefined {
  for (const cause of causes) {
    const code: unknown = Reflect.get(cause, 'code');
    if (typeof code === 'string' && /^(?:E[A-Z_]+|UND_ERR_[A-Z_]+|ERR_(?:TLS|SSL)_[A-Z_]+)$/u.test(code))
      return code;
  }
  return undefined;
}
