import type { JsonValue, OperationModel, ServiceModel } from '@streambed/model';
import { type Exchange, responseHeaders, type WireResponse } from './response.ts';
import { ServiceException } from './service-exception.ts';

/**
 * Errors that any AWS service may answer with and that the models leave out (AWS "Common Error Types"; statuses as the
 * restJson1 services send them). What a service models itself comes from its own table instead.
 */
const COMMON_ERRORS: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ExpiredTokenException: 403,
  IncompleteSignatureException: 403,
  InternalServerException: 500,
  InvalidSignatureException: 403,
  MalformedHttpRequestException: 400,
  MissingAuthenticationTokenException: 403,
  RequestEntityTooLargeException: 413,
  RequestTimeoutException: 408,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
  UnknownOperationException: 404,
  UnrecognizedClientException: 403,
  ValidationException: 400,
};

/**
 * A thrown value → error response: `x-amzn-errortype`, and a JSON body with `__type`, `message` and the members that the
 * service's model gives this exception. `at` is the operation, where one was found. Anything but a ServiceException with
 * a known code becomes InternalServerException with a message that gives away nothing but the request id.
 */
export const encodeError = (
  error: unknown,
  exchange: Exchange,
  at?: { readonly operation: OperationModel; readonly model: ServiceModel },
): WireResponse => {
  const known = error instanceof ServiceException ? statusOf(error.code, at) : undefined;
  if (known === undefined) return encodeError(internalError(exchange.requestId), exchange, at);
  const { code, message, members } = error as ServiceException;
  const body: Record<string, JsonValue> = { __type: code, message };
  for (const [name, value] of Object.entries(members)) {
    if (isModelled(code, name, at?.model)) body[name] = value;
  }
  return {
    status: known,
    headers: { ...responseHeaders(exchange), 'x-amzn-errortype': code },
    body: Buffer.from(JSON.stringify(body)),
  };
};

/** The answer to a fault of ours. The operator finds the cause in the log by the request id. */
export const internalError = (requestId: string): ServiceException =>
  new ServiceException(
    'InternalServerException',
    `The request failed through no fault of yours. The server's log tells more under request id ${requestId}.`,
  );

const statusOf = (
  code: string,
  at: { readonly operation: OperationModel; readonly model: ServiceModel } | undefined,
): number | undefined => {
  const listed = at?.operation.errors.find(({ name }) => name === code)?.httpStatus;
  if (listed !== undefined) return listed;
  const shape = at !== undefined && Object.hasOwn(at.model.shapes, code) ? at.model.shapes[code] : undefined;
  if (shape?.type === 'structure' && shape.exception) return shape.httpStatusCode;
  return Object.hasOwn(COMMON_ERRORS, code) ? COMMON_ERRORS[code] : undefined;
};

/** Before an operation is known nothing but the message is sent. */
const isModelled = (code: string, member: string, model: ServiceModel | undefined): boolean => {
  const shape = model !== undefined && Object.hasOwn(model.shapes, code) ? model.shapes[code] : undefined;
  return shape?.type === 'structure' && member !== 'message' && Object.hasOwn(shape.members, member);
};
