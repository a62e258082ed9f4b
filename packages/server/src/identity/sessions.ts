import { createHmac, timingSafeEqual } from 'node:crypto';
import type { AccessKey, AccessKeys, Principal } from './caller.ts';
import type { Secret } from './secret.ts';
import { type SignInCode, SignInCodes } from './sign-in-codes.ts';
import {
  makeTemporaryKey,
  readTemporaryKey,
  SESSION_ID_BYTES,
  TEMPORARY_KEY_PREFIX,
  type TemporaryKey,
} from './temporary-keys.ts';

/** A session as it is stored. Times are ms since the epoch. */
export interface StoredSession {
  readonly id: string;
  /** Keyed digest of what the browser's cookie holds, hex. */
  readonly tokenDigest: string;
  readonly principalArn: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

type Scope = Pick<Principal, 'accountId' | 'region'>;

/** Where sessions are kept; the store's repository of them is one. */
export interface SessionRecords {
  listLiving(time: number): Promise<readonly (StoredSession & { readonly scope: Scope })[]>;
  insert(scope: Scope, session: StoredSession): Promise<void>;
  delete(scope: Scope, sessionId: string): Promise<boolean>;
  deleteExpired(time: number): Promise<void>;
}

/** Somebody who is signed in, and the keys to go on with. */
export interface SignedIn {
  readonly session: Principal & {
    readonly id: string;
    readonly createdAt: number;
    readonly expiresAt: number;
  };
  readonly credentials: TemporaryKey;
}

export interface SessionsOptions {
  readonly records: SessionRecords;
  /** What the server's own key is made of: with another secret all sessions are over. */
  readonly secret: Secret;
  readonly now: () => number;
  readonly random: (size: number) => Uint8Array;
  /** How long a session lasts, ms. */
  readonly lifetime: number;
}

/** How long temporary keys are good, ms. */
export const TEMPORARY_KEY_LIFETIME = 60 * 60_000;
/** Of one principal in one region; with one more the oldest ends. */
const MAX_SESSIONS = 100;
const COOKIE_BYTES = 32;
/** Enough for the tabs of everybody who is signed in; beyond it keys are made again from their tokens. */
const MAX_KEYS = 256;

interface Live extends StoredSession {
  readonly scope: Scope;
}

/**
 * Who is signed in to the studio. A session begins with an access key or a one-time code, lives in the browser as a
 * cookie that only renews temporary keys, and outlives a restart of the server. Its keys die with it at once.
 *
 * All living sessions are in memory, so that a signature is verified without asking the store; the data folder has one
 * server. A store that several share will have to be asked.
 */
export class Sessions {
  /** The keys of all living sessions, for the verifier of signatures. */
  readonly accessKeys: AccessKeys;
  readonly #options: SessionsOptions;
  readonly #key: Uint8Array;
  readonly #codes: SignInCodes;
  readonly #living = new Map<string, Live>();
  readonly #keys = new Map<string, AccessKey>();
  readonly #endListeners: ((sessionId: string) => void)[] = [];

