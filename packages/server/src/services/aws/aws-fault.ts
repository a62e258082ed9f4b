import { accessDenied, badGateway, dependencyFailed, FlowError, throttled } from '@streambed/flow/ports';
import { ResponseTooLarge } from './limit-response.ts';

/** What was asked of which service, for messages. */
export interface AwsCall {
  /** `S3`, `Lambda`. */
  readonly service: string;
  readonly operation: string;
  /** The fault's resourceName: an ARN or an `s3://` URI. */
  readonly resource: string;
  /** Sentences for error names that have a better explanation than their name. */
  readonly explained?: Readonly<Record<string, string>>;
}

const throttlingNames = new Set([
  'EC2ThrottledException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const credentialNames = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnrecognizedClientException',
]);

/**
 * What an AWS SDK client threw, as the fault of the flow that it is. The service's own text is left out: it comes from
 * elsewhere and may name keys or signatures; for the same reason the error is not kept as a cause. Returns the signal's reason when the call was given up.
 */
export function awsFault(error: unknown, call: AwsCall, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof FlowError) return error;
  const { service, operation, resource } = call;
  const name = nameOf(error);
  const status = statusOf(error);
  const explained = call.explained && Object.hasOwn(call.explained, name) ? call.explained[name] : undefined;
  const said = `${service} ${operation} of ${resource} failed${name ? ` with ${name}` : ''}${status ? ` (status ${status})` : ''}`;

  if (status === 429 || throttlingNames.has(name))
    return throttled(
      resource,
      `${service} asked to slow down (${name || status}), also after retries. Try later, or run less at a time.`,
    );
  if (credentialNames.has(name))
    return accessDenied(
      resource,
      `${said}: the server’s AWS credentials are missing, expired or wrong. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for the server, or name a profile in its configuration.`,
    );
  if (explained) return dependencyFailed(resource, explained);
  if (status === 401 || status === 403)
    return accessDenied(resource, `${said}: the server’s AWS credentials do not allow it.`);
  if (error instanceof ResponseTooLarge || (error as Error | undefined)?.cause instanceof ResponseTooLarge)
    return dependencyFailed(resource, `${service} ${operation} answered with more than this server takes.`);
  if (status === 502 || status === 504)
    return badGateway(resource, `${said}: there is a gateway in between that does not reach it.`);
  if (status === undefined || status < 300)
    return badGateway(
      resource,
      status === undefined
        ? `${service} could not be reached${codeOf(error)}. Check the network and the endpoint in the configuration.`
        : `What answered to ${service} ${operation} does not speak ${service}. Check the endpoint in the configuration.`,
    );
  return dependencyFailed(resource, `${said}.`);
}

/** Error names are shown, so only what looks like one counts. */
const nameOf = (error: unknown): string => {
  const name = error instanceof Error ? error.name : '';
  return /^[A-Za-z][A-Za-z0-9._-]{0,63}$/.test(name) && name !== 'Error' ? name : '';
};

const statusOf = (error: unknown): number | undefined => {
  const { $metadata, $response } = (error ?? {}) as {
    $metadata?: { httpStatusCode?: unknown };
    $response?: { statusCode?: unknown };
  };
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  return typeof status === 'number' ? status : undefined;
};

/** ` (ECONNREFUSED)`, of the error or of the one below it. */
const codeOf = (error: unknown): string => {
  for (const candidate of [error, (error as { cause?: unknown } | undefined)?.cause]) {
    const code = (candidate as { code?: unknown } | undefined)?.code;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,40}$/.test(code)) return ` (${code})`;
  }
  return '';
};
