import type { CreatePromptResponse, PromptSummary } from '@streambed/model/bedrock-agent';
import type { PromptRecord, Scope } from '../../store/index.ts';
import { promptArn } from '../identifiers.ts';
import { timestamp } from '../timestamp.ts';

/** A prompt's draft or version as the create, update and get operations show it. */
export const promptOutput = (scope: Scope, prompt: PromptRecord): CreatePromptResponse => ({
  ...promptSummary(scope, prompt),
  customerEncryptionKeyArn: prompt.customerEncryptionKeyArn,
  defaultVariant: prompt.defaultVariant,
  variants: [...prompt.variants],
});

/** A prompt's draft or version as ListPrompts shows it. */
export const promptSummary = (scope: Scope, prompt: PromptRecord): PromptSummary => ({
  id: prompt.id,
  arn: promptArn(scope, prompt.id, prompt.version),
  name: prompt.name,
  description: prompt.description,
  version: prompt.version === 0 ? 'DRAFT' : String(prompt.version),
  createdAt: timestamp(prompt.createdAt),
  updatedAt: timestamp(prompt.updatedAt),
});
