import {
  BedrockAgentClient,
  CreateFlowAliasCommand,
  CreateFlowCommand,
  CreateFlowVersionCommand,
  DeleteFlowAliasCommand,
  DeleteFlowCommand,
  DeleteFlowVersionCommand,
  GetFlowCommand,
  ListFlowsCommand,
  ListTagsForResourceCommand,
  PrepareFlowCommand,
  UpdateFlowAliasCommand,
  UpdateFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import { describe, expect, test, vi } from 'vitest';
import { echo, inputNode, outputNode, promptNode, wire } from './support/definitions.ts';
import { failureOf } from './support/failure.ts';
import { invoke } from './support/invoke.ts';
import { openSession } from './support/session.ts';
import { ABSENT_ID } from './support/vacant.ts';
import { clientSettings, testHere } from './target.ts';

/** A whole life from create to delete, as the samples of the SDKs live it; and what a restart and a region change. */

const { target, agent, runtime, flows } = await openSession();
const onOurServer = testHere(target, 'it restarts the server or makes resources in another region');

test('create, prepare, version, alias, invoke, roll out, roll back, delete', async () => {
  const say = (words: string) => ({
    nodes: [
      inputNode('Object'),
      promptNode('Ask', target.modelId, `${words}: {{text}}`, [
        { name: 'text', type: 'String', expression: '$.data.text' },
      ]),
      outputNode(),
    ],
    connections: [wire('FlowInput.document', 'Ask.text'), wire('Ask.modelCompletion', 'FlowOutput.document')],
  });
  const name = 'life-cycle';
  const { id } = await agent.send(
    new CreateFlowCommand({ name, executionRoleArn: target.roleArn, definition: say('First') }),
  );
  const { flowSummaries } = await agent.send(new ListFlowsCommand({ maxResults: 1000 }));
  expect(flowSummaries!.map((flow) => flow.id)).toContain(id);

  await agent.send(new PrepareFlowCommand({ flowIdentifier: id }));
  expect((await flows.prepare(id!)).status).toBe('Prepared');
  const one = await agent.send(new CreateFlowVersionCommand({ flowIdentifier: id }));
  const alias = await agent.send(
    new CreateFlowAliasCommand({
      flowIdentifier: id,
      name: 'live',
      routingConfiguration: [{ flowVersion: one.version }],
    }),
  );

  const asked = async (flowAliasIdentifier: string) => {
    const { traces, outputs, completion } = await invoke(
      runtime,
      id!,
      { text: 'A river flows into the sea.' },
      { flowAliasIdentifier, enableTrace: true },
    );
    expect(outputs).toHaveLength(1);
    expect(completion).toBe('SUCCESS');
    const action = traces.find(({ nodeActionTrace }) => nodeActionTrace)!.nodeActionTrace!;
    return (action.operationRequest as { messages: [{ content: [{ text: string }] }] }).messages[0].content[0]
      .text;
  };
  expect(await asked(alias.id!)).toBe('First: A river flows into the sea.');

  await agent.send(
    new UpdateFlowCommand({
      flowIdentifier: id,
      name,
      executionRoleArn: target.roleArn,
      definition: say('Second'),
    }),
  );
  await flows.prepare(id!);
  const two = await agent.send(new CreateFlowVersionCommand({ flowIdentifier: id }));
  expect(await asked(alias.id!)).toBe('First: A river flows into the sea.');
  expect(await asked('TSTALIASID')).toBe('Second: A river flows into the sea.');

  const route = (flowVersion: string) =>
    agent.send(
      new UpdateFlowAliasCommand({
        flowIdentifier: id,
        aliasIdentifier: alias.id,
        name: 'live',
        routingConfiguration: [{ flowVersion }],
      }),
    );
  await route(two.version!);
  expect(await asked(alias.id!)).toBe('Second: A river flows into the sea.');
  await route(one.version!);
  expect(await asked(alias.id!)).toBe('First: A river flows into the sea.');

  await failureOf(agent.send(new DeleteFlowCommand({ flowIdentifier: id })), 'ConflictException', 409);
  await agent.send(new DeleteFlowAliasCommand({ flowIdentifier: id, aliasIdentifier: alias.id }));
  for (const { version } of [one, two])
    await agent.send(new DeleteFlowVersionCommand({ flowIdentifier: id, flowVersion: version }));
  await agent.send(new DeleteFlowCommand({ flowIdentifier: id }));
  await failureOf(agent.send(new GetFlowCommand({ flowIdentifier: id })), 'ResourceNotFoundException', 404);
});

onOurServer('clients need to be told nothing but what the environment tells them', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', target.url);
  vi.stubEnv('AWS_REGION', target.region);
  vi.stubEnv('AWS_ACCESS_KEY_ID', target.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', target.credentials.secretAccessKey);
  const [plainAgent, plainRuntime] = [new BedrockAgentClient(), new BedrockAgentRuntimeClient()];
  const id = await flows.prepared(echo());
  const { arn } = await plainAgent.send(new GetFlowCommand({ flowIdentifier: id }));
  expect(arn).toBe(`arn:aws:bedrock:us-east-1:000000000000:flow/${id}`);
  expect((await invoke(plainRuntime, id, 'plain')).completion).toBe('SUCCESS');
  plainAgent.destroy();
  plainRuntime.destroy();
  vi.unstubAllEnvs();
});

describe('a region', () => {
  onOurServer('is a world of its own: the one that a request is signed for', async () => {
    const elsewhere = clientSettings(target, { region: 'eu-central-1' });
    const agentThere = new BedrockAgentClient(elsewhere);
    const runtimeThere = new BedrockAgentRuntimeClient(elsewhere);
    const id = await flows.prepared(echo());
    const here = await flows.get(id);
    expect(here.arn).toContain(':us-east-1:');

    // Whether a flow exists in another region shows neither by its id nor by its ARN: an absent one answers alike.
    for (const flowIdentifier of [id, here.arn!, ABSENT_ID, here.arn!.replace(id, ABSENT_ID)]) {
      const [name, status] = flowIdentifier.startsWith('arn:')
        ? (['AccessDeniedException', 403] as const)
        : (['ResourceNotFoundException', 404] as const);
      await failureOf(agentThere.send(new GetFlowCommand({ flowIdentifier })), name, status);
      await failureOf(
        agentThere.send(new DeleteFlowCommand({ flowIdentifier, skipResourceInUseCheck: true })),
        name,
        status,
      );
      await failureOf(invoke(runtimeThere, flowIdentifier, 'x'), name, status);
    }
    await failureOf(
      agentThere.send(new ListTagsForResourceCommand({ resourceArn: here.arn })),
      'AccessDeniedException',
      403,
    );
    expect((await agentThere.send(new ListFlowsCommand({}))).flowSummaries).toEqual([]);

    const there = await agentThere.send(
      new CreateFlowCommand({ name: 'there', executionRoleArn: target.roleArn }),
    );
    expect(there.arn).toContain(':eu-central-1:');
    await failureOf(flows.get(there.id!), 'ResourceNotFoundException', 404);
    await failureOf(flows.get(there.arn!), 'AccessDeniedException', 403);
    const { flowSummaries, nextToken } = await agent.send(new ListFlowsCommand({ maxResults: 1 }));
    expect(flowSummaries!.map((flow) => flow.id)).toEqual([id]);
    if (nextToken !== undefined)
      await failureOf(agentThere.send(new ListFlowsCommand({ nextToken })), 'ValidationException', 400);
    agentThere.destroy();
    runtimeThere.destroy();
  });
});

onOurServer('what was answered is there after a restart, and page tokens go on', async (server) => {
  const id = await flows.prepared(echo());
  const version = await flows.version(id);
  const alias = await flows.alias(id, version);
  const before = await flows.get(id);
  await flows.create(echo());
  const { nextToken } = await agent.send(new ListFlowsCommand({ maxResults: 1 }));

  await server.restart();
  const again = new BedrockAgentClient(clientSettings(target));
  const runtimeAgain = new BedrockAgentRuntimeClient(clientSettings(target));
  const after = await again.send(new GetFlowCommand({ flowIdentifier: id }));
  expect({ ...after, $metadata: undefined }).toEqual({ ...before, $metadata: undefined });
  for (const flowAliasIdentifier of ['TSTALIASID', alias])
    expect((await invoke(runtimeAgain, id, 'again', { flowAliasIdentifier })).outputs).toEqual([
      { nodeName: 'FlowOutput', document: 'again' },
    ]);
  const page = await again.send(new ListFlowsCommand({ maxResults: 1000, nextToken }));
  expect(page.flowSummaries!.map((flow) => flow.id)).toContain(id);
  again.destroy();
  runtimeAgain.destroy();
});

onOurServer('quotas are the cloud’s: the 101st flow is refused with 402', async () => {
  const settings = clientSettings(target, { region: 'ap-south-1' });
  const there = new BedrockAgentClient(settings);
  const create = () => there.send(new CreateFlowCommand({ name: 'many', executionRoleArn: target.roleArn }));
  const made = await Promise.all(Array.from({ length: 100 }, create));
  const failure = await failureOf(create(), 'ServiceQuotaExceededException', 402);
  expect(failure.message).toContain('100');
  await there.send(new DeleteFlowCommand({ flowIdentifier: made[0]!.id }));
  await create();
  there.destroy();
});
