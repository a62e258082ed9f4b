import type { FlowAliasSummary } from '@streambed/model/bedrock-agent';
import type { FlowAliasRecord, Scope } from '../../store/index.ts';
import { flowAliasArn } from '../identifiers.ts';
import { timestamp } from '../timestamp.ts';

/** An alias as every operation shows it: the summary of ListFlowAliases has all of its members. */
export const flowAliasOutput = (scope: Scope, alias: FlowAliasRecord): FlowAliasSummary => ({
  flowId: alias.flowId,
  id: alias.id,
  arn: flowAliasArn(scope, alias.flowId, alias.id),
  name: alias.name,
  description: alias.description,
  routingConfiguration: [...alias.routingConfiguration],
  concurrencyConfiguration: alias.concurrencyConfiguration,
  createdAt: timestamp(alias.createdAt),
  updatedAt: timestamp(alias.updatedAt),
});
