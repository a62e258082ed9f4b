export type { AccessKey, AccessKeys, Caller } from './caller.ts';
export {
  loadRootCredentials,
  type RootCredentials,
  readRootCredentials,
  rootAccessKeys,
} from './root-credentials.ts';
export { Secret } from './secret.ts';
export { type AuthenticateOptions, authenticate, type SignedRequest } from './sigv4.ts';
