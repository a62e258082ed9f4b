import type { RunStream, StreambedClient } from '@streambed/client';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import type { RunEvent, StartRunRequest } from '@streambed/model/streambed';
import { createFlowDocument, type FlowDocument, type NodeId } from '../../document/index.ts';
import type { Pace } from '../run-store/index.ts';

/** Input → Shout (code) → Output, and a Loop with a body. */
export const definition: FlowDefinition = {
  nodes: [
    {
      name: 'In',
      type: 'Input',
      configuration: { input: {} },
      outputs: [{ name: 'document', type: 'Object' }],
    },
    {
      name: 'Shout',
      type: 'InlineCode',
      configuration: { inlineCode: { code: 'text.upper()', language: 'Python_3' } },
      inputs: [{ name: 'text', type: 'String', expression: '$.data.user.name' }],
      outputs: [{ name: 'response', type: 'String' }],
    },
    {
      name: 'Out',
      type: 'Output',
      configuration: { output: {} },
      inputs: [{ name: 'document', type: 'String', expression: '$.data' }],
    },
  ],
  connections: [
    {
      type: 'Data',
      name: 'In_to_Shout',
      source: 'In',
      target: 'Shout',
      configuration: { data: { sourceOutput: 'document', targetInput: 'text' } },
    },
    {
      type: 'Data',
      name: 'Shout_to_Out',
      source: 'Shout',
      target: 'Out',
      configuration: { data: { sourceOutput: 'response', targetInput: 'document' } },
    },
  ],
};

export const makeDocument = (): FlowDocument =>
  createFlowDocument({
    definition,
    studio: {
      version: 1,
      savedInputs: [{ id: 'one', name: 'Example', document: { user: { name: 'ann' } } }],
    },
  });

export const idOf = (document: FlowDocument, path: string): NodeId => {
  for (const node of document.snapshot().nodes.values()) if (node.path === path) return node.id;
  throw new Error(`There is no node ${path}`);
};

/** Tells at once; nothing is hidden. */
export const instantPace: Pace = {
  now: () => 0,
  after(_, callback) {
    callback();
    return () => {};
  },
  isHidden: () => false,
  onShown: () => () => {},
};

export const shoutEvents = (text = 'ANN'): RunEvent[] => [
  { number: 1, at: 100, type: 'runStarted' },
  {
    number: 2,
    at: 100,
    type: 'nodeSettled',
    node: 'In',
    nodeType: 'Input',
    outputs: { document: { user: { name: 'ann' } } },
  },
  {
    number: 3,
    at: 101,
    type: 'nodeStarted',
    node: 'Shout',
    nodeName: 'Shout',
    nodeType: 'InlineCode',
    fields: [
      {
        name: 'text',
        type: 'String',
        value: 'ann',
        expression: '$.data.user.name',
        sourceNode: 'In',
        sourceOutput: 'document',
      },
    ],
  },
  {
    number: 4,
    at: 105,
    type: 'nodeSettled',
    node: 'Shout',
    nodeType: 'InlineCode',
    outputs: { response: text },
  },
  { number: 5, at: 105, type: 'nodeStarted', node: 'Out', nodeType: 'Output', fields: [] },
  {
    number: 6,
    at: 105,
    type: 'flowOutput',
    node: 'Out',
    nodeName: 'Out',
    nodeType: 'Output',
    document: text,
  },
  { number: 7, at: 106, type: 'runEnded' },
];

async function* once(events: readonly RunEvent[]): AsyncGenerator<readonly RunEvent[]> {
  yield events;
}

/** A client that answers every run with these events and notes what it was asked. */
export const fakeClient = (
  eventsOf: (request: StartRunRequest) => readonly RunEvent[] | Promise<never>,
): { readonly client: StreambedClient; readonly asked: StartRunRequest[] } => {
  const asked: StartRunRequest[] = [];
  let count = 0;
  const client = {
    async startRun(request: StartRunRequest): Promise<RunStream> {
      asked.push(request);
      return { runId: `run-${++count}`, events: once(await eventsOf(request)) };
    },
    getRun: async ({ runId }: { runId: string }) => ({ run: { runId, status: 'Succeeded' } }),
    getRunEvents: async ({ runId }: { runId: string }) => ({ runId, events: once([]) }),
    stopRun: async () => ({}),
  } as unknown as StreambedClient;
  return { client, asked };
};
