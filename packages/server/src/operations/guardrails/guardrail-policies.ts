import type { CreateGuardrailRequest } from '@streambed/model/bedrock';
import type { GuardrailPolicies, Scope } from '../../store/index.ts';
import { crossRegionDetailsOf } from './cross-region.ts';

/** What a request configures: the members that CreateGuardrail and UpdateGuardrail share. */
export type PolicyConfigs = Pick<
  CreateGuardrailRequest,
  | 'topicPolicyConfig'
  | 'contentPolicyConfig'
  | 'wordPolicyConfig'
  | 'sensitiveInformationPolicyConfig'
  | 'contextualGroundingPolicyConfig'
  | 'automatedReasoningPolicyConfig'
  | 'crossRegionConfig'
>;

/**
 * The policies as they are kept and shown, from a configuration that keeps the rules (policy-rules.ts). What was left
 * out is written out here and nowhere else: BLOCK for topics, filters, words and grounding, `action` for PII and
 * regexes, enabled, text only, CLASSIC. A policy without anything in it is as if it had not been sent.
 * Automated reasoning policies are kept and shown; nothing here proves anything, and each assessment says so.
 */
export function guardrailPoliciesOf(scope: Scope, configs: PolicyConfigs): GuardrailPolicies {
  const policies = {
    topicPolicy: topicPolicyOf(configs.topicPolicyConfig),
    contentPolicy: contentPolicyOf(configs.contentPolicyConfig),
    wordPolicy: wordPolicyOf(configs.wordPolicyConfig),
    sensitiveInformationPolicy: sensitiveInformationPolicyOf(configs.sensitiveInformationPolicyConfig),
    contextualGroundingPolicy: contextualGroundingPolicyOf(configs.contextualGroundingPolicyConfig),
    automatedReasoningPolicy: configs.automatedReasoningPolicyConfig,
    crossRegionDetails: crossRegionDetailsOf(scope, configs.crossRegionConfig),
  } satisfies GuardrailPolicies;
  return Object.fromEntries(Object.entries(policies).filter(([, policy]) => policy !== undefined));
}

function topicPolicyOf(config: PolicyConfigs['topicPolicyConfig']): GuardrailPolicies['topicPolicy'] {
  if (config === undefined) return undefined;
  return {
    topics: config.topicsConfig.map((topic) => ({ ...topic, ...sidesOf(topic, 'BLOCK') })),
    tier: { tierName: config.tierConfig?.tierName ?? 'CLASSIC' },
  };
}

function contentPolicyOf(config: PolicyConfigs['contentPolicyConfig']): GuardrailPolicies['contentPolicy'] {
  if (config === undefined) return undefined;
  return {
    filters: config.filtersConfig.map((filter) => ({
      ...filter,
      inputModalities: filter.inputModalities ?? ['TEXT'],
      outputModalities: filter.outputModalities ?? ['TEXT'],
      ...sidesOf(filter, 'BLOCK'),
    })),
    tier: { tierName: config.tierConfig?.tierName ?? 'CLASSIC' },
  };
}

function wordPolicyOf(config: PolicyConfigs['wordPolicyConfig']): GuardrailPolicies['wordPolicy'] {
  const words = (config?.wordsConfig ?? []).map((word) => ({ ...word, ...sidesOf(word, 'BLOCK') }));
  const managedWordLists = (config?.managedWordListsConfig ?? []).map((list) => ({
    ...list,
    ...sidesOf(list, 'BLOCK'),
  }));
  if (words.length + managedWordLists.length === 0) return undefined;
  return { ...(words.length > 0 && { words }), ...(managedWordLists.length > 0 && { managedWordLists }) };
}

function sensitiveInformationPolicyOf(
  config: PolicyConfigs['sensitiveInformationPolicyConfig'],
): GuardrailPolicies['sensitiveInformationPolicy'] {
  const piiEntities = (config?.piiEntitiesConfig ?? []).map((pii) => ({
    ...pii,
    ...sidesOf(pii, pii.action),
  }));
  const regexes = (config?.regexesConfig ?? []).map((regex) => ({
    ...regex,
    ...sidesOf(regex, regex.action),
  }));
  if (piiEntities.length + regexes.length === 0) return undefined;
  return { ...(piiEntities.length > 0 && { piiEntities }), ...(regexes.length > 0 && { regexes }) };
}

function contextualGroundingPolicyOf(
  config: PolicyConfigs['contextualGroundingPolicyConfig'],
): GuardrailPolicies['contextualGroundingPolicy'] {
  if (config === undefined) return undefined;
  return {
    filters: config.filtersConfig.map((filter) => ({
      ...filter,
      action: filter.action ?? 'BLOCK',
      enabled: filter.enabled ?? true,
    })),
  };
}

/** What happens on the way in and on the way out. */
interface Sides<Action> {
  readonly inputAction?: Action;
  readonly outputAction?: Action;
  readonly inputEnabled?: boolean;
  readonly outputEnabled?: boolean;
}

const sidesOf = <Action>(item: Sides<Action>, action: Action) => ({
  inputAction: item.inputAction ?? action,
  outputAction: item.outputAction ?? action,
  inputEnabled: item.inputEnabled ?? true,
  outputEnabled: item.outputEnabled ?? true,
});
