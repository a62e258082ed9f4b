import type { PromptVariant } from '@streambed/model/bedrock-agent';
import type { ServiceCall } from './port-call.ts';

/** RenderPrompt's lookup: the default variant behind a prompt (version) ARN; a flow's, or a client's of Converse. */
export interface PromptsPort {
  /** Rejects with FlowError `resourceNotFound` or `validation` (no variant). */
  getDefaultVariant(promptArn: string, call: ServiceCall): Promise<PromptVariant>;
}
