import { ProviderFailed } from '../provider-adapter.ts';
import {
  NO_ANSWER_OF_ITS_API,
  noAnswerWithin,
  type ProviderFailure,
  silentFor,
  TryTimedOut,
} from '../provider-failure.ts';
import { SecretUnavailable } from '../secret-file.ts';
import { CallFailed } from './call-failed.ts';
import { StreamStalled } from './watched-stream.ts';

/** What a thrown value means. Whatever an adapter did not foresee counts as a bad answer, and nothing of it is shown. */
export function failureOf(error: unknown): ProviderFailure {
  if (error instanceof ProviderFailed || error instanceof CallFailed) return error.failure;
  if (error instanceof TryTimedOut) return noAnswerWithin(error.afterMs);
  if (error instanceof StreamStalled) return silentFor(error.afterMs);
  if (error instanceof SecretUnavailable)
    return { kind: 'accessDenied', reason: error.message, retryable: false };
  return NO_ANSWER_OF_ITS_API;
}
