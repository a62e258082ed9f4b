import type { UpdateGuardrailRequest, UpdateGuardrailResponse } from '@streambed/model/bedrock';
import { guardrailArn, guardrailResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { timestamp } from '../timestamp.ts';
import { assertNameFree } from './assert-name-free.ts';
import { findGuardrail } from './find-guardrail.ts';
import { requestedDraft } from './requested-draft.ts';

/** Replaces the draft of a guardrail as a whole: what is not sent is gone. Versions stay as they are. */
export const updateGuardrail = operation<UpdateGuardrailRequest, UpdateGuardrailResponse>({
  name: 'UpdateGuardrail',
  service: 'bedrock',
  action: 'bedrock:UpdateGuardrail',
  resource: (input, scope) => guardrailResource(scope, input.guardrailIdentifier),
  async handle(input, { store, scope, clock }) {
    const draft = await requestedDraft(scope, input);
    return store.transaction(async (repositories) => {
      const current = await findGuardrail(repositories, scope, input.guardrailIdentifier);
      await assertNameFree(repositories, scope, input.name, current.id);
      // Later than before even within one millisecond: compiled drafts are told apart by it.
      const updatedAt = Math.max(clock.now(), current.updatedAt + 1);
      await repositories.guardrails.update(scope, {
        id: current.id,
        ...draft,
        lastVersion: current.lastVersion,
        createdAt: current.createdAt,
        updatedAt,
      });
      return {
        guardrailId: current.id,
        guardrailArn: guardrailArn(scope, current.id),
        version: 'DRAFT',
        updatedAt: timestamp(updatedAt),
      };
    });
  },
});
