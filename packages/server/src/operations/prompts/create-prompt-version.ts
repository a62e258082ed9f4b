import type { CreatePromptVersionRequest, CreatePromptVersionResponse } from '@streambed/model/bedrock-agent';
import type { PromptRecord } from '../../store/index.ts';
import { createOnce } from '../idempotency.ts';
import { promptArn, promptResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { assertRoomFor, assertVersionNumberLeft } from '../quotas.ts';
import { tagsOf } from '../tags/tag-rules.ts';
import { assertNamesNoVersion, findPrompt } from './find-prompt.ts';
import { promptOutput } from './prompt-output.ts';

/** Makes an immutable snapshot of a prompt's draft under the next number, which is never given out twice. */
export const createPromptVersion = operation<CreatePromptVersionRequest, CreatePromptVersionResponse>({
  name: 'CreatePromptVersion',
  service: 'bedrock-agent',
  action: 'bedrock:CreatePromptVersion',
  resource: (input, scope) => promptResource(scope, input.promptIdentifier),
  handle: (input, context) =>
    createOnce(context, 'CreatePromptVersion', input, async (repositories) => {
      const { scope, quotas } = context;
      const tags = tagsOf(input.tags);
      assertNamesNoVersion(scope, input.promptIdentifier, 'CreatePromptVersion');
      const draft = await findPrompt(repositories, scope, input.promptIdentifier);
      const count = await repositories.prompts.countVersions(scope, draft.id);
      assertRoomFor(quotas, 'versionsPerPrompt', count, `Prompt ${draft.id}`, 'versions');
      assertVersionNumberLeft(draft.lastVersion, `Prompt ${draft.id}`);
      const now = context.clock.now();
      const version: PromptRecord = {
        id: draft.id,
        version: draft.lastVersion + 1,
        name: draft.name,
        description: input.description,
        customerEncryptionKeyArn: draft.customerEncryptionKeyArn,
        defaultVariant: draft.defaultVariant,
        variants: draft.variants,
        lastVersion: 0,
        createdAt: now,
        updatedAt: now,
      };
      await repositories.prompts.insert(scope, version);
      await repositories.prompts.update(scope, { ...draft, lastVersion: version.version });
      if (tags.size > 0)
        await repositories.tags.put(scope, promptArn(scope, draft.id, version.version), tags);
      return promptOutput(scope, version);
    }),
});
