import type { FlowError } from '@streambed/flow/ports';
import type { InvokeFlowRequest } from '@streambed/model/bedrock-agent-runtime';
import { describe, expect, test } from 'vitest';
import { type InvokeRequest, noSuchAlias, noSuchFlow } from '../../executions/index.ts';
import { ServiceException } from '../../protocol/index.ts';
import type { OperationContext } from '../operation.ts';
import { invokeFlow } from './invoke-flow.ts';

const scope = { accountId: '000000000000', region: 'us-east-1' };
const FLOW = 'ABCDEFGHIJ';
const arnOf = (flowId: string, region = scope.region) =>
  `arn:aws:bedrock:${region}:${scope.accountId}:flow/${flowId}`;

/** Calls the operation with executions that answer `outcome`, and tells what they were asked. */
async function invoke(input: Partial<InvokeFlowRequest>, outcome?: FlowError) {
  const asked: InvokeRequest[] = [];
  const context = {
    scope,
    caller: { ...scope, accessKeyId: 'AKIDEXAMPLE', arn: 'arn:aws:iam::000000000000:root' },
    ids: { uuid: () => 'made-up', resourceId: () => '' },
    signal: new AbortController().signal,
    executions: {
      invoke: async (request: InvokeRequest) => {
        asked.push(request);
        if (outcome) throw outcome;
        return { plan: {}, events: [] };
      },
    },
  } as unknown as OperationContext;
  const answer = await invokeFlow
    .handle(
      {
        flowIdentifier: FLOW,
        flowAliasIdentifier: 'TSTALIASID',
        inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'text' } }],
        ...input,
      },
      context,
    )
    .catch((error: unknown) => error);
  return { asked, answer };
}

describe('a request', () => {
  test('becomes one invocation', async () => {
    const { asked, answer } = await invoke({
      executionId: 'mine',
      enableTrace: true,
      modelPerformanceConfiguration: { performanceConfig: { latency: 'optimized' } },
    });
    expect(asked).toEqual([
      {
        scope,
        flowId: FLOW,
        aliasId: 'TSTALIASID',
        flowArn: arnOf(FLOW),
        flowAliasArn: `${arnOf(FLOW)}/alias/TSTALIASID`,
        executionId: 'mine',
        nodeName: 'FlowInput',
        nodeOutputName: 'document',
        document: 'text',
        traced: true,
        principalArn: 'arn:aws:iam::000000000000:root',
        latency: 'optimized',
      },
    ]);
    expect(answer).toMatchObject({ executionId: 'mine' });
  });

  test('gets an executionId when it brings none, and traces only what it asks for', async () => {
    const { asked, answer } = await invoke({});
    expect(answer).toMatchObject({ executionId: 'made-up' });
    expect(asked[0]).toMatchObject({ executionId: 'made-up', traced: false });
    expect(asked[0]).not.toHaveProperty('latency');
  });

  test('may send null, and no output name', async () => {
    const { asked } = await invoke({ inputs: [{ nodeName: 'FlowInput', content: { document: null } }] });
    expect(asked[0]).toMatchObject({ nodeName: 'FlowInput', document: null });
    expect(asked[0]).not.toHaveProperty('nodeOutputName');
  });
});

const failureOf = async (input: Partial<InvokeFlowRequest>, outcome?: FlowError) => {
  const { answer, asked } = await invoke(input, outcome);
  expect(answer).toBeInstanceOf(ServiceException);
  const { code, message } = answer as ServiceException;
  return { code, message, asked };
};

describe('a flow', () => {
  test('that is not there and one of elsewhere are answered in the same words', async () => {
    const absent = await failureOf({ flowIdentifier: FLOW }, noSuchFlow(scope, FLOW));
    const foreignArn = arnOf(FLOW, 'eu-west-1');
    const foreign = await failureOf({ flowIdentifier: foreignArn });
    expect(foreign.code).toBe('ResourceNotFoundException');
    expect(foreign.asked).toEqual([]);
    expect(foreign.message.replace(foreignArn, FLOW)).toBe(absent.message);
  });

  test('and its alias likewise', async () => {
    const absent = await failureOf({ flowAliasIdentifier: 'ALIASALIAS' }, noSuchAlias(FLOW, 'ALIASALIAS'));
    for (const foreignArn of [
      `${arnOf(FLOW, 'eu-west-1')}/alias/ALIASALIAS`,
      `${arnOf('OTHEROTHER')}/alias/ALIASALIAS`,
    ]) {
      const foreign = await failureOf({ flowAliasIdentifier: foreignArn });
      expect(foreign.code).toBe('ResourceNotFoundException');
      expect(foreign.asked).toEqual([]);
      expect(foreign.message.replace(foreignArn, 'ALIASALIAS')).toBe(absent.message);
    }
  });
});

describe('a reply', () => {
  const inputs = [{ nodeName: 'Agent', nodeInputName: 'agentInputText', content: { document: 'Yes.' } }];

  test('to an execution that does not wait is refused', async () => {
    const { code, message, asked } = await failureOf({ inputs, executionId: 'mine' });
    expect(code).toBe('ValidationException');
    expect(message).toContain('Execution mine does not wait for an input at node Agent.');
    expect(asked).toEqual([]);
  });

  test('to no execution says so', async () => {
    expect((await failureOf({ inputs })).message).toMatch(/^No execution waits for an input at node Agent\./);
  });
});

test('what is no FlowError is left for the pipeline', async () => {
  const defect = new TypeError('ours');
  expect((await invoke({}, defect as never)).answer).toBe(defect);
});
