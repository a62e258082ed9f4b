import type { GuardrailPolicies } from '../../store/index.ts';
import type { StreamNeeds } from './open-guardrail.ts';
import { isEnabled } from './usage.ts';

/** Longest of what personal data is recognised by: an address, an e-mail address, a number with the word that labels it. */
const PERSONAL_DATA = 500;
/** A word of the profanity list, spelled with something between its letters. */
const PROFANITY = 96;
/** Patterns have no longest match that can be told; one that is longer is found as far as it is seen. */
const REGEX = 1_000;
/** A word may be written with one or two characters between its letters. */
const SPREAD = 3;
/** What is around a match and decides whether it is one. */
const MARGIN = 32;
/** A model's verdict costs time and money: it is asked for pieces of one text unit. */
const JUDGED_STEP = 1_000;
/** Code reads this much in well under a millisecond. */
const STEP = 160;
/** How a stream is cut for the policies of an embedded guardrail. */
export function streamNeeds(policies: GuardrailPolicies, hasJudge: boolean): StreamNeeds {
  const { wordPolicy, sensitiveInformationPolicy: sensitive, topicPolicy, contentPolicy } = policies;
  const longestWord = Math.max(0, ...(wordPolicy?.words ?? []).map(({ text }) => text.length));
  const isScored = [...(topicPolicy?.topics ?? []), ...(contentPolicy?.filters ?? [])].some((entry) =>
    isEnabled(entry, 'OUTPUT'),
  );
  const isGrounded =
    policies.contextualGroundingPolicy?.filters.some(({ enabled }) => enabled ?? true) ?? false;
  const reach = Math.max(
    longestWord * SPREAD + MARGIN,
    wordPolicy?.managedWordLists?.length ? PROFANITY : 0,
    sensitive?.piiEntities?.length ? PERSONAL_DATA : 0,
    sensitive?.regexes?.length ? REGEX : 0,
  );
  const isJudged = hasJudge && (isScored || isGrounded);
  return { reach, step: isJudged ? JUDGED_STEP : STEP, isJudged, isGrounded };
}
