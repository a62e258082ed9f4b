import type { GuardrailFilterStrength } from '@streambed/model/bedrock';
import type {
  GuardrailContentSource,
  GuardrailCoverage,
  GuardrailUsage,
} from '@streambed/model/bedrock-runtime';
import type { GuardrailPolicies } from '../../store/index.ts';
import { countCharacters, type ReadContent } from './read-content.ts';

/** Characters that one unit stands for; each policy that looks is charged for every unit that was begun. */
const CHARACTERS_PER_UNIT = 1_000;

/** An entry of a policy may be switched off for one side; a content filter also by its strength. */
interface Sides {
  readonly inputEnabled?: boolean;
  readonly outputEnabled?: boolean;
  readonly inputStrength?: GuardrailFilterStrength;
  readonly outputStrength?: GuardrailFilterStrength;
}

/** Whether an entry of a policy is looked for on this side. */
export const isEnabled = (entry: Sides, source: GuardrailContentSource): boolean =>
  source === 'INPUT'
    ? (entry.inputEnabled ?? true) && entry.inputStrength !== 'NONE'
    : (entry.outputEnabled ?? true) && entry.outputStrength !== 'NONE';

/** How much was looked at, in characters. */
export interface ContentSize {
  /** Of the texts that are judged. */
  readonly guarded: number;
  /** Of sources and questions. */
  readonly grounding: number;
  /** Whether there is a source, without which nothing is grounded, and a question, without which nothing is relevant. */
  readonly hasSource: boolean;
  readonly hasQuery: boolean;
  readonly images: number;
  /** Of what belongs to the content and was not to be looked at. */
  readonly beside: number;
}

export function contentSize(content: ReadContent, beside: number): ContentSize {
  const { texts, groundingSources, queries, images } = content;
  // A text may be source and question at once; a character counts once.
  const counted = new Set(texts);
  const others = [...new Set([...groundingSources, ...queries])].filter((text) => !counted.has(text));
  return {
    guarded: countCharacters(texts),
    grounding: countCharacters(others),
    hasSource: groundingSources.length > 0,
    hasQuery: queries.length > 0,
    images,
    beside,
  };
}

const unitsOf = (characters: number): number => Math.ceil(characters / CHARACTERS_PER_UNIT);

/**
 * What the cloud would charge for a check. A policy without an entry for this side looks at nothing and counts 0.
 * Units of images and of automated reasoning are always 0: neither is looked at here.
 */
export function guardrailUsage(
  policies: GuardrailPolicies,
  size: ContentSize,
  source: GuardrailContentSource,
): GuardrailUsage {
  const units = unitsOf(size.guarded);
  const when = (entries: readonly Sides[] | undefined): number =>
    entries?.some((entry) => isEnabled(entry, source)) ? units : 0;
  const { topicPolicy, contentPolicy, wordPolicy, sensitiveInformationPolicy: sensitive } = policies;
  const grounds =
    source === 'OUTPUT' &&
    policies.contextualGroundingPolicy?.filters.some(
      ({ type, enabled }) => (enabled ?? true) && (type === 'GROUNDING' ? size.hasSource : size.hasQuery),
    );
  return {
    topicPolicyUnits: when(topicPolicy?.topics),
    contentPolicyUnits: when(contentPolicy?.filters),
    wordPolicyUnits: when([...(wordPolicy?.words ?? []), ...(wordPolicy?.managedWordLists ?? [])]),
    sensitiveInformationPolicyUnits: when(sensitive?.piiEntities),
    sensitiveInformationPolicyFreeUnits: when(sensitive?.regexes),
    contextualGroundingPolicyUnits: grounds ? unitsOf(size.guarded + size.grounding) : 0,
    contentPolicyImageUnits: 0,
    automatedReasoningPolicyUnits: 0,
    automatedReasoningPolicies: 0,
  };
}

/** Every count of two usages added up. */
export function addUsage(one: GuardrailUsage, other: GuardrailUsage): GuardrailUsage {
  const sum = { ...one };
  for (const name of Object.keys(other) as (keyof GuardrailUsage)[])
    sum[name] = (one[name] ?? 0) + (other[name] ?? 0);
  return sum;
}

/** How much of the content was looked at. Sources, questions and images count in the total only, as in the cloud. */
export const guardrailCoverage = ({
  guarded,
  grounding,
  images,
  beside,
}: ContentSize): GuardrailCoverage => ({
  textCharacters: { guarded, total: guarded + grounding + beside },
  ...(images > 0 && { images: { guarded: 0, total: images } }),
});
