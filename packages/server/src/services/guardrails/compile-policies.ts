import { authorFault, type ModelPort } from '@streambed/flow/ports';
import type { GuardrailRecord } from '../../store/index.ts';
import { createContentPolicy } from './policies/content/create-content-policy.ts';
import { createContextualGroundingPolicy } from './policies/grounding/create-contextual-grounding-policy.ts';
import { createJudge } from './policies/judge/judge.ts';
import type { Policy } from './policies/policy.ts';
import { createSensitiveInformationPolicy } from './policies/sensitive-information/index.ts';
import { createTopicPolicy } from './policies/topics/create-topic-policy.ts';
import { createWordPolicy } from './policies/words/index.ts';
import type { PolicyName } from './policy-names.ts';

/** A policy made ready, and what it is called in an assessment. */
export interface NamedPolicy {
  readonly name: PolicyName;
  readonly policy: Policy;
}

/**
 * Makes guardrails ready. With a judge, its model decides about topics, content and grounding. Rejects with FlowError
 * (blame author) for a guardrail that cannot be: one that was stored before its patterns were checked as they are now.
 */
export function policyCompiler(
  judging: { readonly model: Pick<ModelPort, 'converse'>; readonly modelId: string } | undefined,
): (record: GuardrailRecord) => Promise<readonly NamedPolicy[]> {
  return async ({ name: guardrail, policies }) => {
    // One for each guardrail: its policies ask their questions together.
    const judge = judging && createJudge(judging.model, judging.modelId);
    const { topicPolicy, contentPolicy, wordPolicy, sensitiveInformationPolicy, contextualGroundingPolicy } =
      policies;
    const compiled: NamedPolicy[] = [];
    const add = (name: PolicyName, policy: Policy | undefined): void => {
      if (policy) compiled.push({ name, policy });
    };
    add('topicPolicy', topicPolicy && createTopicPolicy(topicPolicy, judge));
    add('contentPolicy', contentPolicy && createContentPolicy(contentPolicy, judge));
    add('wordPolicy', wordPolicy && createWordPolicy(wordPolicy));
    if (sensitiveInformationPolicy)
      add(
        'sensitiveInformationPolicy',
        await createSensitiveInformationPolicy(sensitiveInformationPolicy).catch((error: Error) => {
          throw authorFault(`Guardrail ${guardrail} cannot be used: ${error.message}`);
        }),
      );
    add(
      'contextualGroundingPolicy',
      contextualGroundingPolicy && createContextualGroundingPolicy(contextualGroundingPolicy, judge),
    );
    return compiled;
  };
}
