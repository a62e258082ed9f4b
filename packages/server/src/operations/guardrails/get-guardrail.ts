import type { GetGuardrailRequest, GetGuardrailResponse } from '@streambed/model/bedrock';
import { guardrailResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findGuardrail } from './find-guardrail.ts';
import { guardrailOutput } from './guardrail-output.ts';

/** Shows the draft of a guardrail, or the version that `guardrailVersion` names. */
export const getGuardrail = operation<GetGuardrailRequest, GetGuardrailResponse>({
  name: 'GetGuardrail',
  service: 'bedrock',
  action: 'bedrock:GetGuardrail',
  resource: (input, scope) => guardrailResource(scope, input.guardrailIdentifier),
  async handle({ guardrailIdentifier, guardrailVersion }, { store, scope }) {
    return guardrailOutput(scope, await findGuardrail(store, scope, guardrailIdentifier, guardrailVersion));
  },
});
