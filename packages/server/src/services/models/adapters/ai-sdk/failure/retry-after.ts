import { stringIn } from '../json-shape.ts';
import type { ErrorBody } from './error-body.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * How long a provider asks us to wait, in ms: Retry-After (RFC 9110 section 10.2.3, seconds or a date), the finer
 * retry-after-ms, Google's RetryInfo in the body, or when the limit that is used up begins anew. `wallTime` reads dates.
 */
export function retryAfter(headers: Headers, body: ErrorBody, wallTime: number): number | undefined {
  const ms = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (ms >= 0) return ms;
  const text = headers['retry-after'];
  if (text !== undefined) {
    const given = /^\d{1,9}$/u.test(text) ? Number(text) * 1_000 : Date.parse(text) - wallTime;
    if (!Number.isNaN(given)) return Math.max(0, given);
  }
  return retryInfo(body) ?? untilReset(headers, wallTime);
}

/** google.rpc.RetryInfo: `"retryDelay": "34.07s"`. */
function retryInfo({ details }: ErrorBody): number | undefined {
  for (const { retryDelay } of details) {
    const delay = durationMs(stringIn(retryDelay) ?? '');
    if (delay !== undefined) return delay;
  }
  return undefined;
}

/** The limits that the providers count, by the names of their headers. */
const LIMITS: readonly { readonly remaining: string; readonly reset: string }[] = [
  ...['requests', 'tokens', 'input-tokens', 'output-tokens'].map((limit) => ({
    remaining: `anthropic-ratelimit-${limit}-remaining`,
    reset: `anthropic-ratelimit-${limit}-reset`,
  })),
  ...['requests', 'tokens'].map((limit) => ({
    remaining: `x-ratelimit-remaining-${limit}`,
    reset: `x-ratelimit-reset-${limit}`,
  })),
];

/** The longest wait for one of the limits of which nothing is left. */
function untilReset(headers: Headers, wallTime: number): number | undefined {
  const waits = LIMITS.flatMap(({ remaining, reset }) => {
    if (headers[remaining] !== '0') return [];
    const text = headers[reset] ?? '';
    // OpenAI gives a duration (6m0s, 20ms), Anthropic an RFC 3339 date.
    const wait = durationMs(text) ?? Date.parse(text) - wallTime;
    return Number.isNaN(wait) ? [] : [Math.max(0, wait)];
  });
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** A duration as Go prints one: `1h2m3.5s`. */
function durationMs(text: string): number | undefined {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:ms|h|m|s)){1,4}$/u.test(text)) return undefined;
  let ms = 0;
  for (const [, amount, unit = ''] of text.matchAll(/([\d.]+)(ms|h|m|s)/gu))
    ms += Number(amount) * (UNIT_MS[unit] ?? 0);
  return Math.ceil(ms);
}
