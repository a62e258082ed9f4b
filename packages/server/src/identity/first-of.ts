import type { AccessKeys } from './caller.ts';

/** The keys of several; the first that has one decides. */
export const firstOf = (...all: readonly AccessKeys[]): AccessKeys => ({
  find(accessKeyId, sessionToken) {
    for (const keys of all) {
      const key = keys.find(accessKeyId, sessionToken);
      if (key !== undefined) return key;
    }
    return undefined;
  },
});
