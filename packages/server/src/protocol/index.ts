export { type BodyLimits, bodyLimit, DEFAULT_BODY_LIMITS } from './body-limit.ts';
export { encodeError, internalError } from './encode-error.ts';
export { encodeOutput } from './encode-output.ts';
export { type EventStream, eventStreamOf, type StreamEvent } from './event-stream.ts';
export { parseJsonBody } from './json-body.ts';
export { type OperationInput, parseInput } from './parse-input.ts';
export { parseQuery, type QueryPairs } from './query-string.ts';
export { type RequestHead, type RequestHeaders, readHeaders, readRequestHead } from './request-head.ts';
export { type Exchange, responseHeaders, type WireResponse } from './response.ts';
export { type Route, route } from './route.ts';
export {
  conflict,
  malformedHttpRequest,
  quotaExceeded,
  requestTooLarge,
  resourceNotFound,
  ServiceException,
  unknownOperation,
  validationException,
} from './service-exception.ts';
