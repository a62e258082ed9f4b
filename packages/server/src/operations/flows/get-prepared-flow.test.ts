import { expect, test } from 'vitest';
import { failureOf, openService, token } from '../test-support/service.ts';
import { createFlow } from './create-flow.ts';
import { getFlow } from './get-flow.ts';
import { getPreparedFlow } from './get-prepared-flow.ts';
import { prepareFlow } from './prepare-flow.ts';
import { updateFlow } from './update-flow.ts';

const definition = {
  nodes: [
    {
      name: 'In',
      type: 'Input' as const,
      configuration: { input: {} },
      outputs: [{ name: 'document', type: 'String' as const }],
    },
    {
      name: 'Out',
      type: 'Output' as const,
      configuration: { output: {} },
      inputs: [{ name: 'document', type: 'String' as const, expression: '$.data' }],
    },
  ],
  connections: [
    {
      type: 'Data' as const,
      name: 'InToOut',
      source: 'In',
      target: 'Out',
      configuration: { data: { sourceOutput: 'document', targetInput: 'document' } },
    },
  ],
};

test('what is prepared stays what it was while the draft goes on', async () => {
  const service = await openService();
  const flow = { name: 'greeting', executionRoleArn: 'arn:aws:iam::000000000000:role/flows', definition };
  const { id, arn } = await service.call(createFlow, { ...flow, clientToken: token('flow') });
  expect(await service.call(getPreparedFlow, { flowIdentifier: id })).toEqual({});

  await service.call(prepareFlow, { flowIdentifier: id });
  const { updatedAt } = await service.call(getFlow, { flowIdentifier: id });
  await service.call(updateFlow, {
    ...flow,
    flowIdentifier: id,
    definition: { ...definition, connections: [] },
  });
  for (const flowIdentifier of [id, arn])
    expect(await service.call(getPreparedFlow, { flowIdentifier })).toEqual({
      definition,
      preparedAt: updatedAt,
    });
});

test('of a flow that is not there, it says so', async () => {
  const service = await openService();
  const failure = await failureOf(service.call(getPreparedFlow, { flowIdentifier: 'ABCDEFGHIJ' }));
  expect(failure.code).toBe('ResourceNotFoundException');
});
