import { hash } from 'node:crypto';
import type { Principal } from './caller.ts';

/** ms. */
export const SIGN_IN_CODE_LIFETIME = 10 * 60_000;
/** 192 bits: nobody guesses one. */
const CODE_BYTES = 24;
/** Of one server at a time; the oldest goes. Only who signs makes any. */
const MAX_CODES = 64;

/** A code that signs in once. */
export interface SignInCode {
  readonly code: string;
  /** ms since the epoch. */
  readonly expiresAt: number;
}

/** Codes that sign in, each once. Kept in memory only, and hashed there: they do not outlive the server. */
export class SignInCodes {
  readonly #codes = new Map<string, { readonly principal: Principal; readonly expiresAt: number }>();
  readonly #random: (size: number) => Uint8Array;

  constructor(random: (size: number) => Uint8Array) {
    this.#random = random;
  }

  create(principal: Principal, now: number): SignInCode {
    for (const [digest, { expiresAt }] of this.#codes) if (expiresAt <= now) this.#codes.delete(digest);
    const code = Buffer.from(this.#random(CODE_BYTES)).toString('base64url');
    const expiresAt = now + SIGN_IN_CODE_LIFETIME;
    this.#codes.set(digestOf(code), { principal, expiresAt });
    if (this.#codes.size > MAX_CODES) this.#codes.delete(this.#codes.keys().next().value!);
    return { code, expiresAt };
  }

  /**
   * Whom the code signs in, once; undefined for one that is used, too old or never was. The same work for all of them,
   * and what is looked up is a digest: time tells nothing about a code.
   */
  redeem(code: string, now: number): Principal | undefined {
    const digest = digestOf(code);
    const found = this.#codes.get(digest);
    this.#codes.delete(digest);
    return found !== undefined && found.expiresAt > now ? found.principal : undefined;
  }
}

const digestOf = (code: string): string => hash('sha256', code);
