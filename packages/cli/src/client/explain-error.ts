import { exitCodes, Failure } from '../failure.ts';
import type { Connection } from './connection.ts';

/** Exceptions that say who calls, or that they may not. */
const refusals = new Set([
  'AccessDeniedException',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** Codes of sockets and names that nothing could be reached by. */
const unreachable =
  /^(?:ECONN(?:REFUSED|RESET|ABORTED)|E(?:HOST|NET)UNREACH|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|ERR_HTTP2_|ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT|UNABLE_TO_)/;

/** An error of the SDK, or of the network below it, as a Failure; errors that are for people already stay. */
export const explainError = (error: unknown, connection: Connection): unknown => {
  if (error instanceof Failure || !(error instanceof Error)) return error;
  const { name, message } = error;
  const code = codeOf(error);
  const { status } = error as { status?: number };
  const { httpStatusCode = status } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
  if (httpStatusCode === undefined && code !== undefined && unreachable.test(code))
    return unreachableFailure(
      `Nothing that can be spoken to answers at ${connection.name} (${code}). ${remedy(connection)}`,
      error,
    );
  // Streambed's own client has the network's error behind its own, and the status beside it.
  if (name === 'ConnectionError')
    return unreachableFailure(
      `Nothing that can be spoken to answers at ${connection.name} (${causeOf(error)}). ${remedy(connection)}`,
      error,
    );
  if (refusals.has(name) || httpStatusCode === 401 || httpStatusCode === 403)
    return unreachableFailure(`${name}: ${message} (called ${connection.name})`, error);
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError')
    return unreachableFailure(
      `There are no credentials for ${connection.name}: ${message}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile with --profile.`,
      error,
    );
  if (message === 'Region is missing')
    return new Failure('No region is set. Give one with --region or AWS_REGION.', exitCodes.usage, {
      cause: error,
    });
  if (httpStatusCode !== undefined)
    return new Failure(`${name}: ${message}`, exitCodes.failed, { cause: error });
  return error;
};

const unreachableFailure = (message: string, cause: Error): Failure =>
  new Failure(message, exitCodes.unreachable, { cause });

const remedy = ({ isCloud }: Connection): string =>
  isCloud
    ? 'Check the network and the region.'
    : 'Start the server with streambed start, or correct AWS_ENDPOINT_URL (or --endpoint-url).';

/** What the network said, at the end of the chain of errors. */
const causeOf = (error: Error): string =>
  codeOf(error) ?? (error.cause instanceof Error ? causeOf(error.cause) : error.message);

/** The code of a system error, also where several addresses were tried. */
const codeOf = (error: Error): string | undefined => {
  const { code, errors } = error as { code?: unknown; errors?: readonly unknown[] };
  if (typeof code === 'string') return code;
  for (const one of Array.isArray(errors) ? errors : []) if (one instanceof Error) return codeOf(one);
  return error.cause instanceof Error ? codeOf(error.cause) : undefined;
};
