import { CreateFlowAliasCommand, UpdateFlowAliasCommand } from '@aws-sdk/client-bedrock-agent';
import { InvokeFlowCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { afterAll, describe, expect } from 'vitest';
import { FAKE_MODEL, startFakeOllama } from './durability/fake-ollama.ts';
import { inputNode, outputNode, promptNode, wire } from './support/definitions.ts';
import { invoke } from './support/invoke.ts';
import { openSession } from './support/session.ts';
import { testHere } from './target.ts';

/** What happens at the same time: nodes side by side, events as they come, calls that end with their client. */

const WIDTH = 6;

/** Answers a prompt when the test lets it. */
let release: (prompt: string) => Promise<void> = async () => {};
const model = await startFakeOllama(async (prompt) => {
  await release(prompt);
  return `answer to ${prompt}`;
});
afterAll(() => model.close());

const { target, agent, runtime, flows } = await openSession({ environment: { OLLAMA_HOST: model.host } });
const onOurServer = testHere(target, 'the model must answer when the test says');

/** Six prompts side by side, each with an Output of its own. */
const fan = () => {
  const names = Array.from({ length: WIDTH }, (_, index) => `Ask${index}`);
  return {
    nodes: [
      inputNode(),
      ...names.map((name) => promptNode(name, FAKE_MODEL, `${name}: {{text}}`)),
      ...names.map((name) => outputNode('String', `${name}Out`)),
    ],
    connections: names.flatMap((name) => [
      wire('FlowInput.document', `${name}.text`),
      wire(`${name}.modelCompletion`, `${name}Out.document`),
    ]),
  };
};

describe('nodes that need nothing of each other', () => {
  onOurServer('run side by side: each is under way before any is answered', async () => {
    const id = await flows.prepared(fan());
    const { promise: everybody, resolve } = Promise.withResolvers<void>();
    release = async () => {
      if (model.waiting === WIDTH) resolve();
      await everybody;
    };
    const { outputs, completion } = await invoke(runtime, id, 'x');
    expect(outputs).toHaveLength(WIDTH);
    expect(completion).toBe('SUCCESS');
  });

  onOurServer('run at most as many at a time as the alias says', async () => {
    const id = await flows.prepared(fan());
    const version = await flows.version(id);
    const route = { name: 'bounded', routingConfiguration: [{ flowVersion: version }] };
    const alias = await agent.send(
      new CreateFlowAliasCommand({
        flowIdentifier: id,
        ...route,
        concurrencyConfiguration: { type: 'Manual', maxConcurrency: 1 },
      }),
    );
    for (const maxConcurrency of [1, 2, 4]) {
      await agent.send(
        new UpdateFlowAliasCommand({
          flowIdentifier: id,
          aliasIdentifier: alias.id,
          ...route,
          concurrencyConfiguration: { type: 'Manual', maxConcurrency },
        }),
      );
      let most = 0;
      const { promise: full, resolve } = Promise.withResolvers<void>();
      release = async () => {
        most = Math.max(most, model.waiting);
        // The first ones are answered together, when as many wait as may.
        if (model.waiting === maxConcurrency) resolve();
        await full;
      };
      const { outputs } = await invoke(runtime, id, 'x', { flowAliasIdentifier: alias.id });
      expect(outputs).toHaveLength(WIDTH);
      expect(most).toBe(maxConcurrency);
    }
  });
});

onOurServer('an output is sent when it is there, while other nodes still work', async () => {
  const id = await flows.prepared(fan());
  const { promise: later, resolve } = Promise.withResolvers<void>();
  release = (prompt) => (prompt.startsWith('Ask0') ? Promise.resolve() : later);
  const { responseStream } = await runtime.send(
    new InvokeFlowCommand({
      flowIdentifier: id,
      flowAliasIdentifier: 'TSTALIASID',
      inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'x' } }],
    }),
  );
  const names: (string | undefined)[] = [];
  for await (const { flowOutputEvent, flowCompletionEvent } of responseStream!) {
    if (flowCompletionEvent) break;
    names.push(flowOutputEvent?.nodeName);
    // Nothing else is answered before the first output has arrived here.
    resolve();
  }
  expect(names[0]).toBe('Ask0Out');
  expect(names).toHaveLength(WIDTH);
});

onOurServer('a client that hangs up takes the calls of its flow along', async () => {
  const id = await flows.prepared(fan());
  const { promise: allAsked, resolve } = Promise.withResolvers<void>();
  release = () => {
    if (model.waiting === WIDTH) resolve();
    return new Promise(() => {});
  };
  const abort = new AbortController();
  const hungUp = runtime
    .send(
      new InvokeFlowCommand({
        flowIdentifier: id,
        flowAliasIdentifier: 'TSTALIASID',
        inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'x' } }],
      }),
      { abortSignal: abort.signal },
    )
    .catch((error: Error) => error.name);
  await allAsked;
  abort.abort();
  await hungUp;
  await expect.poll(() => model.waiting, { timeout: 30_000 }).toBe(0);
});

onOurServer('hundreds of invocations at once each get their own answer', async () => {
  const id = await flows.prepared({
    nodes: [inputNode(), promptNode('Ask', FAKE_MODEL, '{{text}}'), outputNode()],
    connections: [wire('FlowInput.document', 'Ask.text'), wire('Ask.modelCompletion', 'FlowOutput.document')],
  });
  release = async () => {};
  const documents = Array.from({ length: 300 }, (_, index) => `document ${index}`);
  const answers = await Promise.all(documents.map((document) => invoke(runtime, id, document)));
  expect(answers.map(({ outputs }) => outputs[0]?.document)).toEqual(
    documents.map((document) => `answer to ${document}`),
  );
});
