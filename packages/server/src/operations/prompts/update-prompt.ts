import type { UpdatePromptRequest, UpdatePromptResponse } from '@streambed/model/bedrock-agent';
import type { PromptRecord } from '../../store/index.ts';
import { promptResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { assertNamesNoVersion, findPrompt } from './find-prompt.ts';
import { promptOutput } from './prompt-output.ts';
import { assertPromptRules } from './prompt-rules.ts';

/** Replaces the draft of a prompt as a whole: what is not sent is gone. Versions stay as they are. */
export const updatePrompt = operation<UpdatePromptRequest, UpdatePromptResponse>({
  name: 'UpdatePrompt',
  service: 'bedrock-agent',
  action: 'bedrock:UpdatePrompt',
  resource: (input, scope) => promptResource(scope, input.promptIdentifier),
  handle: (input, { store, scope, clock }) =>
    store.transaction(async (repositories) => {
      assertNamesNoVersion(scope, input.promptIdentifier, 'UpdatePrompt');
      const current = await findPrompt(repositories, scope, input.promptIdentifier);
      const variants = input.variants ?? [];
      assertPromptRules(variants, input.defaultVariant);
      const prompt: PromptRecord = {
        id: current.id,
        version: 0,
        name: input.name,
        description: input.description,
        customerEncryptionKeyArn: input.customerEncryptionKeyArn,
        defaultVariant: input.defaultVariant,
        variants,
        lastVersion: current.lastVersion,
        createdAt: current.createdAt,
        updatedAt: clock.now(),
      };
      await repositories.prompts.update(scope, prompt);
      return promptOutput(scope, prompt);
    }),
});
