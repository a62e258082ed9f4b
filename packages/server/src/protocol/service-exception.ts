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
