import { type Fault, type FaultKind, type FaultReason, FlowError } from '@streambed/flow/ports';
import type { ConverseStreamOutput } from '@streambed/model/bedrock-runtime';
import { ServiceException, validationException } from '../../protocol/index.ts';

/**
 * The one place where what a port failed with gets bedrock-runtime's name for it (services-data.md section 2). SDKs try
 * again after 429, 500 and 503, and after nothing else of these: so they are answered only where another try may help.
 * The model port has tried again by itself before it failed; what timed out there is not worth waiting for once more.
 */

/** By what exactly failed, where that is known. */
const ofReason = {
  timedOut: 'ModelTimeoutException',
  unreachable: 'ServiceUnavailableException',
  contextTooLong: 'ValidationException',
  refused: 'ValidationException',
  unknownModel: 'ValidationException',
  // The cloud says ThrottlingException when a day's tokens are used up, and SDKs try that again in vain.
  exhausted: 'ServiceQuotaExceededException',
  malformedOutput: 'ModelErrorException',
} satisfies Record<FaultReason, string>;

const ofKind = {
  validation: 'ValidationException',
  dependencyFailed: 'ModelErrorException',
  badGateway: 'ModelErrorException',
  throttling: 'ThrottlingException',
  accessDenied: 'AccessDeniedException',
  resourceNotFound: 'ResourceNotFoundException',
  conflict: 'ModelErrorException',
  serviceQuotaExceeded: 'ServiceQuotaExceededException',
  internalServer: 'InternalServerException',
} satisfies Record<FaultKind, string>;

/** How the cloud words them: clients look for these sentences. */
const WORDED: Partial<Record<FaultReason, string>> = {
  unknownModel: 'The provided model identifier is invalid. ',
  contextTooLong: 'Input is too long for requested model. ',
};

/** What a call of a model failed with, as Converse and InvokeModel answer it. Anything but a FlowError stays as it is. */
export const asModelException = (error: unknown): unknown =>
  error instanceof FlowError ? modelExceptionOf(error.fault) : error;

const modelExceptionOf = (fault: Fault): ServiceException => {
  const code = fault.reason === undefined ? ofKind[fault.kind] : ofReason[fault.reason];
  const message = `${(fault.reason && WORDED[fault.reason]) ?? ''}${fault.message}`;
  const named = code === 'ModelErrorException' && fault.resourceName !== undefined;
  return new ServiceException(code, message, named ? { resourceName: fault.resourceName } : {});
};

type StreamException = Extract<keyof ConverseStreamOutput, `${string}Exception`>;

/** The exceptions that a stream has, by their names outside of it. */
const IN_STREAM: Readonly<Record<string, StreamException>> = {
  InternalServerException: 'internalServerException',
  ServiceUnavailableException: 'serviceUnavailableException',
  ThrottlingException: 'throttlingException',
  ValidationException: 'validationException',
};

/** As {@link asModelException}, for what failed after the first event: what a stream has no name for is the model's. */
export const asStreamException = (error: unknown): unknown => {
  const exception = asModelException(error);
  if (!(error instanceof FlowError) || !(exception instanceof ServiceException)) return exception;
  return Object.hasOwn(IN_STREAM, exception.code)
    ? exception
    : new ServiceException('ModelStreamErrorException', exception.message);
};

/**
 * As {@link asModelException}, for operations that have none of the model's exceptions (ApplyGuardrail): a judge that
 * does not answer makes the service unavailable.
 */
export const asServiceException = (error: unknown): unknown => {
  const exception = asModelException(error);
  return exception instanceof ServiceException && exception.code.startsWith('Model')
    ? new ServiceException('ServiceUnavailableException', exception.message)
    : exception;
};

/**
 * What the object behind a member of the request failed with; `where` is the member's path. An object that is not there
 * is the caller's mistake.
 */
export const asSourceException = (error: unknown, where: string): unknown => {
  if (!(error instanceof FlowError)) return error;
  const { kind, message } = error.fault;
  const text = `The object that ${where} names could not be read. ${message}`;
  switch (kind) {
    case 'accessDenied':
    case 'throttling':
      return new ServiceException(ofKind[kind], text);
    case 'badGateway':
      return new ServiceException('ServiceUnavailableException', text);
    default:
      return validationException(text);
  }
};
