import { quotasOf } from '@streambed/flow/definition';
import { checkDefinition } from '@streambed/flow/validation';
import type {
  ValidateFlowDefinitionRequest,
  ValidateFlowDefinitionResponse,
} from '@streambed/model/bedrock-agent';
import { operation } from '../operation.ts';
import { assertFits } from './fitting-definition.ts';

/** Says what PrepareFlow would find wrong with a definition, warnings included. Needs no flow and stores nothing. */
export const validateFlowDefinition = operation<
  ValidateFlowDefinitionRequest,
  ValidateFlowDefinitionResponse
>({
  name: 'ValidateFlowDefinition',
  service: 'bedrock-agent',
  action: 'bedrock:ValidateFlowDefinition',
  resource: () => '*',
  handle: async (input, { quotas }) => {
    assertFits(input.definition, quotas);
    return { validations: checkDefinition(input.definition, quotasOf(quotas.nodesPerFlow)).validations };
  },
});
