import type { ModelledOperation } from './operations.ts';
import type { RawResponse } from './raw-client.ts';

/** Errors that any operation may answer with besides those of its own table: what the door says to a signed request. */
const atTheDoor: ReadonlySet<string> = new Set([
  'AccessDeniedException',
  'ValidationException',
  'MalformedHttpRequestException',
  'RequestEntityTooLargeException',
  'UnknownOperationException',
]);

/** What no answer may ever tell: stacks, paths, statements, the libraries that we stand on. */
const TELLTALE =
  /node:internal|node_modules|\/packages\/|\.(?:ts|mjs|js):\d+|\bat [\w.<>]+ \(|SQLITE|sqlite|kysely|\bSELECT\b.*\bFROM\b|ENOENT|EACCES|TypeError|RangeError|ReferenceError|SyntaxError|Unexpected token|\[object Object\]|streambed-conformance-/;

/**
 * What is wrong with an answer to a signed request, whatever was asked; undefined when nothing is. An answer is a
 * success, or an error of the operation's table with a message; never a fault of the server.
 */
export const complaintAbout = (
  { operation }: Pick<ModelledOperation, 'operation'>,
  answer: RawResponse,
): string | undefined => {
  const { status, headers, errorType, message, text } = answer;
  if (status >= 500) return `the server failed: ${status} ${text.slice(0, 500)}`;
  if (!/^[0-9a-f-]{36}$/.test(String(headers['x-amzn-requestid']))) return 'there is no request id';
  if (status === operation.successCode) {
    if (/internalServerException/.test(text)) return `the stream failed: ${text.slice(-500)}`;
    return undefined;
  }
  if (status < 400) return `${status} is neither this operation's success nor an error`;
  if (headers['content-type'] !== 'application/json') return `an error of type ${headers['content-type']}`;
  if (errorType === undefined) return `${status} without an error type`;
  const listed = operation.errors.find(({ name }) => name === errorType);
  if (listed === undefined && !atTheDoor.has(errorType)) return `${errorType} is no error of this operation`;
  if (listed !== undefined && listed.httpStatus !== status) return `${errorType} with status ${status}`;
  if (typeof message !== 'string' || message.trim() === '') return `${errorType} without a message`;
  const told = TELLTALE.exec(message);
  if (told !== null) return `the message gives away ${told[0]}: ${message.slice(0, 500)}`;
  return undefined;
};
