import type { GuardrailWordAction, GuardrailWordPolicy } from '@streambed/model/bedrock';
import type {
  GuardrailContentSource,
  GuardrailCustomWord,
  GuardrailManagedWord,
  GuardrailWordPolicyAction,
} from '@streambed/model/bedrock-runtime';
import { inTurns, once, type Steps } from '../../../turns.ts';
import { assertWithinFindings } from '../findings-quota.ts';
import { NOTHING_FOUND, type Policy, type PolicyResult } from '../policy.ts';
import { type Slice, slicesOf } from '../slices.ts';
import { CustomWords } from './custom-words.ts';
import { fold } from './fold.ts';
import { findProfanity } from './profanity.ts';

/** Code units that are read in one go. */
const SLICE = 5_000;

/** A word has at most 100 characters; the rest is for whitespace and for characters that show nothing. */
const OVERLAP = 400;

/**
 * The word policy: custom words and phrases, and the managed list PROFANITY. Matches are reported as they stand in the
 * text, once for each distinct match. Nothing is masked: what the actions BLOCK and NONE do is block, or only be seen.
 */
export function createWordPolicy(policy: GuardrailWordPolicy): Policy {
  const search = { INPUT: compile(policy, 'INPUT'), OUTPUT: compile(policy, 'OUTPUT') };
  return {
    check(input, call) {
      const look = search[input.source];
      return look ? inTurns(checkTexts(look, input.texts), call.signal) : NOTHING_FOUND;
    },
  };
}

/** What was found, by the match as it stands in the text. */
interface Found {
  readonly customWords: Map<string, GuardrailWordAction>;
  readonly managedWordLists: Map<string, GuardrailWordAction>;
}

type Search = (slice: Slice, found: Found) => Steps<void>;

function* checkTexts(look: Search, texts: readonly string[]): Steps<PolicyResult> {
  const found: Found = { customWords: new Map(), managedWordLists: new Map() };
  for (const text of texts)
    for (const slice of slicesOf(text, SLICE, OVERLAP)) {
      yield* look(slice, found);
      assertWithinFindings(found.customWords.size + found.managedWordLists.size, 0);
      yield;
    }
  return resultOf(found);
}

/** What is to be looked for in texts of one source; undefined when nothing is. */
function compile(policy: GuardrailWordPolicy, source: GuardrailContentSource): Search | undefined {
  const words = (policy.words ?? []).filter((word) => isEnabled(word, source));
  const lists = (policy.managedWordLists ?? []).filter((list) => isEnabled(list, source));
  if (words.length === 0 && lists.length === 0) return undefined;
  const compiled = once(() => CustomWords.compile(words.map((word) => word.text)));
  const listAction = lists[0] && actionOf(lists[0], source);
  return function* (slice, found) {
    const custom = words.length > 0 ? yield* compiled() : undefined;
    const note = (
      into: Map<string, GuardrailWordAction>,
      place: { start: number; end: number },
      action: GuardrailWordAction,
    ) => {
      const start = slice.offset + place.start;
      if (start < slice.from || start >= slice.to) return;
      const match = slice.text.slice(place.start, place.end);
      if (into.get(match) !== 'BLOCK') into.set(match, action);
    };
    const folded = fold(slice.text);
    yield;
    if (custom)
      yield* custom.findInSteps(folded, (match) => {
        const word = words[match.word];
        if (word) note(found.customWords, match, actionOf(word, source));
      });
    if (listAction)
      for (const match of yield* findProfanity(slice.text, folded))
        note(found.managedWordLists, match, listAction);
  };
}

/** What words and lists share. */
interface Switches {
  readonly inputAction?: GuardrailWordAction;
  readonly outputAction?: GuardrailWordAction;
  readonly inputEnabled?: boolean;
  readonly outputEnabled?: boolean;
}

const isEnabled = (switches: Switches, source: GuardrailContentSource): boolean =>
  (source === 'INPUT' ? switches.inputEnabled : switches.outputEnabled) ?? true;

const actionOf = (switches: Switches, source: GuardrailContentSource): GuardrailWordAction =>
  (source === 'INPUT' ? switches.inputAction : switches.outputAction) ?? 'BLOCK';

function resultOf({ customWords, managedWordLists }: Found): PolicyResult {
  if (customWords.size === 0 && managedWordLists.size === 0) return NOTHING_FOUND;
  const wordPolicy = {
    customWords: [...customWords].map(
      ([match, action]): GuardrailCustomWord => ({ match, action: taken(action), detected: true }),
    ),
    managedWordLists: [...managedWordLists].map(
      ([match, action]): GuardrailManagedWord => ({
        match,
        type: 'PROFANITY',
        action: taken(action),
        detected: true,
      }),
    ),
  };
  const blocked = [...customWords.values(), ...managedWordLists.values()].includes('BLOCK');
  return { assessment: { wordPolicy }, blocked, masks: [] };
}

const taken = (action: GuardrailWordAction): GuardrailWordPolicyAction =>
  action === 'BLOCK' ? 'BLOCKED' : 'NONE';
