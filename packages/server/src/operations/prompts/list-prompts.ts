import type { ListPromptsRequest, ListPromptsResponse } from '@streambed/model/bedrock-agent';
import { promptResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { readDraftsOrVersions } from '../pagination.ts';
import { findPrompt } from './find-prompt.ts';
import { promptSummary } from './prompt-output.ts';

/**
 * Without `promptIdentifier` lists the drafts of all prompts, newest first; with it the draft of that prompt and then
 * its versions, highest number first.
 */
export const listPrompts = operation<ListPromptsRequest, ListPromptsResponse>({
  name: 'ListPrompts',
  service: 'bedrock-agent',
  action: 'bedrock:ListPrompts',
  resource: (input, scope) =>
    input.promptIdentifier === undefined ? '*' : promptResource(scope, input.promptIdentifier),
  async handle(input, context) {
    const { store, scope } = context;
    const prompt =
      input.promptIdentifier === undefined
        ? undefined
        : await findPrompt(store, scope, input.promptIdentifier);
    const page = await readDraftsOrVersions(context, 'ListPrompts', store.prompts, prompt?.id, input);
    return {
      promptSummaries: page.rows.map((row) => promptSummary(scope, row)),
      nextToken: page.nextToken,
    };
  },
});
