export * from './api.ts';
export { type ApiParts, createApi } from './create-api.ts';
export { createSessionWithKey } from './create-session-with-key.ts';
export { type Failure, failureOf } from './failure.ts';
export { createQueryClient } from './query-client.ts';
export { type Reachability, type ReachabilityWatch, watchReachability } from './reachability.ts';
export * from './session.ts';
export { SignInError, type SignInErrorKind } from './sign-in-error.ts';
