import { createScrubber, scrub } from './scrub.ts';

const MAX_READ = 4_000;
const MAX_SHOWN = 200;

/** What looks like a credential, whoever's it is: vendor prefixes, bearer tokens, long runs without a space. */
const CREDENTIAL_LIKE =
  /\b(?:bearer\s+\S+|(?:sk|pk|rk|ghp|gho|xox[abp]|hf|gsk)[-_][\w.-]{6,}|AIza[\w-]{10,}|A[KS]IA[0-9A-Z]{8,})|[\w+/=.~-]{40,}/giu;
const ADDRESS = /\b[a-z][a-z0-9+.-]{1,20}:\/\/\S+/giu;

/**
 * A provider's sentence made fit to be shown to authors and callers: one line of at most 200 characters, without
 * control characters, known secrets, addresses, or anything that looks like a credential.
 */
export function safeReason(text: string, secrets: readonly string[]): string {
  // A secret that is cut in two would not be known any more, so that what may be its beginning goes too.
  let safe =
    text.length > MAX_READ ? createScrubber(secrets).push(text.slice(0, MAX_READ)) : scrub(text, secrets);
  safe = safe
    .replace(ADDRESS, '(address)')
    .replace(CREDENTIAL_LIKE, '***')
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim();
  return safe.length > MAX_SHOWN ? `${safe.slice(0, MAX_SHOWN)}…` : safe;
}
