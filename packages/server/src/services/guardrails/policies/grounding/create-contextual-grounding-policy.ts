import type {
  GuardrailContextualGroundingFilter,
  GuardrailContextualGroundingPolicy,
} from '@streambed/model/bedrock';
import type { GuardrailContextualGroundingFilter as GroundingAssessment } from '@streambed/model/bedrock-runtime';
import { inTurns, type Steps } from '../../../turns.ts';
import { LEXICAL_SCORER } from '../check-settings.ts';
import type { Judge } from '../judge/judge.ts';
import { NOTHING_FOUND, type Policy, type PolicyInput, type PolicyResult } from '../policy.ts';
import { scoreGrounding } from './grounding-scores.ts';

/**
 * Contextual grounding: looks at OUTPUT only, GROUNDING where there are grounding sources, RELEVANCE where there is a
 * query. A score below the threshold is detected. Scores are listed whenever there is one, `detected` or not: they are what
 * an author sets the threshold by.
 */
export function createContextualGroundingPolicy(
  policy: GuardrailContextualGroundingPolicy,
  judge?: Judge,
): Policy {
  const enabled = policy.filters.filter(({ enabled }) => enabled !== false);
  judge?.askForGrounding(enabled.map(({ type }) => type));
  return {
    check(input, call) {
      const filters = enabled.filter(({ type }) => canBeScored(type, input));
      if (filters.length === 0) return NOTHING_FOUND;
      if (judge)
        return judge
          .judge(input, call)
          .then(({ grounding, relevance }) =>
            resultOf(filters, { GROUNDING: grounding, RELEVANCE: relevance }, judge.name),
          );
      return inTurns(scored(filters, input), call.signal);
    },
  };
}

function* scored(
  filters: readonly GuardrailContextualGroundingFilter[],
  { texts, groundingSources: sources, queries }: PolicyInput,
): Steps<PolicyResult> {
  const types = filters.map(({ type }) => type);
  const { GROUNDING, RELEVANCE } = yield* scoreGrounding(
    { answer: texts.join('\n\n'), sources, queries },
    types,
  );
  return resultOf(filters, { GROUNDING, RELEVANCE }, LEXICAL_SCORER);
}

function canBeScored(
  type: GuardrailContextualGroundingFilter['type'],
  { source, texts, groundingSources, queries }: PolicyInput,
): boolean {
  if (source !== 'OUTPUT' || texts.every((text) => text.trim() === '')) return false;
  return (type === 'GROUNDING' ? groundingSources : queries).length > 0;
}

function resultOf(
  filters: readonly GuardrailContextualGroundingFilter[],
  scores: Readonly<Record<GuardrailContextualGroundingFilter['type'], number | undefined>>,
  decidedBy: string,
): PolicyResult {
  const found = filters.map(({ type, threshold, action }): GroundingAssessment => {
    // A score that was asked for and is not there supports nothing.
    const score = scores[type] ?? 0;
    const detected = score < threshold;
    return { type, threshold, score, action: detected && action !== 'NONE' ? 'BLOCKED' : 'NONE', detected };
  });
  return {
    assessment: { contextualGroundingPolicy: { filters: found } },
    blocked: found.some(({ action }) => action === 'BLOCKED'),
    masks: [],
    decidedBy,
  };
}
