import type { CreateFlowResponse, FlowSummary } from '@streambed/model/bedrock-agent';
import type { FlowRecord, Scope } from '../../store/index.ts';
import { flowArn } from '../identifiers.ts';
import { timestamp } from '../timestamp.ts';

/** The working draft as CreateFlow, UpdateFlow and GetFlow show it. */
export const flowOutput = (scope: Scope, flow: FlowRecord): CreateFlowResponse => ({
  ...flowSummary(scope, flow),
  executionRoleArn: flow.executionRoleArn,
  customerEncryptionKeyArn: flow.customerEncryptionKeyArn,
  definition: flow.definition,
});

/** The working draft as ListFlows shows it. */
export const flowSummary = (scope: Scope, flow: FlowRecord): FlowSummary => ({
  id: flow.id,
  arn: flowArn(scope, flow.id),
  name: flow.name,
  description: flow.description,
  status: flow.status,
  version: 'DRAFT',
  createdAt: timestamp(flow.createdAt),
  updatedAt: timestamp(flow.updatedAt),
});
