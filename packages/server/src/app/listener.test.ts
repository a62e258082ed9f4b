import { BedrockAgentClient, ListFlowsCommand } from '@aws-sdk/client-bedrock-agent';
import { BedrockAgentRuntimeClient, InvokeFlowCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { afterEach, expect, test } from 'vitest';
import {
  completionEvent,
  credentials,
  type OpenDoor,
  type OpenDoorOptions,
  openDoor,
  outputEvent,
} from './test-support/open-door.ts';

let door: OpenDoor | undefined;
const open = async (options?: OpenDoorOptions): Promise<OpenDoor> => {
  door = await openDoor(options);
  return door;
};
afterEach(async () => {
  await door?.close(0);
  door = undefined;
});

const listFlows = {
  name: 'ListFlows',
  service: 'bedrock-agent',
  action: 'bedrock:ListFlows',
  resource: () => '*',
  handle: async () => ({ flowSummaries: [] }),
} as const;

test('one port serves the HTTP/1.1 client and the HTTP/2 client of the SDK', async () => {
  const { url } = await open({
    operations: [listFlows],
    async *invoke() {
      yield [outputEvent('hello')];
      yield [completionEvent];
    },
  });
  const control = new BedrockAgentClient({ endpoint: url, region: 'us-east-1', credentials });
  const runtime = new BedrockAgentRuntimeClient({ endpoint: url, region: 'us-east-1', credentials });
  try {
    expect((await control.send(new ListFlowsCommand({}))).flowSummaries).toEqual([]);
    const { responseStream, executionId } = await runtime.send(
      new InvokeFlowCommand({
        flowIdentifier: 'ABCDEFGHIJ',
        flowAliasIdentifier: 'TSTALIASID',
        inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'hi' } }],
      }),
    );
    expect(executionId).toBe('test-execution');
    expect(await Array.fromAsync(responseStream!)).toEqual([
      {
        flowOutputEvent: {
          nodeName: 'FlowOutput',
          nodeType: 'FlowOutputNode',
          content: { document: 'hello' },
        },
      },
      { flowCompletionEvent: { completionReason: 'SUCCESS' } },
    ]);
  } finally {
    control.destroy();
    runtime.destroy();
  }
});
