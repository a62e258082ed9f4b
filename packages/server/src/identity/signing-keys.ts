import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { AccessKey } from './caller.ts';

/** What a signature is made for: `20150830/us-east-1/bedrock`. */
export interface SigningScope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

/**
 * Enough for a day's regions and keys of a busy server. Derived keys that a signature proved right are kept apart from
 * those that were only tried, so that nobody without a key can push the proven ones out.
 */
const MAX_PROVEN = 256;
const MAX_TRIED = 64;

interface Entry {
  readonly owner: AccessKey;
  readonly key: KeyObject;
}

/** Signing keys by access key, date, region and service: four HMACs saved for each request after the first. */
export class SigningKeys {
  readonly #proven = new Map<string, Entry>();
  readonly #tried = new Map<string, Entry>();

  get(owner: AccessKey, scope: SigningScope): KeyObject {
    const name = nameOf(owner, scope);
    const found = touch(this.#proven, name, owner) ?? touch(this.#tried, name, owner);
    if (found !== undefined) return found;
    const key = deriveSigningKey(owner, scope);
    put(this.#tried, name, { owner, key }, MAX_TRIED);
    return key;
  }

  /** The caller of `get` saw a signature that this key made. */
  proven(owner: AccessKey, scope: SigningScope): void {
    const name = nameOf(owner, scope);
    const entry = this.#tried.get(name);
    if (entry?.owner !== owner) return;
    this.#tried.delete(name);
    put(this.#proven, name, entry, MAX_PROVEN);
  }

  get size(): number {
    return this.#proven.size + this.#tried.size;
  }
}

const nameOf = ({ accessKeyId }: AccessKey, { date, region, service }: SigningScope) =>
  `${accessKeyId}/${date}/${region}/${service}`;

/** A Map keeps the order of insertion, so putting an entry in again makes it the youngest. */
const touch = (entries: Map<string, Entry>, name: string, owner: AccessKey): KeyObject | undefined => {
  const entry = entries.get(name);
  if (entry?.owner !== owner) return undefined;
  entries.delete(name);
  entries.set(name, entry);
  return entry.key;
};

const put = (entries: Map<string, Entry>, name: string, entry: Entry, most: number): void => {
  entries.delete(name);
  entries.set(name, entry);
  if (entries.size > most) entries.delete(entries.keys().next().value!);
};

/** `AWS4` + secret → date → region → service → `aws4_request`, each the HMAC key of the next. */
const deriveSigningKey = (owner: AccessKey, { date, region, service }: SigningScope): KeyObject => {
  let key = Buffer.from(`AWS4${owner.secretAccessKey.reveal()}`, 'utf8');
  for (const part of [date, region, service, 'aws4_request']) {
    key = createHmac('sha256', key).update(part).digest();
  }
  return createSecretKey(key);
};
