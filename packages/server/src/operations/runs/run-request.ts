import type { StartRunRequest } from '@streambed/model/streambed';
import type { RunRequest } from '../../executions/index.ts';
import { flowAliasArn, flowArn, TEST_ALIAS_ID } from '../identifiers.ts';
import type { OperationContext } from '../operation.ts';
import { executablePart } from './executable-part.ts';
import { runSource } from './run-source.ts';

/** What a StartRun asks for, checked and compiled. Throws ServiceException. */
export async function runRequest(input: StartRunRequest, context: OperationContext): Promise<RunRequest> {
  const { scope, caller } = context;
  const source = await runSource(input, context);
  const { flowId, aliasId, flowVersion, definition } = source;
  return {
    scope,
    principalArn: caller.arn,
    flowId,
    flowArn: flowArn(scope, flowId),
    flowAliasArn: flowAliasArn(scope, flowId, aliasId ?? TEST_ALIAS_ID),
    ...(aliasId !== undefined && { flowAliasId: aliasId }),
    ...(flowVersion !== undefined && { flowVersion }),
    executionRoleArn: source.executionRoleArn,
    maxConcurrency: source.maxConcurrency,
    kind: 'Test',
    mode: 'Whole',
    definition,
    plan: executablePart(definition, definition),
    inputs: input.inputs ?? [],
    pins: input.pins ?? [],
    ...(input.latency && { latency: input.latency }),
  };
}
