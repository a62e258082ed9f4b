import type { GetGuardrailResponse, GuardrailSummary } from '@streambed/model/bedrock';
import type { GuardrailRecord, Scope } from '../../store/index.ts';
import { guardrailArn } from '../identifiers.ts';
import { timestamp } from '../timestamp.ts';

/** `DRAFT` for 0, else the number. */
const versionName = ({ version }: GuardrailRecord): string => (version === 0 ? 'DRAFT' : String(version));

/** A guardrail's draft or version as GetGuardrail shows it. */
export const guardrailOutput = (scope: Scope, guardrail: GuardrailRecord): GetGuardrailResponse => ({
  name: guardrail.name,
  description: guardrail.description,
  guardrailId: guardrail.id,
  guardrailArn: guardrailArn(scope, guardrail.id),
  version: versionName(guardrail),
  status: guardrail.status,
  ...guardrail.policies,
  createdAt: timestamp(guardrail.createdAt),
  updatedAt: timestamp(guardrail.updatedAt),
  blockedInputMessaging: guardrail.blockedInputMessaging,
  blockedOutputsMessaging: guardrail.blockedOutputsMessaging,
  kmsKeyArn: guardrail.kmsKeyArn,
});

/** A guardrail's draft or version as ListGuardrails shows it. */
export const guardrailSummary = (scope: Scope, guardrail: GuardrailRecord): GuardrailSummary => ({
  id: guardrail.id,
  arn: guardrailArn(scope, guardrail.id),
  status: guardrail.status,
  name: guardrail.name,
  description: guardrail.description,
  version: versionName(guardrail),
  createdAt: timestamp(guardrail.createdAt),
  updatedAt: timestamp(guardrail.updatedAt),
  crossRegionDetails: guardrail.policies.crossRegionDetails,
});
