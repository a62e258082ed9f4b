import type { GetFlowVersionRequest, GetFlowVersionResponse } from '@streambed/model/bedrock-agent';
import { findFlow } from '../flows/find-flow.ts';
import { flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { findFlowVersion } from './find-flow-version.ts';
import { flowVersionOutput } from './flow-version-output.ts';

/** Shows a numbered version; with `includedData: METADATA_ONLY` without its definition. */
export const getFlowVersion = operation<GetFlowVersionRequest, GetFlowVersionResponse>({
  name: 'GetFlowVersion',
  service: 'bedrock-agent',
  action: 'bedrock:GetFlowVersion',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  async handle(input, { store, scope }) {
    const flow = await findFlow(store, scope, input.flowIdentifier);
    const version = await findFlowVersion(store, scope, flow.id, Number(input.flowVersion));
    const { definition, ...metadata } = flowVersionOutput(scope, version);
    return input.includedData === 'METADATA_ONLY' ? metadata : { ...metadata, definition };
  },
});
