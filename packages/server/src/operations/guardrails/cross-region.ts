import type { GuardrailCrossRegionConfig, GuardrailCrossRegionDetails } from '@streambed/model/bedrock';
import { resourceNotFound } from '../../protocol/index.ts';
import type { Scope } from '../../store/index.ts';

/**
 * The profile that a guardrail of the STANDARD tier names, by id (`us.guardrail.v1:0`) or ARN, as both. Nothing is
 * sent to another region here; what was asked for is shown again. An ARN of another account or region is a
 * ResourceNotFoundException.
 */
export function crossRegionDetailsOf(
  scope: Scope,
  config: GuardrailCrossRegionConfig | undefined,
): GuardrailCrossRegionDetails | undefined {
  if (config === undefined) return undefined;
  const identifier = config.guardrailProfileIdentifier;
  const prefix = `arn:aws:bedrock:${scope.region}:${scope.accountId}:guardrail-profile/`;
  if (identifier.startsWith('arn:') && !identifier.startsWith(prefix)) {
    throw resourceNotFound(
      `crossRegionConfig.guardrailProfileIdentifier: there is no guardrail profile ${identifier} in account ` +
        `${scope.accountId} and region ${scope.region}. Give the id of a profile, such as us.guardrail.v1:0.`,
    );
  }
  const guardrailProfileId = identifier.startsWith('arn:') ? identifier.slice(prefix.length) : identifier;
  return { guardrailProfileId, guardrailProfileArn: `${prefix}${guardrailProfileId}` };
}
