import { checkDefinition } from '@streambed/flow/validation';
import type {
  ValidateFlowDefinitionRequest,
  ValidateFlowDefinitionResponse,
} from '@streambed/model/bedrock-agent';
import { operation } from '../operation.ts';

/** Says what PrepareFlow would find wrong with a definition, warnings included. Needs no flow and stores nothing. */
export const validateFlowDefinition = operation<
  ValidateFlowDefinitionRequest,
  ValidateFlowDefinitionResponse
>({
  name: 'ValidateFlowDefinition',
  service: 'bedrock-agent',
  action: 'bedrock:ValidateFlowDefinition',
  resource: () => '*',
  handle: async (input) => ({ validations: checkDefinition(input.definition).validations }),
});
