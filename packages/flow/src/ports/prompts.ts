import type { PromptVariant } from '@streambed/model/bedrock-agent';
import type { PortCall } from './port-call.ts';

/** RenderPrompt's lookup: the default variant behind a prompt (version) ARN. Implemented over the store. */
export interface PromptsPort {
  /** Rejects with FlowError `resourceNotFound` or `validation` (no variant). */
  getDefaultVariant(promptArn: string, call: PortCall): Promise<PromptVariant>;
}
