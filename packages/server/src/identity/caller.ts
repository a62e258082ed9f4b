import type { Secret } from './secret.ts';

/** Who signed a request, and for which region. */
export interface Caller {
  /** 12 digits. */
  readonly accountId: string;
  /** The region in the credential scope of the signature. */
  readonly region: string;
  readonly accessKeyId: string;
  /** Principal ARN, e.g. `arn:aws:iam::000000000000:root`. */
  readonly arn: string;
}

/** An access key as the verifier needs it. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  /** Temporary keys have one, and are good only together with it; long-term keys have none. */
  readonly sessionToken?: Secret;
  readonly accountId: string;
  readonly arn: string;
}

/**
 * Looks keys up; undefined for an unknown or inactive one. As long as a key is unchanged the same object should be
 * given: signing keys derived from it are kept by that object, and a changed secret must come with a new one.
 */
export interface AccessKeys {
  find(accessKeyId: string): AccessKey | undefined;
}
