import type { DeletePromptRequest, DeletePromptResponse } from '@streambed/model/bedrock-agent';
import { promptResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findPromptVersion, noSuchPrompt, promptVersionReference } from './find-prompt.ts';

/**
 * Deletes a prompt with all of its versions, or only the version that `promptVersion` or the ARN names. Flows that
 * use it are not asked: the request has no switch to skip such a check, as DeleteFlow has, so a clean-up script would
 * have no way out. Their nodes answer ResourceNotFoundException from then on.
 */
export const deletePrompt = operation<DeletePromptRequest, DeletePromptResponse>({
  name: 'DeletePrompt',
  service: 'bedrock-agent',
  action: 'bedrock:DeletePrompt',
  resource: (input, scope) => promptResource(scope, input.promptIdentifier, input.promptVersion),
  handle: (input, { store, scope }) =>
    store.transaction(async (repositories) => {
      const identifier = input.promptIdentifier;
      const reference = promptVersionReference(scope, identifier, input.promptVersion);
      if (!reference) throw noSuchPrompt(scope, identifier);
      if (reference.version === undefined) {
        // The prompt itself is not read: one whose stored row is damaged can still be deleted.
        const deleted = await repositories.prompts.delete(scope, reference.promptId, undefined);
        if (!deleted) throw noSuchPrompt(scope, identifier);
        return { id: reference.promptId };
      }
      const { id, version } = await findPromptVersion(repositories, scope, identifier, reference);
      await repositories.prompts.delete(scope, id, version);
      return { id, version: String(version) };
    }),
});
