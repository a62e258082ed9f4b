import { ProviderFailed } from '../provider-adapter.ts';
import { type ProviderFailure, TryTimedOut } from '../provider-failure.ts';
import { SecretUnavailable } from '../secret-file.ts';
import { CallFailed } from './call-failed.ts';
import { StreamStalled } from './watched-stream.ts';

/** What a thrown value means. Whatever an adapter did not foresee counts as a bad answer, and nothing of it is shown. */
export function failureOf(error: unknown): ProviderFailure {
  if (error instanceof ProviderFailed || error instanceof CallFailed) return error.failure;
  if (error instanceof TryTimedOut)
    return {
      kind: 'dependencyFailed',
      detail: 'timedOut',
      reason: `gave no answer within ${seconds(error.afterMs)}`,
      retryable: false,
    };
  if (error instanceof StreamStalled)
    return {
      kind: 'dependencyFailed',
      detail: 'timedOut',
      reason: `fell silent for ${seconds(error.afterMs)} in the middle of its answer`,
      retryable: false,
    };
  if (error instanceof SecretUnavailable)
    return { kind: 'accessDenied', reason: error.message, retryable: false };
  return {
    kind: 'badGateway',
    reason: 'answered with something that is no answer of its API',
    retryable: false,
  };
}

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
