import type { GuardrailAssessment } from '@streambed/model/bedrock-runtime';

/** One thing that a guardrail found in a text, whatever policy found it. */
export interface GuardrailFinding {
  readonly type?: string;
  readonly name?: string;
  readonly match?: string;
  /** BLOCKED, ANONYMIZED, or NONE for what was only to be seen. */
  readonly action: string;
}

type Assessed = { readonly [Member in keyof GuardrailFinding]?: GuardrailFinding[Member] | undefined } & {
  readonly detected?: boolean | undefined;
};

/** The members of an assessment that are read here; SDK clients type them a little differently than the model does. */
type Assessment = {
  readonly [Policy in keyof Pick<
    GuardrailAssessment,
    | 'topicPolicy'
    | 'contentPolicy'
    | 'wordPolicy'
    | 'sensitiveInformationPolicy'
    | 'contextualGroundingPolicy'
  >]?:
    | { readonly [List in keyof NonNullable<GuardrailAssessment[Policy]>]?: readonly Assessed[] | undefined }
    | undefined;
};

/** Everything that was detected. Scores of grounding that are good enough are none. */
export function guardrailFindings(assessment: Assessment): readonly GuardrailFinding[] {
  const { topicPolicy, contentPolicy, wordPolicy, sensitiveInformationPolicy, contextualGroundingPolicy } =
    assessment;
  const all: readonly Assessed[] = [
    ...(topicPolicy?.topics ?? []),
    ...(contentPolicy?.filters ?? []),
    ...(wordPolicy?.customWords ?? []).map((word) => ({ ...word, type: 'WORD' })),
    ...(wordPolicy?.managedWordLists ?? []),
    ...(sensitiveInformationPolicy?.piiEntities ?? []),
    ...(sensitiveInformationPolicy?.regexes ?? []),
    ...(contextualGroundingPolicy?.filters ?? []),
  ];
  return all
    .filter(({ detected }) => detected !== false)
    .map(({ type, name, match, action = 'NONE' }) => ({
      ...(type !== undefined && type !== 'DENY' && { type }),
      ...(name !== undefined && { name }),
      ...(match !== undefined && { match }),
      action,
    }));
}

/** `EMAIL "ann@example.com"`, `Investments`, `NAME "Ann" (seen only)`. */
export const findingText = ({ type, name, match, action }: GuardrailFinding): string => {
  const what = [name ?? type, match === undefined ? undefined : JSON.stringify(match)]
    .filter((part) => part !== undefined)
    .join(' ');
  return action === 'NONE' ? `${what} (seen only)` : what;
};
