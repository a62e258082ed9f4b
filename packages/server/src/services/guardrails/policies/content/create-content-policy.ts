import type { GuardrailContentFilter, GuardrailContentPolicy } from '@streambed/model/bedrock';
import type {
  GuardrailContentFilter as GuardrailContentFilterAssessment,
  GuardrailContentFilterConfidence,
  GuardrailContentSource,
} from '@streambed/model/bedrock-runtime';
import { inTurns, type Steps } from '../../../turns.ts';
import { actionFor, isEnabled, LEXICAL_SCORER } from '../check-settings.ts';
import type { Judge } from '../judge/judge.ts';
import { NOTHING_FOUND, type Policy, type PolicyInput, type PolicyResult } from '../policy.ts';
import { type Confidences, scoreContentInSteps } from './lexical-scorer.ts';

const RANK = { NONE: 0, LOW: 1, MEDIUM: 2, HIGH: 3 } as const;

/**
 * Content filters. A filter of strength LOW acts on HIGH confidence, MEDIUM on HIGH and MEDIUM, HIGH on LOW and up;
 * NONE looks at nothing. PROMPT_ATTACK looks at input only. What stays below its filter's threshold is not listed.
 * With a judge the judge decides alone; it never falls back to the lexical scorer.
 */
export function createContentPolicy(policy: GuardrailContentPolicy, judge?: Judge): Policy {
  const filters = policy.filters ?? [];
  const enabled = {
    INPUT: filters.filter((filter) => strengthFor(filter, 'INPUT') !== 'NONE'),
    OUTPUT: filters.filter((filter) => strengthFor(filter, 'OUTPUT') !== 'NONE'),
  };
  judge?.askForFilters({
    INPUT: enabled.INPUT.map(({ type }) => type),
    OUTPUT: enabled.OUTPUT.map(({ type }) => type),
  });
  return {
    check(input, call) {
      const { source } = input;
      if (enabled[source].length === 0 || input.texts.length === 0) return NOTHING_FOUND;
      if (judge)
        return judge
          .judge(input, call)
          .then(({ filters }) => resultOf(enabled[source], source, filters, judge.name));
      return inTurns(scored(enabled[source], input), call.signal);
    },
  };
}

function* scored(
  filters: readonly GuardrailContentFilter[],
  { source, texts }: PolicyInput,
): Steps<PolicyResult> {
  return resultOf(filters, source, yield* scoreContentInSteps(texts.join('\n\n')), LEXICAL_SCORER);
}

function strengthFor(
  filter: GuardrailContentFilter,
  source: GuardrailContentSource,
): GuardrailContentFilter['inputStrength'] {
  const isSearched = isEnabled(filter, source) && (source === 'INPUT' || filter.type !== 'PROMPT_ATTACK');
  return isSearched ? (source === 'INPUT' ? filter.inputStrength : filter.outputStrength) : 'NONE';
}

function resultOf(
  filters: readonly GuardrailContentFilter[],
  source: GuardrailContentSource,
  confidences: Confidences,
  decidedBy: string,
): PolicyResult {
  const found = filters.flatMap((filter): GuardrailContentFilterAssessment[] => {
    const confidence = confidences.get(filter.type) ?? 'NONE';
    const filterStrength = strengthFor(filter, source);
    if (!isOver(confidence, filterStrength)) return [];
    return [
      { type: filter.type, confidence, filterStrength, action: actionFor(filter, source), detected: true },
    ];
  });
  if (found.length === 0) return { ...NOTHING_FOUND, decidedBy };
  return {
    assessment: { contentPolicy: { filters: found } },
    blocked: found.some(({ action }) => action === 'BLOCKED'),
    masks: [],
    decidedBy,
  };
}

/** LOW needs 3 (HIGH), MEDIUM 2, HIGH 1. */
const isOver = (
  confidence: GuardrailContentFilterConfidence,
  strength: GuardrailContentFilter['inputStrength'],
): boolean => strength !== 'NONE' && RANK[confidence] > 0 && RANK[confidence] + RANK[strength] > RANK.HIGH;
