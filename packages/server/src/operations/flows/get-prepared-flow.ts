import type { JsonValue } from '@streambed/model';
import type { GetPreparedFlowRequest, GetPreparedFlowResponse } from '@streambed/model/streambed';
import { flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { timestamp } from '../timestamp.ts';
import { findFlow } from './find-flow.ts';

/**
 * What TSTALIASID runs: the definition as it was when it was prepared last, which GetFlow no longer shows once the draft
 * has changed. Of a flow that was never prepared, nothing.
 */
export const getPreparedFlow = operation<GetPreparedFlowRequest, GetPreparedFlowResponse>({
  name: 'GetPreparedFlow',
  service: 'streambed',
  action: 'streambed:GetPreparedFlow',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  async handle(input, { store, scope }) {
    const { prepared } = await findFlow(store, scope, input.flowIdentifier);
    if (prepared === undefined) return {};
    return {
      definition: prepared.definition as unknown as JsonValue,
      preparedAt: timestamp(prepared.preparedAt),
    };
  },
});
