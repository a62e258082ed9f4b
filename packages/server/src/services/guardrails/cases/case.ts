import type { GetGuardrailResponse } from '@streambed/model/bedrock';
import type {
  GuardrailContentFilterConfidence,
  GuardrailContentFilterType,
  GuardrailContentSource,
  GuardrailContextualGroundingFilterType,
  GuardrailPiiEntityType,
} from '@streambed/model/bedrock-runtime';

/** The policies of a guardrail, in the shapes that GetGuardrail answers with; the rest of a guardrail decides nothing. */
export type GuardrailPolicies = Pick<
  GetGuardrailResponse,
  'topicPolicy' | 'contentPolicy' | 'wordPolicy' | 'sensitiveInformationPolicy' | 'contextualGroundingPolicy'
>;

/**
 * One text, the policies that it is shown to, and everything that they must find in it. A finding is named by the list
 * of the assessment that it stands in. All findings are `detected`.
 */
export interface GuardrailCase {
  /** Unique within its table; reads as a sentence. */
  readonly name: string;
  /** Where the expectation comes from: the definition of the type, the format of the number, the rule of the filter. */
  readonly definition: string;
  readonly policies: GuardrailPolicies;
  readonly source: GuardrailContentSource;
  readonly text: string;
  /** Parts qualified `grounding_source`. */
  readonly groundingSources?: readonly string[];
  /** The part qualified `query`. */
  readonly query?: string;
  readonly expect: {
    readonly action: 'NONE' | 'GUARDRAIL_INTERVENED';
    /** Every finding, in the order of the assessment's lists and, within a list, in any order. */
    readonly findings: readonly GuardrailFinding[];
    /** The text after masking; only where something is masked and nothing blocks. */
    readonly masked?: string;
  };
}

export type GuardrailFinding =
  | { readonly list: 'customWords'; readonly match: string; readonly action: 'BLOCKED' | 'NONE' }
  | { readonly list: 'managedWordLists'; readonly match: string; readonly action: 'BLOCKED' | 'NONE' }
  | {
      readonly list: 'piiEntities';
      readonly type: GuardrailPiiEntityType;
      readonly match: string;
      readonly action: 'BLOCKED' | 'ANONYMIZED' | 'NONE';
    }
  | {
      readonly list: 'regexes';
      /** The author's name of the regex. */
      readonly regex: string;
      readonly match: string;
      readonly action: 'BLOCKED' | 'ANONYMIZED' | 'NONE';
    }
  | { readonly list: 'topics'; readonly name: string; readonly action: 'BLOCKED' | 'NONE' }
  | {
      readonly list: 'contentFilters';
      readonly type: GuardrailContentFilterType;
      /** Absent: any confidence at which the filter's strength lets it act. */
      readonly confidence?: GuardrailContentFilterConfidence;
      readonly action: 'BLOCKED' | 'NONE';
    }
  | {
      readonly list: 'groundingFilters';
      readonly type: GuardrailContextualGroundingFilterType;
      readonly action: 'BLOCKED' | 'NONE';
    };
