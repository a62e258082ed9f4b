import type { FaultKind, FaultReason } from '@streambed/flow/ports';
import { UnusableResponse } from '../outbound/index.ts';
import { safeReason } from './safe-reason.ts';

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

/** Overloaded or broken for a moment; 529 is Anthropic's "overloaded". */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504, 529]);

/** A 429 that says the account is out of money or quota: waiting does not help. */
const EXHAUSTED = /^(?:insufficient_quota|billing_not_active|quota_exceeded)$/u;

/** The provider's own words help where the request was wrong; elsewhere they might tell of credentials. */
const TELLING_STATUSES: ReadonlySet<number> = new Set([400, 404, 413, 415, 422]);

/** Names of errors of the SDK that mean: this request cannot be put in that provider's terms. */
const UNSERVABLE: ReadonlySet<string> = new Set([
  'AI_UnsupportedFunctionalityError',
  'AI_InvalidPromptError',
  'AI_InvalidArgumentError',
]);

/**
 * Understands what a provider package, fetch or we ourselves threw. `secrets` are values that must not be repeated.
 * `wallTime` reads Retry-After dates. Anything that is not understood counts as a bad answer, with no detail.
 */
export function providerFailure(
  error: unknown,
  secrets: readonly string[],
  wallTime: number,
): ProviderFailure {
  if (error instanceof TryTimedOut)
    return {
      kind: 'dependencyFailed',
      reason: `gave no answer within ${seconds(error.afterMs)}`,
      retryable: false,
    };
  if (error instanceof MissingCredentials)
    return { kind: 'accessDenied', reason: 'wants AWS credentials, and there are none', retryable: false };
  const unusable = unusableIn(error);
  if (unusable) return { kind: 'badGateway', reason: unusable.message, retryable: false };
  const call = apiCallError(error);
  if (call?.statusCode !== undefined && call.statusCode >= 400) return answered(call, secrets, wallTime);
  const code = networkCode(error);
  if (code !== undefined)
    return {
      kind: 'badGateway',
      reason: `could not be reached (${code})`,
      retryable: RETRYABLE_CODES.has(code),
    };
  if (error instanceof Error && UNSERVABLE.has(error.name))
    return {
      kind: 'validation',
      reason: `cannot be asked that: ${safeReason(error.message, secrets)}`,
      retryable: false,
    };
  return {
    kind: 'badGateway',
    reason: 'answered with something that is no answer of its API',
    retryable: false,
  };
}

/** The members of the SDK's APICallError that are read here; told by its shape, so that no package need be loaded. */
interface ApiCallError {
  readonly message: string;
  readonly statusCode?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly data?: unknown;
}

function apiCallError(error: unknown): ApiCallError | undefined {
  return error instanceof Error && error.name === 'AI_APICallError'
    ? (error as Error & ApiCallError)
    : undefined;
}

function answered(call: ApiCallError, secrets: readonly string[], wallTime: number): ProviderFailure {
  const status = call.statusCode ?? 0;
  const code = errorCode(call.data);
  const shown = code === undefined ? `${status}` : `${status} ${code}`;
  if (status === 401 || status === 403)
    return { kind: 'accessDenied', reason: `refused the credentials (${shown})`, retryable: false };
  const retryAfterMs = retryAfter(call.responseHeaders ?? {}, wallTime);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (status === 429)
    return {
      kind: 'throttling',
      reason: `asked to slow down (${shown})`,
      retryable: !EXHAUSTED.test(code ?? ''),
      ...wait,
    };
  const words = TELLING_STATUSES.has(status) ? safeReason(call.message, secrets) : '';
  return {
    kind: 'dependencyFailed',
    reason: words === '' ? `answered ${shown}` : `answered ${shown}: ${words}`,
    retryable: RETRYABLE_STATUSES.has(status),
    ...wait,
  };
}

/** The error's code or type as the providers name them, when it looks like a name and not like a sentence. */
function errorCode(data: unknown): string | undefined {
  const error = isRecord(data) && isRecord(data.error) ? data.error : data;
  if (!isRecord(error)) return undefined;
  for (const name of ['code', 'status', 'type']) {
    const value = error[name];
    if (typeof value === 'string' && /^[A-Za-z][A-Za-z_.-]{1,40}$/u.test(value)) return value;
  }
  return undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** Retry-After as RFC 9110 section 10.2.3 has it (seconds or a date), and the finer retry-after-ms. */
function retryAfter(headers: Readonly<Record<string, string>>, wallTime: number): number | undefined {
  const ms = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (ms >= 0) return ms;
  const text = headers['retry-after'];
  if (text === undefined) return undefined;
  const given = /^\d{1,9}$/u.test(text) ? Number(text) * 1_000 : Date.parse(text) - wallTime;
  return Number.isNaN(given) ? undefined : Math.max(0, given);
}

/** What was refused while an answer was read, wherever in the chain of causes it stands. */
function unusableIn(error: unknown): UnusableResponse | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    if (current instanceof UnusableResponse) return current;
    current = current.cause;
  }
  return undefined;
}

/** A system's or undici's error code, wherever in the chain of causes it stands. */
function networkCode(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth++) {
    const code: unknown = Reflect.get(current, 'code');
    if (typeof code === 'string' && /^(?:E[A-Z_]+|UND_ERR_[A-Z_]+|ERR_(?:TLS|SSL)_[A-Z_]+)$/u.test(code))
      return code;
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return undefined;
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
