import { describe, expect, test } from 'vitest';
import {
  branch,
  codeNode,
  collectorNode,
  conditionNode,
  inputNode,
  iteratorNode,
  outputNode,
  promptNode,
  retrievalNode,
  router,
  slot,
  storageNode,
  wire,
} from './support/definitions.ts';
import { invoke } from './support/invoke.ts';
import { openSession } from './support/session.ts';
import { testHere } from './target.ts';

/** What flows do: branches, joins, iterations, loops, several outputs, and the nodes that work. */

const { target, runtime, flows } = await openSession();
const { modelId } = target;
const onOurServer = testHere(target, 'it needs the object store of a server of ours');

const out = (document: unknown, nodeName = 'FlowOutput') => ({ nodeName, document });

/** Adds one per iteration. */
const countingLoop = (expression: string, maxIterations: number) => ({
  nodes: [
    inputNode('Number'),
    {
      name: 'Count',
      type: 'Loop' as const,
      inputs: [slot('value', 'Number')],
      outputs: [{ name: 'result', type: 'Number' as const }],
      configuration: {
        loop: {
          definition: {
            nodes: [
              {
                name: 'Start',
                type: 'LoopInput' as const,
                configuration: { loopInput: {} },
                outputs: [{ name: 'value', type: 'Number' as const }],
              },
              codeNode('AddOne', 'value + 1', [slot('value', 'Number')], 'Number'),
              {
                name: 'Again',
                type: 'LoopController' as const,
                configuration: {
                  loopController: { continueCondition: { name: 'goOn', expression }, maxIterations },
                },
                inputs: [
                  { ...slot('reached', 'Number'), category: 'LoopCondition' as const },
                  { ...slot('value', 'Number'), category: 'ReturnValueToLoopStart' as const },
                  { ...slot('result', 'Number'), category: 'ExitLoop' as const },
                ],
              },
            ],
            connections: [
              wire('Start.value', 'AddOne.value'),
              wire('AddOne.response', 'Again.reached'),
              wire('AddOne.response', 'Again.value'),
              wire('AddOne.response', 'Again.result'),
            ],
          },
        },
      },
    },
    outputNode('Number'),
  ],
  connections: [wire('FlowInput.document', 'Count.value'), wire('Count.result', 'FlowOutput.document')],
});