  private constructor(options: SessionsOptions) {
    this.#options = options;
    this.#key = createHmac('sha256', options.secret.reveal()).update('streambed studio sessions').digest();
    this.#codes = new SignInCodes(options.random);
    this.accessKeys = { find: (accessKeyId, sessionToken) => this.#find(accessKeyId, sessionToken) };
  }

  /** Takes up the sessions that are kept and have not ended. */
  static async open(options: SessionsOptions): Promise<Sessions> {
    const sessions = new Sessions(options);
    for (const session of await options.records.listLiving(options.now())) {
      sessions.#living.set(session.id, session);
    }
    return sessions;
  }

  /** Distinguishes this server's cookie from those of others on the same host: cookies know no ports. Not secret. */
  get cookieSuffix(): string {
    return createHmac('sha256', this.#key).update('cookie name').digest('hex').slice(0, 8);
  }

  /** Signs somebody in. What is given as `cookie` is the one secret of the session; only its digest is kept. */
  async create(principal: Principal): Promise<SignedIn & { readonly cookie: string }> {
    const { records, random, lifetime, now } = this.#options;
    const { accountId, region, arn } = principal;
    const scope = { accountId, region };
    const createdAt = now();
    const id = Buffer.from(random(SESSION_ID_BYTES)).toString('base64url');
    const cookie = `${id}.${Buffer.from(random(COOKIE_BYTES)).toString('base64url')}`;
    const session: Live = {
      id,
      tokenDigest: this.#digest(cookie),
      principalArn: arn,
      createdAt,
      expiresAt: createdAt + lifetime,
      scope,
    };
    await this.#makeRoom(principal, createdAt);
    const { scope: _, ...stored } = session;
    await records.insert(scope, stored);
    this.#living.set(id, session);
    return { ...this.#signedIn(session), cookie };
  }

  /** A code that signs the principal in, once, within ten minutes. */
  createCode(principal: Principal): SignInCode {
    return this.#codes.create(principal, this.#options.now());
  }

  /** Signs in whom the code is for; undefined for one that is used, too old or never was. */
  async redeem(code: string): Promise<(SignedIn & { readonly cookie: string }) | undefined> {
    const principal = this.#codes.redeem(code, this.#options.now());
    return principal === undefined ? undefined : this.create(principal);
  }

  /** Fresh keys for the session of a cookie; undefined where there is none any more. */
  renew(cookie: string): SignedIn | undefined {
    const session = this.#ofCookie(cookie);
    return session === undefined ? undefined : this.#signedIn(session);
  }

  /** Ends the session of a cookie, if there is one. Its keys are worthless when this is called, whatever the store does. */
  async end(cookie: string): Promise<void> {
    const session = this.#ofCookie(cookie);
    if (session !== undefined) await this.#end(session);
  }

  /** Called when a session was ended before its time. */
  onEnd(listener: (sessionId: string) => void): void {
    this.#endListeners.push(listener);
  }

  #find(accessKeyId: string, sessionToken: string | undefined): AccessKey | undefined {
    if (sessionToken === undefined || !accessKeyId.startsWith(TEMPORARY_KEY_PREFIX)) return undefined;
    const known = this.#keys.get(accessKeyId);
    if (known?.sessionId !== undefined) return this.#living.has(known.sessionId) ? known : undefined;
    const key = readTemporaryKey(this.#key, sessionToken);
    if (key === undefined || key.accessKeyId !== accessKeyId) return undefined;
    const session = this.#living.get(key.sessionId);
    if (session === undefined) return undefined;
    return this.#remember(key, session);
  }

  /** The verifier keeps what it derived from a key by the key's identity, so one key stays one object. */
  #remember(key: TemporaryKey, { scope, principalArn }: Live): AccessKey {
    const accessKey: AccessKey = { ...key, accountId: scope.accountId, arn: principalArn };
    this.#keys.set(key.accessKeyId, accessKey);
    if (this.#keys.size > MAX_KEYS) this.#keys.delete(this.#keys.keys().next().value!);
    return accessKey;
  }

  #ofCookie(cookie: string): Live | undefined {
    const session = this.#living.get(cookie.slice(0, Math.max(0, cookie.indexOf('.'))));
    const digest = Buffer.from(this.#digest(cookie));
    // The same work for a session that is not there.
    const wanted = Buffer.from(session?.tokenDigest ?? this.#digest(''));
    const isRight = digest.length === wanted.length && timingSafeEqual(digest, wanted);
    if (session === undefined || !isRight || session.expiresAt <= this.#options.now()) return undefined;
    return session;
  }

  #signedIn(session: Live): SignedIn {
    const { id, principalArn: arn, createdAt, expiresAt, scope } = session;
    const { now, random } = this.#options;
    const end = Math.min(now() + TEMPORARY_KEY_LIFETIME, expiresAt);
    return {
      session: { ...scope, id, arn, createdAt, expiresAt },
      credentials: makeTemporaryKey(this.#key, id, end, random),
    };
  }

  async #makeRoom({ accountId, region, arn }: Principal, now: number): Promise<void> {
    for (const [id, { expiresAt }] of this.#living) if (expiresAt <= now) this.#living.delete(id);
    await this.#options.records.deleteExpired(now);
    const own = [...this.#living.values()].filter(
      ({ scope, principalArn }) =>
        scope.accountId === accountId && scope.region === region && principalArn === arn,
    );
    own.sort((a, b) => a.createdAt - b.createdAt);
    for (const session of own.slice(0, Math.max(0, own.length - MAX_SESSIONS + 1))) await this.#end(session);
  }

  async #end(session: Live): Promise<void> {
    this.#living.delete(session.id);
    for (const [id, { sessionId }] of this.#keys) if (sessionId === session.id) this.#keys.delete(id);
    for (const listener of this.#endListeners) listener(session.id);
    await this.#options.records.delete(session.scope, session.id);
  }

  #digest(cookie: string): string {
    return createHmac('sha256', this.#key).update(`cookie\0${cookie}`).digest('hex');
  }
}
