import type { CreateGuardrailRequest, UpdateGuardrailRequest } from '@streambed/model/bedrock';
import type { GuardrailRecord, Scope } from '../../store/index.ts';
import { guardrailPoliciesOf } from './guardrail-policies.ts';
import { kmsKeyArnOf } from './kms-key-arn.ts';
import { assertPolicyRules } from './policy-rules.ts';

/** A draft but for what does not come from the request: its id, the last number given out, the times. */
export type RequestedDraft = Omit<GuardrailRecord, 'id' | 'lastVersion' | 'createdAt' | 'updatedAt'>;

/**
 * The draft that a request configures, READY at once. Throws ValidationException when its policies break a rule.
 * Called outside of transactions: it compiles regexes.
 */
export async function requestedDraft(
  scope: Scope,
  input: CreateGuardrailRequest | UpdateGuardrailRequest,
): Promise<RequestedDraft> {
  await assertPolicyRules(input);
  return {
    version: 0,
    name: input.name,
    description: input.description,
    policies: guardrailPoliciesOf(scope, input),
    blockedInputMessaging: input.blockedInputMessaging,
    blockedOutputsMessaging: input.blockedOutputsMessaging,
    kmsKeyArn: kmsKeyArnOf(scope, input.kmsKeyId),
    status: 'READY',
  };
}
