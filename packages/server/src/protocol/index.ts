export { encodeError, internalError } from './encode-error.ts';
export { encodeOutput, streamsEvents } from './encode-output.ts';
export { encodeStreamEvent, encodeStreamEvents, exceptionEvent, type StreamEvent } from './event-stream.ts';
export { bodyLimit, parseInput } from './parse-input.ts';
export { parseQuery, type QueryPairs } from './query-string.ts';
export { type RequestHead, type RequestHeaders, readHeaders, readRequestHead } from './request-head.ts';
export type { Exchange, WireResponse } from './response.ts';
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
