import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { flowMessages } from '../../messages/flows.ts';

/** Names as CreateFlow takes them. */
export const FLOW_NAME = /^([0-9a-zA-Z][_-]?){1,100}$/;
export const MAX_DESCRIPTION = 200;

/** The role that flows of the studio are created with; embedded services ask for none. */
export const usualRole = (accountId: string): string => `arn:aws:iam::${accountId}:role/flows`;

/** `Report`, `Report-2`, …: the first that is free, within the length of names. */
export const freeName = (wanted: string, taken: readonly string[]): string => {
  const names = new Set(taken.map((name) => name.toLowerCase()));
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `-${number}`;
    const name = `${wanted.slice(0, 100 - suffix.length)}${suffix}`;
    if (!names.has(name.toLowerCase())) return name;
  }
};

/** What a new flow holds: Input → Prompt → Output, wired, with the model that is usual here. */
export const newDefinition = (modelId: string): FlowDefinition => ({
  nodes: [
    {
      name: 'Input',
      type: 'Input',
      configuration: { input: {} },
      outputs: [{ name: 'document', type: 'String' }],
    },
    {
      name: 'Prompt_1',
      type: 'Prompt',
      configuration: {
        prompt: {
          sourceConfiguration: {
            inline: {
              modelId,
              templateType: 'TEXT',
              templateConfiguration: {
                text: { text: flowMessages.newPrompt, inputVariables: [{ name: 'text' }] },
              },
            },
          },
        },
      },
      inputs: [{ name: 'text', type: 'String', expression: '$.data' }],
      outputs: [{ name: 'modelCompletion', type: 'String' }],
    },
    {
      name: 'Output',
      type: 'Output',
      configuration: { output: {} },
      inputs: [{ name: 'document', type: 'String', expression: '$.data' }],
    },
  ],
  connections: [
    {
      name: 'Input_document_to_Prompt_1_text',
      type: 'Data',
      source: 'Input',
      target: 'Prompt_1',
      configuration: { data: { sourceOutput: 'document', targetInput: 'text' } },
    },
    {
      name: 'Prompt_1_modelCompletion_to_Output_document',
      type: 'Data',
      source: 'Prompt_1',
      target: 'Output',
      configuration: { data: { sourceOutput: 'modelCompletion', targetInput: 'document' } },
    },
  ],
});
