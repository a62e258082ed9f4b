import type { GetFlowRequest, GetFlowResponse } from '@streambed/model/bedrock-agent';
import { flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findFlow } from './find-flow.ts';
import { flowOutput } from './flow-output.ts';

/**
 * Shows the working draft, and what the last PrepareFlow found wrong with it (`[]` when nothing). With
 * `includedData: METADATA_ONLY` the definition is left out.
 */
export const getFlow = operation<GetFlowRequest, GetFlowResponse>({
  name: 'GetFlow',
  service: 'bedrock-agent',
  action: 'bedrock:GetFlow',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  async handle(input, { store, scope }) {
    const flow = await findFlow(store, scope, input.flowIdentifier);
    const { definition, ...metadata } = flowOutput(scope, flow);
    const output: GetFlowResponse = { ...metadata, validations: [...flow.validations] };
    return input.includedData === 'METADATA_ONLY' ? output : { ...output, definition };
  },
});
