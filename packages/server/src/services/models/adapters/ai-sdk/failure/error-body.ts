import type { JsonObject } from '@streambed/model';
import { objectIn, objectsIn, stringIn } from '../json-shape.ts';

/** What an error of a provider says of itself, whichever of their forms it has. */
export interface ErrorBody {
  /** Short names only (`insufficient_quota`, `RESOURCE_EXHAUSTED`): what may be shown as it is. */
  readonly names: readonly string[];
  /** A sentence of the provider's, to be read or scrubbed, never shown as it is. */
  readonly message: string;
  /** An HTTP status in the body, as Gemini, vLLM and gateways give it. */
  readonly status: number | undefined;
  /** Google's `details` (google.rpc.RetryInfo, QuotaFailure, ErrorInfo). */
  readonly details: readonly JsonObject[];
}

/** Longer messages are not read to their end. */
const MAX_READ = 4_000;

/** Reads `{error: {...}}` (all of them), `[{error: {...}}]` (Gemini, sometimes), `{error: "..."}` (Ollama), `{message}`. */
export function readErrorBody(body: unknown): ErrorBody {
  const answer = objectIn(Array.isArray(body) ? body[0] : body);
  const error = objectIn(answer?.error) ?? answer ?? {};
  const names = [error.code, error.status, error.type].filter(isName);
  const message = stringIn(error.message) ?? stringIn(answer?.error) ?? '';
  const status = Number(error.code ?? Number.NaN);
  return {
    names,
    message: message.slice(0, MAX_READ),
    status: status >= 400 && status <= 599 ? status : undefined,
    details: objectsIn(error.details),
  };
}

/** A name and no sentence. */
const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z][A-Za-z_.-]{1,40}$/u.test(value);
