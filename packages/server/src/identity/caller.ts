import type { Secret } from './secret.ts';

/** Somebody who may do something, and the region that is meant. */
export interface Principal {
  /** 12 digits. */
  readonly accountId: string;
  readonly region: string;
  /** Principal ARN, e.g. `arn:aws:iam::000000000000:root`. */
  readonly arn: string;
}

/** Who signed a request; the region is the one in the credential scope of the signature. */
export interface Caller extends Principal {
  readonly accessKeyId: string;
  /** The session that gave out the key; absent for long-term keys. */
  readonly sessionId?: string;
}

/** An access key as the verifier needs it. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  /** Temporary keys have one, and are good only together with it; long-term keys have none. */
  readonly sessionToken?: Secret;
  readonly accountId: string;
  readonly arn: string;
  /** When a temporary key ends, ms since the epoch. */
  readonly expiresAt?: number;
  /** The session that a temporary key belongs to. */
  readonly sessionId?: string;
}

/**
 * Looks keys up; undefined for an unknown or inactive one. `sessionToken` is what came with the key's id. As long as a key is unchanged the same object should be
 * given: signing keys derived from it are kept by that object, and a changed secret must come with a new one.
 */
export interface AccessKeys {
  find(accessKeyId: string, sessionToken?: string): AccessKey | undefined;
}
