import type { ServiceCall } from '@streambed/flow/ports';
import { applyMasks, joinMasks } from '../masks.ts';
import { createContentPolicy } from '../policies/content/create-content-policy.ts';
import { createContextualGroundingPolicy } from '../policies/grounding/create-contextual-grounding-policy.ts';
import type { PolicyResult } from '../policies/policy.ts';
import { createSensitiveInformationPolicy } from '../policies/sensitive-information/index.ts';
import { createTopicPolicy } from '../policies/topics/create-topic-policy.ts';
import { createWordPolicy } from '../policies/words/index.ts';
import type { GuardrailCase, GuardrailFinding } from './case.ts';

const CALL: ServiceCall = {
  key: 'case',
  signal: new AbortController().signal,
  accountId: '123456789012',
  region: 'us-east-1',
};

/** Shows a case's text to its policies, without a judge; answers in the words of a case, findings in no fixed order. */
export async function runCase(one: GuardrailCase): Promise<GuardrailCase['expect']> {
  const { policies, source, text, groundingSources = [], query } = one;
  const input = { source, texts: [text], groundingSources, queries: query === undefined ? [] : [query] };
  const compiled = [
    policies.topicPolicy && createTopicPolicy(policies.topicPolicy),
    policies.contentPolicy && createContentPolicy(policies.contentPolicy),
    policies.wordPolicy && createWordPolicy(policies.wordPolicy),
    policies.sensitiveInformationPolicy &&
      (await createSensitiveInformationPolicy(policies.sensitiveInformationPolicy)),
    policies.contextualGroundingPolicy && createContextualGroundingPolicy(policies.contextualGroundingPolicy),
  ];
  const results = await Promise.all(
    compiled.flatMap((policy) => (policy ? [policy.check(input, CALL)] : [])),
  );
  const masks = joinMasks(results.flatMap((result) => result.masks));
  const isBlocked = results.some((result) => result.blocked);
  return {
    action: isBlocked || masks.length > 0 ? 'GUARDRAIL_INTERVENED' : 'NONE',
    findings: results.flatMap(findingsOf),
    ...(masks.length > 0 && !isBlocked ? { masked: applyMasks([text], masks)[0] as string } : {}),
  };
}

function findingsOf({ assessment }: PolicyResult): GuardrailFinding[] {
  const { topicPolicy, contentPolicy, wordPolicy, sensitiveInformationPolicy, contextualGroundingPolicy } =
    assessment;
  return [
    ...(topicPolicy?.topics ?? []).map(({ name, action }) => ({ list: 'topics', name, action }) as const),
    ...(contentPolicy?.filters ?? []).map(
      ({ type, confidence, action }) => ({ list: 'contentFilters', type, confidence, action }) as const,
    ),
    ...(wordPolicy?.customWords ?? []).map(
      ({ match, action }) => ({ list: 'customWords', match, action }) as const,
    ),
    ...(wordPolicy?.managedWordLists ?? []).map(
      ({ match, action }) => ({ list: 'managedWordLists', match, action }) as const,
    ),
    ...(sensitiveInformationPolicy?.piiEntities ?? []).map(
      ({ type, match, action }) => ({ list: 'piiEntities', type, match, action }) as const,
    ),
    ...(sensitiveInformationPolicy?.regexes ?? []).map(
      ({ name = '', match = '', action }) => ({ list: 'regexes', regex: name, match, action }) as const,
    ),
    ...(contextualGroundingPolicy?.filters ?? [])
      .filter(({ detected }) => detected)
      .map(({ type, action }) => ({ list: 'groundingFilters', type, action }) as const),
  ];
}
