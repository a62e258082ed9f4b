import { randomBytes, randomUUID } from 'node:crypto';
import type { Ids } from '@streambed/flow/ports';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LENGTH = 10;
/** The largest multiple of 36 that fits in a byte: bytes from here on would favour the first characters. */
const FAIR = 252;

const resourceId = (): string => {
  let id = '';
  while (id.length < LENGTH) {
    for (const byte of randomBytes(LENGTH * 2)) {
      if (byte < FAIR && id.length < LENGTH) id += ALPHABET[byte % ALPHABET.length];
    }
  }
  return id;
};

/** Ids from the operating system's randomness; 36^10 resource ids, so a collision is not to be expected. */
export const randomIds: Ids = { resourceId, uuid: randomUUID };
