import { ConnectionError, StreambedError } from '@streambed/client';
import { SignInError } from './sign-in-error.ts';

/** What went wrong with a call, as people are told: the service's own words, and what its log can be searched by. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly requestId?: string;
  /** Nobody answered: another try may help. */
  readonly isConnection: boolean;
  readonly isNotFound: boolean;
  /** The credentials are good no longer: the session was ended, or the server is another one. */
  readonly isSignedOut: boolean;
}

interface SdkError {
  readonly $metadata?: { readonly requestId?: string; readonly httpStatusCode?: number };
}

const SIGNED_OUT = new Set(['ExpiredTokenException', 'UnrecognizedClientException', 'InvalidClientTokenId']);

/** Browsers say of a request that got no answer nothing but TypeError. */
const isNetworkError = (error: Error): boolean =>
  error instanceof ConnectionError ||
  (error instanceof SignInError && error.kind === 'unreachable') ||
  (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) ||
  error.name === 'TimeoutError';

export const failureOf = (error: unknown): Failure => {
  if (!(error instanceof Error))
    return {
      name: 'Error',
      message: String(error),
      isConnection: false,
      isNotFound: false,
      isSignedOut: false,
    };
  const requestId =
    error instanceof StreambedError || error instanceof SignInError
      ? error.requestId
      : (error as SdkError).$metadata?.requestId;
  return {
    name: error.name,
    message: error.message,
    ...(requestId && { requestId }),
    isConnection: isNetworkError(error),
    isNotFound: error.name === 'ResourceNotFoundException',
    isSignedOut: SIGNED_OUT.has(error.name),
  };
};
