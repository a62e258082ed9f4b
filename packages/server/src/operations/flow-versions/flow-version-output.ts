import type { CreateFlowVersionResponse, FlowVersionSummary } from '@streambed/model/bedrock-agent';
import type { FlowVersionRecord, Scope } from '../../store/index.ts';
import { flowArn } from '../identifiers.ts';
import { timestamp } from '../timestamp.ts';

/** A version as CreateFlowVersion and GetFlowVersion show it; its ARN is the flow's. */
export const flowVersionOutput = (scope: Scope, version: FlowVersionRecord): CreateFlowVersionResponse => ({
  ...flowVersionSummary(scope, version),
  name: version.name,
  description: version.description,
  executionRoleArn: version.executionRoleArn,
  customerEncryptionKeyArn: version.customerEncryptionKeyArn,
  definition: version.definition,
});

/** A version as ListFlowVersions shows it. */
export const flowVersionSummary = (scope: Scope, version: FlowVersionRecord): FlowVersionSummary => ({
  id: version.flowId,
  arn: flowArn(scope, version.flowId),
  status: version.status,
  createdAt: timestamp(version.createdAt),
  version: String(version.version),
});
