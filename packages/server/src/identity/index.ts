export type { AccessKey, AccessKeys, Caller } from './caller.ts';
export { loadRootCredentials, type RootCredentials, rootAccessKeys } from './root-credentials.ts';
export { Secret } from './secret.ts';
export { type AuthenticateOptions, authenticate, type SignedRequest } from './sigv4.ts';
