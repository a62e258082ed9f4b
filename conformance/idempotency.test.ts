import {
  CreateFlowAliasCommand,
  CreateFlowCommand,
  type CreateFlowCommandInput,
  CreateFlowVersionCommand,
  CreatePromptCommand,
  CreatePromptVersionCommand,
  DeleteFlowCommand,
  DeletePromptCommand,
  paginateListFlows,
  paginateListFlowVersions,
} from '@aws-sdk/client-bedrock-agent';
import { afterAll, describe, expect, test } from 'vitest';
import { echo } from './support/definitions.ts';
import { failureOf } from './support/failure.ts';
import { openSession } from './support/session.ts';
import { clientToken } from './support/vacant.ts';

/** Client tokens: a create that is sent again answers what it answered first and makes nothing more. */

const { target, agent, flows } = await openSession();
const name = `idempotent-${crypto.randomUUID()}`;
const prompts: string[] = [];

const create = (input: Partial<CreateFlowCommandInput>) =>
  agent.send(new CreateFlowCommand({ name, executionRoleArn: target.roleArn, ...input }));

const countOfFlows = async (): Promise<number> => {
  let count = 0;
  for await (const page of paginateListFlows({ client: agent, pageSize: 1000 }, {}))
    count += page.flowSummaries!.filter((flow) => flow.name === name).length;
  return count;
};

const withoutMetadata = <Output extends object>(output: Output) => ({ ...output, $metadata: undefined });

afterAll(async () => {
  if (target.local) return;
  for (const promptIdentifier of prompts) await agent.send(new DeletePromptCommand({ promptIdentifier }));
});

describe('the same token and the same parameters', () => {
  test('CreateFlow answers the same flow, with the status of the first answer', async () => {
    const token = clientToken();
    const input = { clientToken: token, definition: echo(), tags: { a: '1', b: '2' } };
    const first = await create(input);
    const again = await create({ ...input, tags: { b: '2', a: '1' } });
    expect(again.$metadata.httpStatusCode).toBe(201);
    expect(withoutMetadata(again)).toEqual(withoutMetadata(first));
    expect(await countOfFlows()).toBe(1);
    await agent.send(new DeleteFlowCommand({ flowIdentifier: first.id }));
  });

  test('ten at once make one flow', async () => {
    const token = clientToken();
    const answers = await Promise.all(Array.from({ length: 10 }, () => create({ clientToken: token })));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(await countOfFlows()).toBe(1);
    await agent.send(new DeleteFlowCommand({ flowIdentifier: answers[0]!.id }));
  });

  test('versions, aliases, prompts and prompt versions likewise', async () => {
    const id = await flows.prepared(echo());
    const token = clientToken();
    const commands = [
      () => agent.send(new CreateFlowVersionCommand({ flowIdentifier: id, clientToken: token })),
      () =>
        agent.send(
          new CreateFlowAliasCommand({
            flowIdentifier: id,
            name: 'once',
            routingConfiguration: [{ flowVersion: '1' }],
            clientToken: token,
          }),
        ),
      () => agent.send(new CreatePromptCommand({ name: 'once', clientToken: token })),
    ];
    for (const send of commands) {
      const first = await send();
      expect(withoutMetadata(await send())).toEqual(withoutMetadata(first));
    }
    let versions = 0;
    for await (const page of paginateListFlowVersions({ client: agent }, { flowIdentifier: id }))
      versions += page.flowVersionSummaries!.length;
    expect(versions).toBe(1);
    const { id: prompt } = await agent.send(new CreatePromptCommand({ name: 'once', clientToken: token }));
    prompts.push(prompt!);
    const snapshot = () =>
      agent.send(new CreatePromptVersionCommand({ promptIdentifier: prompt, clientToken: token }));
    expect((await snapshot()).version).toBe('1');
    expect((await snapshot()).version).toBe('1');
  });
});

test('the same token and other parameters is a ConflictException and changes nothing', async () => {
  const token = clientToken();
  const { id } = await create({ clientToken: token, description: 'first' });
  await failureOf(create({ clientToken: token, description: 'second' }), 'ConflictException', 409);
  await failureOf(create({ clientToken: token, definition: echo() }), 'ConflictException', 409);
  expect((await flows.get(id!)).description).toBe('first');
  expect(await countOfFlows()).toBe(1);
  await agent.send(new DeleteFlowCommand({ flowIdentifier: id }));
});

test('a request that failed leaves no trace of its token', async () => {
  const token = clientToken();
  const id = await flows.create(echo());
  const version = () => agent.send(new CreateFlowVersionCommand({ flowIdentifier: id, clientToken: token }));
  await failureOf(version(), 'ConflictException', 409);
  await flows.prepare(id);
  expect((await version()).version).toBe('1');
});

test('without a token of their own two requests make two flows', async () => {
  const [one, two] = [await create({}), await create({})];
  expect(one.id).not.toBe(two.id);
  await agent.send(new DeleteFlowCommand({ flowIdentifier: one.id }));
  await agent.send(new DeleteFlowCommand({ flowIdentifier: two.id }));
});

test.each([
  ['32 characters', 'a'.repeat(32)],
  ['257 characters', 'a'.repeat(257)],
  ['a hyphen at the end', `${'a'.repeat(35)}-`],
  ['an underscore', `${'a'.repeat(35)}_`],
])('a token with %s is a ValidationException', async (_what, token) => {
  const failure = await failureOf(create({ clientToken: token }), 'ValidationException', 400);
  expect(failure.fieldList?.map((field) => field.name)).toEqual(['clientToken']);
});
