import { setImmediate as nextTurn } from 'node:timers/promises';
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
  // One after the other, with turns for others between.
  await import('./labels.ts');
  await nextTurn();
  await import('./detectors/addresses.ts');
  await nextTurn();
  await import('./pii-search.ts');
  await nextTurn();
  const created = await import('./create-sensitive-information-policy.ts');
  return created.createSensitiveInformationPolicy(policy);
}
