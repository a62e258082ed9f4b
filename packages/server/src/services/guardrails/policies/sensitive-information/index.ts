import type { GuardrailSensitiveInformationPolicy } from '@streambed/model/bedrock';
import type { Policy } from '../policy.ts';

/**
 * The sensitive information policy, see create-sensitive-information-policy.ts. Rejects with an Error for people when a
 * regex does not compile. Everything behind it (tables, the regex engine, the lexicon of names) is loaded at the first
 * guardrail that has such a policy.
 */
export async function createSensitiveInformationPolicy(
  policy: GuardrailSensitiveInformationPolicy,
): Promise<Policy> {
  const created = await import('./create-sensitive-information-policy.ts');
  return created.createSensitiveInformationPolicy(policy);
}
