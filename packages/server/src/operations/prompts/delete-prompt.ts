import type { DeletePromptRequest, DeletePromptResponse } from '@streambed/model/bedrock-agent';
import { promptArn, promptResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findPromptVersion, promptVersionReference } from './find-prompt.ts';

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
      const reference = promptVersionReference(scope, input.promptIdentifier, input.promptVersion);
      const { id, version } = await findPromptVersion(repositories, scope, input.promptIdentifier, reference);
      const onlyVersion = version === 0 ? undefined : version;
      await repositories.prompts.delete(scope, id, onlyVersion);
      await repositories.tags.removeAll(scope, promptArn(scope, id, version));
      return onlyVersion === undefined ? { id } : { id, version: String(onlyVersion) };
    }),
});
