import type { CreatePromptRequest, CreatePromptResponse } from '@streambed/model/bedrock-agent';
import type { PromptRecord } from '../../store/index.ts';
import { createOnce } from '../idempotency.ts';
import { promptArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { assertRoomFor } from '../quotas.ts';
import { tagsOf } from '../tags/tag-rules.ts';
import { promptOutput } from './prompt-output.ts';
import { assertPromptRules } from './prompt-rules.ts';

/** Creates a prompt with its draft. Variants may be absent; a defaultVariant must name one that is there. */
export const createPrompt = operation<CreatePromptRequest, CreatePromptResponse>({
  name: 'CreatePrompt',
  service: 'bedrock-agent',
  action: 'bedrock:CreatePrompt',
  resource: () => '*',
  handle: (input, context) =>
    createOnce(context, 'CreatePrompt', input, async (repositories) => {
      const { scope, quotas } = context;
      const tags = tagsOf(input.tags);
      const variants = input.variants ?? [];
      assertPromptRules(variants, input.defaultVariant);
      const owner = `Account ${scope.accountId} in region ${scope.region}`;
      assertRoomFor(quotas, 'prompts', await repositories.prompts.countDrafts(scope), owner, 'prompts');
      const now = context.clock.now();
      const prompt: PromptRecord = {
        id: context.ids.resourceId(),
        version: 0,
        name: input.name,
        description: input.description,
        customerEncryptionKeyArn: input.customerEncryptionKeyArn,
        defaultVariant: input.defaultVariant,
        variants,
        lastVersion: 0,
        createdAt: now,
        updatedAt: now,
      };
      await repositories.prompts.insert(scope, prompt);
      if (tags.size > 0) await repositories.tags.put(scope, promptArn(scope, prompt.id), tags);
      return promptOutput(scope, prompt);
    }),
});
