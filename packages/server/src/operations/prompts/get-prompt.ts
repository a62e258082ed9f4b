import type { GetPromptRequest, GetPromptResponse } from '@streambed/model/bedrock-agent';
import { promptResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findPromptVersion, promptVersionReference } from './find-prompt.ts';
import { promptOutput } from './prompt-output.ts';

/**
 * Shows the draft of a prompt, or the version that `promptVersion` or the ARN names; with
 * `includedData: METADATA_ONLY` without its variants.
 */
export const getPrompt = operation<GetPromptRequest, GetPromptResponse>({
  name: 'GetPrompt',
  service: 'bedrock-agent',
  action: 'bedrock:GetPrompt',
  resource: (input, scope) => promptResource(scope, input.promptIdentifier, input.promptVersion),
  async handle(input, { store, scope }) {
    const reference = promptVersionReference(scope, input.promptIdentifier, input.promptVersion);
    const prompt = await findPromptVersion(store, scope, input.promptIdentifier, reference);
    const { variants, ...metadata } = promptOutput(scope, prompt);
    return input.includedData === 'METADATA_ONLY' ? metadata : { ...metadata, variants };
  },
});
