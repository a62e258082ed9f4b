import { createHmac, timingSafeEqual } from 'node:crypto';
import { Secret } from './secret.ts';

/*
 * Temporary access keys are derived, not stored. The session token says which session they belong to and until when
 * they are good, under a MAC; key id and secret are MACs of the same words. Whoever holds the server's key can make all
 * three again from the token alone, and nobody else can make any.
 */

/** An access key that ends. */
export interface TemporaryKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  readonly sessionToken: Secret;
  readonly sessionId: string;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

const VERSION = 1;
/** Version, session id, expiry in ms, nonce. */
const ID_BYTES = 16;
const EXPIRY_BYTES = 6;
const NONCE_BYTES = 12;
const BODY_BYTES = 1 + ID_BYTES + EXPIRY_BYTES + NONCE_BYTES;
const MAC_BYTES = 32;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Marks an access key as a temporary one, as AWS marks its own. */
export const TEMPORARY_KEY_PREFIX = 'ASIA';

/** Session ids are 16 bytes in base64url. */
export const SESSION_ID_BYTES = ID_BYTES;

/** Makes a temporary key of a session. `nonce` tells keys of one session and moment apart. */
export const makeTemporaryKey = (
  key: Uint8Array,
  sessionId: string,
  expiresAt: number,
  random: (size: number) => Uint8Array,
): TemporaryKey => {
  const body = Buffer.alloc(BODY_BYTES);
  body[0] = VERSION;
  body.set(Buffer.from(sessionId, 'base64url'), 1);
  body.writeUIntBE(expiresAt, 1 + ID_BYTES, EXPIRY_BYTES);
  body.set(random(NONCE_BYTES), 1 + ID_BYTES + EXPIRY_BYTES);
  return keyOf(key, body, Buffer.concat([body, mac(key, 'session token', body)]).toString('base64url'));
};

/** The key behind a session token; undefined unless this server's key made it. Says nothing about its time. */
export const readTemporaryKey = (key: Uint8Array, sessionToken: string): TemporaryKey | undefined => {
  const bytes = Buffer.from(sessionToken, 'base64url');
  if (bytes.length !== BODY_BYTES + MAC_BYTES || bytes[0] !== VERSION) return undefined;
  // Node reads more texts than it writes; one token has one spelling.
  if (bytes.toString('base64url') !== sessionToken) return undefined;
  const body = bytes.subarray(0, BODY_BYTES);
  if (!timingSafeEqual(bytes.subarray(BODY_BYTES), mac(key, 'session token', body))) return undefined;
  return keyOf(key, body, sessionToken);
};

const keyOf = (key: Uint8Array, body: Buffer, sessionToken: string): TemporaryKey => ({
  accessKeyId: `${TEMPORARY_KEY_PREFIX}${base32(mac(key, 'access key id', body).subarray(0, 16))}`,
  secretAccessKey: new Secret(mac(key, 'secret access key', body).subarray(0, 30).toString('base64')),
  sessionToken: new Secret(sessionToken),
  sessionId: body.subarray(1, 1 + ID_BYTES).toString('base64url'),
  expiresAt: body.readUIntBE(1 + ID_BYTES, EXPIRY_BYTES),
});

/** The purpose keeps the MACs of one text apart. */
const mac = (key: Uint8Array, purpose: string, body: Uint8Array): Buffer =>
  createHmac('sha256', key).update(`${purpose}\0`).update(body).digest();

const base32 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => BASE32[byte % 32]).join('');
