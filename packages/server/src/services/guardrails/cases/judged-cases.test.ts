import type { ServiceCall } from '@streambed/flow/ports';
import { describe, expect, it } from 'vitest';
import { createContentPolicy } from '../policies/content/create-content-policy.ts';
import { createContextualGroundingPolicy } from '../policies/grounding/create-contextual-grounding-policy.ts';
import type { PolicyResult } from '../policies/policy.ts';
import { createTopicPolicy } from '../policies/topics/create-topic-policy.ts';
import type { GuardrailCase, GuardrailFinding } from './case.ts';
import { JUDGED_CASES, MISSED_BY_THE_LEXICAL_SCORER } from './judged-cases.ts';

const call: ServiceCall = {
  key: 'case',
  signal: new AbortController().signal,
  accountId: '123456789012',
  region: 'us-east-1',
};

async function resultsOf({ policies, source, text, groundingSources = [], query }: GuardrailCase) {
  const { topicPolicy, contentPolicy, contextualGroundingPolicy } = policies;
  const input = { source, texts: [text], groundingSources, queries: query === undefined ? [] : [query] };
  return Promise.all(
    [
      topicPolicy && createTopicPolicy(topicPolicy),
      contentPolicy && createContentPolicy(contentPolicy),
      contextualGroundingPolicy && createContextualGroundingPolicy(contextualGroundingPolicy),
    ].flatMap((policy) => (policy ? [policy.check(input, call)] : [])),
  );
}

/** What was detected, in the words of a case. */
const findingsOf = (results: readonly PolicyResult[]): GuardrailFinding[] =>
  results.flatMap(({ assessment: { topicPolicy, contentPolicy, contextualGroundingPolicy } }) => [
    ...(topicPolicy?.topics ?? []).map(({ name, action }) => ({ list: 'topics', name, action }) as const),
    ...(contentPolicy?.filters ?? []).map(
      ({ type, confidence, action }) => ({ list: 'contentFilters', type, confidence, action }) as const,
    ),
    ...(contextualGroundingPolicy?.filters ?? [])
      .filter(({ detected }) => detected)
      .map(({ type, action }) => ({ list: 'groundingFilters', type, action }) as const),
  ]);

/** A case that names no confidence takes any. */
const asExpected = (found: GuardrailFinding, expected: readonly GuardrailFinding[]): GuardrailFinding => {
  const isOpen = expected.some(
    (one) =>
      one.list === 'contentFilters' &&
      found.list === 'contentFilters' &&
      one.type === found.type &&
      one.confidence === undefined,
  );
  if (!isOpen || found.list !== 'contentFilters') return found;
  const { list, type, action } = found;
  return { list, type, action };
};

const byText = (one: unknown, other: unknown): number =>
  JSON.stringify(one).localeCompare(JSON.stringify(other));

async function outcomeOf(one: GuardrailCase): Promise<GuardrailCase['expect']> {
  const results = await resultsOf(one);
  return {
    action: results.some(({ blocked }) => blocked) ? 'GUARDRAIL_INTERVENED' : 'NONE',
    findings: findingsOf(results)
      .map((found) => asExpected(found, one.expect.findings))
      .sort(byText),
  };
}

const sorted = ({ action, findings }: GuardrailCase['expect']): GuardrailCase['expect'] => ({
  action,
  findings: [...findings].sort(byText),
});

const missed = new Set(MISSED_BY_THE_LEXICAL_SCORER);

describe('the lexical scorer on the table of judged cases', () => {
  it.each(JUDGED_CASES.filter(({ name }) => !missed.has(name)).map((one) => [one.name, one] as const))(
    '%s',
    async (_, one) => {
      expect(await outcomeOf(one)).toEqual(sorted(one.expect));
    },
  );

  it.each(MISSED_BY_THE_LEXICAL_SCORER)('is known to get wrong: %s', async (name) => {
    const one = JUDGED_CASES.find((candidate) => candidate.name === name);
    expect(one).toBeDefined();
    if (one) expect(await outcomeOf(one)).not.toEqual(sorted(one.expect));
  });

  it('has names that are unique', () => {
    expect(new Set(JUDGED_CASES.map(({ name }) => name)).size).toBe(JUDGED_CASES.length);
  });

  it('has both texts that must be found and texts that must pass', () => {
    const found = JUDGED_CASES.filter(({ expect }) => expect.findings.length > 0).length;
    expect(found).toBeGreaterThan(100);
    expect(JUDGED_CASES.length - found).toBeGreaterThan(100);
  });
});
