import type { DeleteGuardrailRequest, DeleteGuardrailResponse } from '@streambed/model/bedrock';
import { guardrailResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findGuardrail } from './find-guardrail.ts';

/**
 * Deletes a guardrail with all of its versions and its tags, or only the version that `guardrailVersion` names. Flows
 * that name it are not asked, as DeletePrompt does not ask them: the request has no switch to skip such a check, and
 * all definitions of all versions would have to be read for it. Their nodes answer ResourceNotFoundException from then
 * on, and never go on unguarded.
 */
export const deleteGuardrail = operation<DeleteGuardrailRequest, DeleteGuardrailResponse>({
  name: 'DeleteGuardrail',
  service: 'bedrock',
  action: 'bedrock:DeleteGuardrail',
  resource: (input, scope) => guardrailResource(scope, input.guardrailIdentifier),
  handle: ({ guardrailIdentifier, guardrailVersion }, { store, scope }) =>
    store.transaction(async (repositories) => {
      const found = await findGuardrail(repositories, scope, guardrailIdentifier, guardrailVersion);
      const version = guardrailVersion === undefined ? undefined : found.version;
      await repositories.guardrails.delete(scope, found.id, version);
      return {};
    }),
});
