import { UpdateFlowCommand } from '@aws-sdk/client-bedrock-agent';
import { sameValue } from '@streambed/flow/diff';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { Api } from '../../api/index.ts';
import { DRAFT, type FlowSide, loadSide } from './queries.ts';

/** Replaces the definition of a draft; everything else of it is sent as it is, since UpdateFlow replaces all. */
export const updateDraft = async (
  { bedrockAgent }: Api,
  flowIdentifier: string,
  draft: FlowSide,
  definition: FlowDefinition,
): Promise<void> => {
  const { name, description, executionRoleArn, customerEncryptionKeyArn } = draft;
  await bedrockAgent.send(
    new UpdateFlowCommand({
      flowIdentifier,
      name,
      executionRoleArn,
      definition: definition as never,
      ...(description !== undefined && { description }),
      ...(customerEncryptionKeyArn !== undefined && { customerEncryptionKeyArn }),
    }),
  );
};

export interface SavedDraft {
  /** Puts back what was there before. */
  undo(): Promise<void>;
}

/** Makes the draft what a version is. Resolves with undefined when it is that already. */
export const saveDraft = async (
  api: Api,
  flowId: string,
  version: string,
): Promise<SavedDraft | undefined> => {
  const [draft, from] = await Promise.all([loadSide(api, flowId, DRAFT), loadSide(api, flowId, version)]);
  if (sameValue(draft.definition, from.definition)) return undefined;
  await updateDraft(api, flowId, draft, from.definition);
  return { undo: () => updateDraft(api, flowId, draft, draft.definition) };
};
