export { AttemptLimit } from './attempt-limit.ts';
export type { AccessKey, AccessKeys, Caller, Principal } from './caller.ts';
export { firstOf } from './first-of.ts';
export {
  loadRootCredentials,
  type RootCredentials,
  readRootCredentials,
  rootAccessKeys,
  rootArn,
} from './root-credentials.ts';
export { Secret } from './secret.ts';
export { Sessions, type SignedIn } from './sessions.ts';
export type { SignInCode } from './sign-in-codes.ts';
export { type AuthenticateOptions, authenticate, type SignedRequest } from './sigv4.ts';
