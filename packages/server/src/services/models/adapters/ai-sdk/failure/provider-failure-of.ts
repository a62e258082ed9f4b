import { type ProviderFailure, providerFailure } from '../../../provider-failure.ts';
import { safeReason } from '../../../safe-reason.ts';
import { StreamedError } from '../answer-reader.ts';
import { type ErrorBody, readErrorBody } from './error-body.ts';
import { isWrongKey, meaningOf } from './error-meanings.ts';
import { retryAfter } from './retry-after.ts';

/** Overloaded or broken for a moment; 529 is Anthropic's "overloaded". */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504, 529]);

/** The provider's own words help where the request was wrong; elsewhere they might tell of credentials. */
const TELLING_STATUSES: ReadonlySet<number> = new Set([400, 404, 413, 415, 422]);

/** The status that an error in the middle of a stream would have had, by its type; others count as a server's error. */
const STATUS_OF_NAME: ReadonlyMap<string, number> = new Map([
  ['invalid_request_error', 400],
  ['authentication_error', 401],
  ['billing_error', 402],
  ['permission_error', 403],
  ['not_found_error', 404],
  ['request_too_large', 413],
  ['rate_limit_error', 429],
  ['rate_limit_exceeded', 429],
  ['timeout_error', 504],
  ['overloaded_error', 529],
]);

/** Names of errors of the packages that mean: this request cannot be put in that provider's terms. */
const UNSERVABLE: ReadonlySet<string> = new Set([
  'AI_UnsupportedFunctionalityError',
  'AI_InvalidPromptError',
  'AI_InvalidArgumentError',
]);

/**
 * Understands what a package threw or a provider sent in place of an answer; the rest is providerFailure's. `secrets`
 * are values that must not be repeated, `wallTime` reads dates of headers.
 */
export function providerFailureOf(
  error: unknown,
  secrets: readonly string[],
  wallTime: number,
): ProviderFailure {
  if (error instanceof StreamedError) {
    const body = readErrorBody(error.body);
    const named = body.names.map((name) => STATUS_OF_NAME.get(name)).find((status) => status !== undefined);
    return answered({ status: body.status ?? named ?? 500, body, headers: {}, secrets, wallTime });
  }
  const call = apiCallError(error);
  if (call?.statusCode !== undefined && call.statusCode >= 400)
    return answered({
      status: call.statusCode,
      body: bodyOf(call),
      headers: call.responseHeaders ?? {},
      secrets,
      wallTime,
    });
  if (error instanceof Error && UNSERVABLE.has(error.name))
    return {
      kind: 'validation',
      reason: `cannot be asked that: ${safeReason(error.message, secrets)}`,
      retryable: false,
    };
  return providerFailure(error);
}

/** The members of the packages' APICallError that are read here; told by its shape, so that no package need be loaded. */
interface ApiCallError {
  readonly message: string;
  readonly statusCode?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: string;
}

function apiCallError(error: unknown): ApiCallError | undefined {
  return error instanceof Error && error.name === 'AI_APICallError'
    ? (error as Error & ApiCallError)
    : undefined;
}

/** The package keeps of the body only what it knows; the whole text stands beside it. */
function bodyOf({ responseBody, message }: ApiCallError): ErrorBody {
  try {
    return readErrorBody(JSON.parse(responseBody ?? ''));
  } catch {
    return readErrorBody({ message });
  }
}

interface Answered {
  readonly status: number;
  readonly body: ErrorBody;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly wallTime: number;
}

function answered({ status, body, headers, secrets, wallTime }: Answered): ProviderFailure {
  const [name] = body.names;
  const shown = name === undefined ? `${status}` : `${status} ${name}`;
  if (status === 401 || status === 403 || isWrongKey(body))
    return { kind: 'accessDenied', reason: `refused the credentials (${shown})`, retryable: false };
  const words = TELLING_STATUSES.has(status) ? safeReason(body.message, secrets) : '';
  const said = (what: string): string =>
    words === '' ? `${what} (${shown})` : `${what} (${shown}): ${words}`;
  const wait = retryAfter(headers, body, wallTime);
  const retryAfterMs = wait === undefined ? {} : { retryAfterMs: wait };
  switch (
    status === 402 ? 'exhausted' : (meaningOf(body) ?? (status === 413 ? 'contextTooLong' : undefined))
  ) {
    case 'contextTooLong':
      return {
        kind: 'validation',
        detail: 'contextTooLong',
        reason: said('cannot read that much'),
        retryable: false,
      };
    case 'refused':
      return {
        kind: 'validation',
        detail: 'refused',
        reason: said('refused it by its own safety rules'),
        retryable: false,
      };
    case 'exhausted':
      return {
        kind: 'throttling',
        detail: 'exhausted',
        reason: `has no quota or credit left (${shown})`,
        retryable: false,
        ...retryAfterMs,
      };
    case 'unknownModel':
      return {
        kind: 'dependencyFailed',
        detail: 'unknownModel',
        reason: said('has no such model'),
        retryable: false,
      };
  }
  if (status === 429)
    return { kind: 'throttling', reason: `asked to slow down (${shown})`, retryable: true, ...retryAfterMs };
  return {
    kind: 'dependencyFailed',
    ...(status === 408 || status === 504 ? { detail: 'timedOut' as const } : {}),
    reason: words === '' ? `answered ${shown}` : `answered ${shown}: ${words}`,
    retryable: RETRYABLE_STATUSES.has(status),
    ...retryAfterMs,
  };
}
