import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowDefinition, FlowNode } from '@aws-sdk/client-bedrock-agent';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { FAKE_MODEL, type FakeOllama, startFakeOllama } from '../durability/fake-ollama.ts';
import { inputNode, iteratorNode, outputNode, promptNode, slot, wire } from '../support/definitions.ts';
import { attackedServer } from './attacked-server.ts';

/* threats.md row 41: flows that would run for ever, or cost without end. */

let model: FakeOllama;
let answer: () => string | Promise<string>;
const startModel = async () => {
  model ??= await startFakeOllama(() => answer());
  return model.host;
};
beforeEach(() => {
  answer = () => 'go on';
});
afterAll(() => model.close());

const attacked = attackedServer(async () => ({ environment: { OLLAMA_HOST: await startModel() } }));
const hasty = attackedServer(async () => ({
  environment: { OLLAMA_HOST: await startModel(), STREAMBED_EXECUTION_TIMEOUT_SECONDS: '1' },
}));
const thrifty = attackedServer(async () => ({
  environment: { OLLAMA_HOST: await startModel(), STREAMBED_MAX_NODE_RUNS: '200' },
}));
const impatient = attackedServer(async () => ({
  environment: { OLLAMA_HOST: await startModel(), STREAMBED_NODE_TIMEOUT_SECONDS: '1' },
}));

/** A loop whose condition always holds; what it is given goes through `step`, and in again. */
const loopNode = (maxIterations: number, step?: FlowNode): FlowNode => ({
  name: 'Forever',
  type: 'Loop',
  inputs: [slot('value')],
  outputs: [{ name: 'result', type: 'String' }],
  configuration: {
    loop: {
      definition: {
        nodes: [
          {
            name: 'Begin',
            type: 'LoopInput',
            configuration: { loopInput: {} },
            outputs: [{ name: 'value', type: 'String' }],
          },
          ...(step ? [step] : []),
          {
            name: 'End',
            type: 'LoopController',
            configuration: {
              loopController: {
                continueCondition: { name: 'always', expression: 'reached != "enough"' },
                maxIterations,
              },
            },
            inputs: [
              { ...slot('reached'), category: 'LoopCondition' },
              { ...slot('value'), category: 'ReturnValueToLoopStart' },
              { ...slot('result'), category: 'ExitLoop' },
            ],
          },
        ],
        connections: [
          ...(step ? [wire('Begin.value', 'Ask.text')] : []),
          ...['reached', 'value', 'result'].map((input) =>
            wire(step ? 'Ask.modelCompletion' : 'Begin.value', `End.${input}`),
          ),
        ],
      },
    },
  },
});

const loop = (node: FlowNode): FlowDefinition => ({
  nodes: [inputNode(), node, outputNode()],
  connections: [wire('FlowInput.document', 'Forever.value'), wire('Forever.result', 'FlowOutput.document')],
});

const ask = promptNode('Ask', FAKE_MODEL, '{{text}}');

describe('a ceiling', () => {
  test('of a loop is its own: the model is asked that often, and no more', async () => {
    const before = model.calls;
    const { outputs, failure } = await attacked.run(loop(loopNode(100, ask)), 'begin');
    expect(failure).toBeUndefined();
    expect(outputs).toEqual(['go on']);
    expect(model.calls - before).toBe(100);
  });

  test('of node runs ends an iterator over a hundred thousand items with a loop of a thousand each', async () => {
    const flow: FlowDefinition = {
      nodes: [inputNode('Array'), iteratorNode(), loopNode(1_000), outputNode()],
      connections: [
        wire('FlowInput.document', 'Each.array'),
        wire('Each.arrayItem', 'Forever.value'),
        wire('Forever.result', 'FlowOutput.document'),
      ],
    };
    let longest = 0;
    let over = false;
    const run = attacked.run(
      flow,
      Array.from({ length: 100_000 }, () => 'x'),
    );
    run.finally(() => {
      over = true;
    });
    // Others are served all the while.
    while (!over) {
      const before = performance.now();
      expect((await fetch(`${attacked.server.url}/health`)).status).toBe(200);
      longest = Math.max(longest, performance.now() - before);
    }
    const { outputs, failure } = await run;
    expect(failure?.message).toMatch(/has run 1000000 nodes, the most that is allowed/);
    // It went item by item: what was done by then was given out.
    expect(outputs.length).toBeGreaterThan(10);
    expect(outputs.length).toBeLessThan(1_000);
    expect(longest).toBeLessThan(20_000);
  });

  test('of node runs is the operator’s to set: the model is asked no more once it is reached', async () => {
    const before = model.calls;
    const flow: FlowDefinition = {
      nodes: [inputNode('Array'), iteratorNode(), ask, outputNode()],
      connections: [
        wire('FlowInput.document', 'Each.array'),
        wire('Each.arrayItem', 'Ask.text'),
        wire('Ask.modelCompletion', 'FlowOutput.document'),
      ],
    };
    const { outputs, failure } = await thrifty.run(
      flow,
      Array.from({ length: 1_000 }, () => 'x'),
    );
    expect(failure?.message).toMatch(/has run 200 nodes, the most that is allowed/);
    // For each item the iterator, the prompt and the output count.
    const calls = model.calls - before;
    expect(Math.abs(calls - 200 / 3)).toBeLessThanOrEqual(2);
    expect(Math.abs(outputs.length - calls)).toBeLessThanOrEqual(1);
  });

  test('of time ends an execution in the middle, and the model is asked no more', async () => {
    answer = async () => {
      await sleep(20);
      return 'go on';
    };
    const { outputs, failure } = await hasty.run(loop(loopNode(1_000, ask)), 'begin');
    expect(outputs).toEqual([]);
    expect(failure?.message).toMatch(/time|took longer/i);
    const after = model.calls;
    await sleep(200);
    expect(model.calls).toBe(after);
  });

  test('of time ends a node whose model does not answer', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    answer = () => promise;
    const flow: FlowDefinition = {
      nodes: [inputNode(), ask, outputNode()],
      connections: [
        wire('FlowInput.document', 'Ask.text'),
        wire('Ask.modelCompletion', 'FlowOutput.document'),
      ],
    };
    const { outputs, failure } = await impatient.run(flow, 'begin');
    resolve('too late');
    expect(outputs).toEqual([]);
    expect(failure?.message).toContain('Ask');
  });
});
