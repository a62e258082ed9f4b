import type { JsonValue } from '@streambed/model';

/**
 * A failure that the wire model knows by name. The status comes from the table of the operation's service
 * (402 for ServiceQuotaExceededException in the control plane, 400 in the runtime), so it is not given here.
 */
export class ServiceException extends Error {
  /** As in the model: `ValidationException`, `ResourceNotFoundException`, … */
  readonly code: string;
  /** Further members of the exception's shape: `fieldList`, `resourceName`, `reason`. */
  readonly members: Readonly<Record<string, JsonValue>>;

  constructor(
    code: string,
    message: string,
    members: Record<string, JsonValue> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = code;
    this.code = code;
    this.members = members;
  }
}

export const validationException = (message: string, fieldList: { name: string; message: string }[] = []) =>
  new ServiceException('ValidationException', message, fieldList.length ? { fieldList } : {});
export const resourceNotFound = (message: string) =>
  new ServiceException('ResourceNotFoundException', message);
export const conflict = (message: string) => new ServiceException('ConflictException', message);
export const quotaExceeded = (message: string) =>
  new ServiceException('ServiceQuotaExceededException', message);
/** No operation answers this method and path; the wording does not tell which of the two is wrong. */
export const unknownOperation = (method: string) =>
  new ServiceException(
    'UnknownOperationException',
    `No operation answers ${/^[A-Z]{1,10}$/.test(method) ? method : 'this method'} on this path.`,
  );
/** The request breaks HTTP's own rules (duplicate or contradictory headers), whatever it asks for. */
export const malformedHttpRequest = (message: string) =>
  new ServiceException('MalformedHttpRequestException', message);
/** `limit` in bytes. */
export const requestTooLarge = (limit: number) =>
  new ServiceException(
    'RequestEntityTooLargeException',
    `The request body is larger than the ${limit} bytes that this operation takes.`,
  );
