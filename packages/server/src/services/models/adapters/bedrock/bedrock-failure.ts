import { ProviderFailed } from '../../provider-adapter.ts';
import { type ProviderFailure, providerFailure } from '../../provider-failure.ts';
import { safeReason } from '../../safe-reason.ts';

type Meaning = Pick<ProviderFailure, 'kind' | 'retryable' | 'detail'>;

const DENIED: Meaning = { kind: 'accessDenied', retryable: false };
const SLOW_DOWN: Meaning = { kind: 'throttling', retryable: true };
const PASSING: Meaning = { kind: 'dependencyFailed', retryable: true };
const BROKEN: Meaning = { kind: 'dependencyFailed', retryable: false };

/** The exceptions of bedrock-runtime, and those that AWS answers with before it looks at the request. */
const EXCEPTIONS: Readonly<Record<string, Meaning>> = {
  ThrottlingException: SLOW_DOWN,
  TooManyRequestsException: SLOW_DOWN,
  ServiceQuotaExceededException: { kind: 'throttling', retryable: false, detail: 'exhausted' },
  ModelNotReadyException: PASSING,
  ServiceUnavailableException: PASSING,
  InternalServerException: PASSING,
  ModelStreamErrorException: PASSING,
  ModelTimeoutException: { kind: 'dependencyFailed', retryable: true, detail: 'timedOut' },
  ModelErrorException: BROKEN,
  ResourceNotFoundException: { kind: 'dependencyFailed', retryable: false, detail: 'unknownModel' },
  ValidationException: { kind: 'validation', retryable: false },
  AccessDeniedException: DENIED,
  ExpiredTokenException: DENIED,
  IncompleteSignatureException: DENIED,
  InvalidSignatureException: DENIED,
  MissingAuthenticationTokenException: DENIED,
  UnrecognizedClientException: DENIED,
};

/** Exceptions whose text speaks of the request and not of the account. */
const TELLING = /^(?:Validation|ModelError|ModelStreamError|ModelTimeout|ModelNotReady|ResourceNotFound)/u;

/** How Bedrock's models say that a request is longer than they can read; one wording a line. */
const TOO_LONG = [
  /input is too long/iu,
  /(?:prompt|request|input) is too long/iu,
  /too many (?:input |total )?tokens/iu,
  /(?:context|input) length/iu,
  /exceeds? the (?:maximum|model'?s) (?:context|input|number of (?:input )?tokens)/iu,
  /maximum (?:context|input) (?:length|tokens)/iu,
];

/** Quotas that a minute's waiting does not refill. */
const PER_DAY = /\b(?:per day|daily)\b/iu;

/**
 * What a call of the SDK threw, in terms of a failed try. Of the error's own text only a short, scrubbed reason is
 * kept, and only where it speaks of the request; `secrets` and `wallTime` are as for providerFailure.
 */
export function bedrockFailed(error: unknown, secrets: readonly string[], wallTime: number): ProviderFailed {
  if (error instanceof ProviderFailed) return error;
  const name = exceptionName(error);
  const status = statusOf(error);
  const meaning = (name === undefined ? undefined : EXCEPTIONS[name]) ?? byStatus(status);
  if (!meaning || !(error instanceof Error)) return new ProviderFailed(providerFailure(error));
  const shown = [status, name].filter((part) => part !== undefined).join(' ');
  const words = TELLING.test(name ?? '') ? safeReason(error.message, secrets) : '';
  const retryAfterMs = retryAfter(error, wallTime);
  return new ProviderFailed({
    ...meaning,
    ...(name === 'ThrottlingException' && PER_DAY.test(error.message)
      ? { retryable: false, detail: 'exhausted' as const }
      : {}),
    ...(name === 'ValidationException' && TOO_LONG.some((wording) => wording.test(error.message))
      ? { detail: 'contextTooLong' as const }
      : {}),
    reason: `${said(meaning, name)} (${shown})${words === '' ? '' : `: ${words}`}`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function said({ kind, detail }: Meaning, name: string | undefined): string {
  if (detail === 'exhausted') return 'has no quota left for it';
  if (kind === 'throttling') return 'asked to slow down';
  if (name === 'AccessDeniedException') return 'does not let these credentials use the model';
  if (kind === 'accessDenied') return 'refused the credentials';
  if (kind === 'validation') return 'cannot be asked that';
  return 'answered with an error';
}

function byStatus(status: number | undefined): Meaning | undefined {
  if (status === undefined || status < 400) return undefined;
  if (status === 401 || status === 403) return DENIED;
  if (status === 429) return SLOW_DOWN;
  return status === 408 || status >= 500 ? PASSING : BROKEN;
}

/** The name of a modelled or unmodelled exception; exceptions within a stream begin with a small letter. */
function exceptionName(error: unknown): string | undefined {
  const name = error instanceof Error ? error.name : '';
  return /^[A-Za-z]{3,60}Exception$/u.test(name) ? `${name[0]?.toUpperCase()}${name.slice(1)}` : undefined;
}

/** Of the exception, or of an answer that the SDK could not read. */
function statusOf(error: unknown): number | undefined {
  const { $metadata, $response } = (error ?? {}) as SdkError;
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** Retry-After as RFC 9110 section 10.2.3 has it, in ms. */
function retryAfter(error: unknown, wallTime: number): number | undefined {
  const text = (error as SdkError).$response?.headers?.['retry-after'];
  if (typeof text !== 'string') return undefined;
  const given = /^\d{1,9}$/u.test(text) ? Number(text) * 1_000 : Date.parse(text) - wallTime;
  return Number.isNaN(given) ? undefined : Math.max(0, given);
}

interface SdkError {
  readonly $metadata?: { readonly httpStatusCode?: unknown };
  readonly $response?: {
    readonly statusCode?: unknown;
    readonly headers?: Readonly<Record<string, unknown>>;
  };
}