describe('what the flow does', () => {
  test('a condition sends the document one way only', async () => {
    const id = await flows.prepared(router());
    expect((await invoke(runtime, id, { amount: 11 })).outputs).toEqual([out({ amount: 11 }, 'Large')]);
    expect((await invoke(runtime, id, { amount: 10 })).outputs).toEqual([out({ amount: 10 }, 'Small')]);
  });

  test('the first condition that holds wins', async () => {
    const id = await flows.prepared({
      nodes: [
        inputNode('Object'),
        conditionNode(
          'Choose',
          [slot('count', 'Number', '$.data.count'), slot('kind', 'String', '$.data.kind')],
          { first: '(count >= 5) and (kind == "a")', second: 'not (kind == "b") or count == 1' },
        ),
        ...['First', 'Second', 'Neither'].map((name) => outputNode('Object', name)),
      ],
      connections: [
        wire('FlowInput.document', 'Choose.count'),
        wire('FlowInput.document', 'Choose.kind'),
        ...['First', 'Second', 'Neither'].map((name) => wire('FlowInput.document', `${name}.document`)),
        branch('Choose.first', 'First'),
        branch('Choose.second', 'Second'),
        branch('Choose.default', 'Neither'),
      ],
    });
    const way = async (document: object) => (await invoke(runtime, id, document)).outputs[0]?.nodeName;
    expect(await way({ count: 5, kind: 'a' })).toBe('First');
    expect(await way({ count: 4, kind: 'a' })).toBe('Second');
    expect(await way({ count: 1, kind: 'b' })).toBe('Second');
    expect(await way({ count: 9, kind: 'b' })).toBe('Neither');
  });

  test('several Output nodes each give their own', async () => {
    const id = await flows.prepared({
      nodes: [
        inputNode('Object'),
        outputNode('String', 'Name', '$.data.name'),
        outputNode('Array', 'Sizes', '$.data.items[*].size'),
        outputNode('Array', 'Some', '$.data.items[0:2]'),
        outputNode('Number', 'Last', '$.data.items[2].size'),
      ],
      connections: ['Name', 'Sizes', 'Some', 'Last'].map((name) =>
        wire('FlowInput.document', `${name}.document`),
      ),
    });
    const items = [{ size: 1 }, { size: 2 }, { size: 3 }];
    const { outputs, completion } = await invoke(runtime, id, { name: 'box', items });
    expect(outputs).toHaveLength(4);
    expect(outputs).toEqual(
      expect.arrayContaining([
        out('box', 'Name'),
        out([1, 2, 3], 'Sizes'),
        out([{ size: 1 }, { size: 2 }], 'Some'),
        out(3, 'Last'),
      ]),
    );
    expect(completion).toBe('SUCCESS');
  });

  test('an iterator without a collector gives one output per item, in order', async () => {
    const id = await flows.prepared({
      nodes: [inputNode('Array'), iteratorNode('Number'), outputNode('Number')],
      connections: [wire('FlowInput.document', 'Each.array'), wire('Each.arrayItem', 'FlowOutput.document')],
    });
    const items = Array.from({ length: 50 }, (_, i) => i * i);
    const { outputs, completion } = await invoke(runtime, id, items);
    expect(outputs).toEqual(items.map((item) => out(item)));
    expect(completion).toBe('SUCCESS');
    expect((await invoke(runtime, id, [])).completion).toBe('SUCCESS');
  });

  test('an iterator with a collector gives one array, in order; of nothing, an empty one', async () => {
    const id = await flows.prepared({
      nodes: [inputNode('Array'), iteratorNode('Object'), collectorNode('Object'), outputNode('Array')],
      connections: [
        wire('FlowInput.document', 'Each.array'),
        wire('Each.arrayItem', 'All.arrayItem'),
        wire('Each.arraySize', 'All.arraySize'),
        wire('All.collectedArray', 'FlowOutput.document'),
      ],
    });
    const items = Array.from({ length: 50 }, (_, i) => ({ i }));
    expect((await invoke(runtime, id, items)).outputs).toEqual([out(items)]);
    expect((await invoke(runtime, id, [])).outputs).toEqual([out([])]);
  });

  test('prompts ask a model, side by side and one after the other, and join', async () => {
    const id = await flows.prepared({
      nodes: [
        inputNode(),
        promptNode('Left', modelId, 'Repeat this text: {{text}}'),
        promptNode('Right', modelId, 'Repeat this text: {{text}}'),
        promptNode('Join', modelId, 'Repeat this text: {{left}} {{right}}', [slot('left'), slot('right')]),
        outputNode(),
      ],
      connections: [
        wire('FlowInput.document', 'Left.text'),
        wire('FlowInput.document', 'Right.text'),
        wire('Left.modelCompletion', 'Join.left'),
        wire('Right.modelCompletion', 'Join.right'),
        wire('Join.modelCompletion', 'FlowOutput.document'),
      ],
    });
    const { outputs, completion } = await invoke(runtime, id, 'Rivers flow into the sea.');
    expect(outputs).toHaveLength(1);
    expect(outputs[0]!.document).toEqual(expect.any(String));
    expect(outputs[0]!.document).not.toBe('');
    expect(completion).toBe('SUCCESS');
  });

  onOurServer('what a Storage node writes a Retrieval node reads', async () => {
    const id = await flows.prepared({
      nodes: [
        inputNode('Object'),
        {
          ...storageNode('Put', 'conformance-bucket'),
          inputs: [slot('content', 'String', '$.data.content'), slot('objectKey', 'String', '$.data.key')],
        },
        outputNode('String'),
      ],
      connections: [
        wire('FlowInput.document', 'Put.content'),
        wire('FlowInput.document', 'Put.objectKey'),
        wire('Put.s3Uri', 'FlowOutput.document'),
      ],
    });
    const stored = await invoke(runtime, id, { key: 'a folder/ein Schlüssel 🌊.txt', content: 'kept' });
    expect(stored.outputs).toEqual([out('s3://conformance-bucket/a folder/ein Schlüssel 🌊.txt')]);
    const read = await flows.prepared({
      nodes: [inputNode(), retrievalNode('Get', 'conformance-bucket'), outputNode()],
      connections: [
        wire('FlowInput.document', 'Get.objectKey'),
        wire('Get.s3Content', 'FlowOutput.document'),
      ],
    });
    expect((await invoke(runtime, read, 'a folder/ein Schlüssel 🌊.txt')).outputs).toEqual([out('kept')]);
  });

  test('a loop goes on while its condition holds, and hands on what it ends with', async () => {
    const id = await flows.prepared(countingLoop('reached < 5', 10));
    expect((await invoke(runtime, id, 1)).outputs).toEqual([out(5)]);
    expect((await invoke(runtime, id, 100)).outputs).toEqual([out(101)]);
  });

  test('a loop ends at maxIterations', async () => {
    const id = await flows.prepared(countingLoop('reached < 1000000', 7));
    expect((await invoke(runtime, id, 0)).outputs).toEqual([out(7)]);
  });
});
