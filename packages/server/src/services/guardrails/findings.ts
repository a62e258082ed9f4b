import type { ApplyGuardrailResponse, GuardrailAssessment } from '@streambed/model/bedrock-runtime';

/** One entry of a list in an assessment. */
export interface Finding {
  readonly match?: string | undefined;
  readonly action: string;
  readonly type?: string;
  readonly name?: string;
}

/** The lists of findings in an assessment: policy, list. Everything else in it is about the check as a whole. */
const LISTS = [
  ['topicPolicy', 'topics'],
  ['contentPolicy', 'filters'],
  ['wordPolicy', 'customWords'],
  ['wordPolicy', 'managedWordLists'],
  ['sensitiveInformationPolicy', 'piiEntities'],
  ['sensitiveInformationPolicy', 'regexes'],
  ['contextualGroundingPolicy', 'filters'],
] as const;

type Lists = Readonly<Record<string, Readonly<Record<string, readonly Finding[] | undefined>> | undefined>>;

/** Everything in an assessment that blocks. */
export function blockingFindings(assessment: GuardrailAssessment | undefined): readonly Finding[] {
  const lists = (assessment ?? {}) as Lists;
  return LISTS.flatMap(([policy, list]) =>
    (lists[policy]?.[list] ?? []).filter(({ action }) => action === 'BLOCKED'),
  );
}

/** Whether masking explains everything that a guardrail did. What is not understood has blocked. */
export const isMaskedOnly = ({
  assessments = [],
}: Partial<Pick<ApplyGuardrailResponse, 'assessments'>>): boolean =>
  assessments.some(masks) && !assessments.some((assessment) => blockingFindings(assessment).length > 0);

const masks = ({ sensitiveInformationPolicy: found }: GuardrailAssessment): boolean =>
  [...(found?.piiEntities ?? []), ...(found?.regexes ?? [])].some(({ action }) => action === 'ANONYMIZED');

/** The same text for what was found twice, whatever its score was. */
export const findingKey = ({ type, name, match }: Finding): string => JSON.stringify([type, name, match]);

/** The policies of an assessment with those findings only that `keep` wants. */
export const findingsOf = (
  assessment: GuardrailAssessment,
  keep: (finding: Finding) => boolean,
): GuardrailAssessment => mergeFindings([assessment], keep);

/** The findings of several assessments of one text in one, each listed once, in the order in which they came. */
export function mergeFindings(
  assessments: readonly GuardrailAssessment[],
  keep?: (finding: Finding) => boolean,
): GuardrailAssessment {
  const merged = new MergedFindings();
  for (const assessment of assessments) merged.add(assessment, keep);
  return merged.assessment();
}

/** The same, gathered one by one: adding costs what is added, however much is there. */
export class MergedFindings {
  readonly #merged: Record<string, Record<string, Finding[]>> = {};
  readonly #seen = new Set<string>();

  add(assessment: GuardrailAssessment, keep: (finding: Finding) => boolean = () => true): void {
    for (const [policy, list] of LISTS)
      for (const finding of (assessment as Lists)[policy]?.[list] ?? []) {
        const key = `${policy} ${list} ${JSON.stringify(finding)}`;
        if (this.#seen.has(key) || !keep(finding)) continue;
        this.#seen.add(key);
        const members = this.#merged[policy] ?? {};
        this.#merged[policy] = members;
        const kept = members[list] ?? [];
        members[list] = kept;
        kept.push(finding);
      }
  }

  assessment(): GuardrailAssessment {
    return completed(this.#merged) as GuardrailAssessment;
  }
}

/** A policy that has one of two lists has the other too, empty: both are required members. */
function completed(merged: Record<string, Record<string, Finding[]>>): Record<string, unknown> {
  for (const [policy, list] of LISTS) {
    const members = merged[policy];
    if (members) members[list] ??= [];
  }
  return merged;
}
