import {
  CreateFlowAliasCommand,
  CreateFlowCommand,
  CreatePromptCommand,
  CreatePromptVersionCommand,
  DeletePromptCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-bedrock-agent';
import { describe, expect, test } from 'vitest';
import { echo } from './support/definitions.ts';
import { failureOf } from './support/failure.ts';
import { openSession } from './support/session.ts';
import { ABSENT_ID, flowArnIn, promptArnIn } from './support/vacant.ts';

/** Tags of flows, aliases, prompts and prompt versions. */

const { target, agent, raw, flows } = await openSession();
const { region, roleArn } = target;

const tagsOf = async (resourceArn: string) =>
  (await agent.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
const tag = (resourceArn: string, tags: Record<string, string>) =>
  agent.send(new TagResourceCommand({ resourceArn, tags }));
const untag = (resourceArn: string, tagKeys: string[]) =>
  agent.send(new UntagResourceCommand({ resourceArn, tagKeys }));

describe('every kind of resource carries tags', () => {
  test('from its creation on', async () => {
    const tags = { 'cost center': 'a/b:c', 'k+=@_.-': '' };
    const flow = await agent.send(new CreateFlowCommand({ name: 'tagged', executionRoleArn: roleArn, tags }));
    expect(await tagsOf(flow.arn!)).toEqual(tags);
    await flows.update(flow.id!, echo());
    await flows.prepare(flow.id!);
    await flows.version(flow.id!);
    const alias = await agent.send(
      new CreateFlowAliasCommand({
        flowIdentifier: flow.id,
        name: 'tagged',
        routingConfiguration: [{ flowVersion: '1' }],
        tags,
      }),
    );
    expect(await tagsOf(alias.arn!)).toEqual(tags);
    const prompt = await agent.send(new CreatePromptCommand({ name: 'tagged', tags }));
    expect(await tagsOf(prompt.arn!)).toEqual(tags);
    const version = await agent.send(
      new CreatePromptVersionCommand({ promptIdentifier: prompt.id, tags: { only: 'here' } }),
    );
    expect(await tagsOf(version.arn!)).toEqual({ only: 'here' });
    expect(await tagsOf(prompt.arn!)).toEqual(tags);
    await agent.send(new DeletePromptCommand({ promptIdentifier: prompt.id }));
    await failureOf(tagsOf(prompt.arn!), 'ResourceNotFoundException', 404);
    await failureOf(tagsOf(version.arn!), 'ResourceNotFoundException', 404);
  });
});

describe('a flow', () => {
  const create = async () => (await flows.get(await flows.create())).arn!;

  test('has no tags until it is given some', async () => {
    expect(await tagsOf(await create())).toEqual({});
  });

  test('takes tags, overwrites and loses them', async () => {
    const arn = await create();
    expect((await tag(arn, { a: '1', b: '2' })).$metadata.httpStatusCode).toBe(200);
    await tag(arn, { b: 'two', c: '3' });
    expect(await tagsOf(arn)).toEqual({ a: '1', b: 'two', c: '3' });
    expect((await untag(arn, ['a', 'c', 'never there'])).$metadata.httpStatusCode).toBe(200);
    expect(await tagsOf(arn)).toEqual({ b: 'two' });
  });

  test('keeps its tags when it is updated', async () => {
    const arn = await create();
    await tag(arn, { stays: 'yes' });
    await flows.update(arn, echo());
    expect(await tagsOf(arn)).toEqual({ stays: 'yes' });
  });

  test('has at most 50', async () => {
    const arn = await create();
    const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`key${i}`, 'v']));
    await tag(arn, fifty);
    await tag(arn, { key0: 'again' });
    await failureOf(tag(arn, { more: 'v' }), 'ValidationException', 400);
    expect(Object.keys((await tagsOf(arn))!)).toHaveLength(50);
  });

  test.each(['aws:mine', 'AWS:mine'])('does not take a tag named %s', async (name) => {
    await failureOf(tag(await create(), { [name]: 'v' }), 'ValidationException', 400);
  });

  test('takes names that mean something elsewhere as plain names', async () => {
    const arn = await create();
    // The SDK's own objects lose __proto__, so what goes out and comes back is looked at as bytes.
    const path = `/tags/${encodeURIComponent(arn)}`;
    const tags = '{"__proto__":"a","constructor":"b","hasOwnProperty":"c","toString":"d"}';
    const headers = { 'content-type': 'application/json' };
    expect((await raw.send({ method: 'POST', path, headers, body: `{"tags":${tags}}` })).status).toBe(200);
    expect((await raw.call('GET', path)).text).toBe(`{"tags":${tags}}`);
    await untag(arn, ['constructor', '__proto__']);
    expect((await raw.call('GET', path)).text).toBe('{"tags":{"hasOwnProperty":"c","toString":"d"}}');
  });
});

describe('an ARN of nothing', () => {
  const account = '000000000000';
  test.each([
    ['an absent flow', flowArnIn(region, account, ABSENT_ID)],
    ['an absent alias', `${flowArnIn(region, account, ABSENT_ID)}/alias/${ABSENT_ID}`],
    ['an absent prompt', promptArnIn(region, account, ABSENT_ID)],
    ['an absent prompt version', `${promptArnIn(region, account, ABSENT_ID)}:7`],
  ])('%s is a ResourceNotFoundException for each operation', async (_what, arn) => {
    await failureOf(tagsOf(arn), 'ResourceNotFoundException', 404);
    await failureOf(tag(arn, { a: '1' }), 'ResourceNotFoundException', 404);
    await failureOf(untag(arn, ['a']), 'ResourceNotFoundException', 404);
  });

  test.each(['flow', 'arn:aws:s3:::bucket', `arn:aws:bedrock:${region}:0:flow/${ABSENT_ID}`])(
    '%s is a ValidationException',
    async (arn) => {
      const failure = await failureOf(tagsOf(arn), 'ValidationException', 400);
      expect(failure.fieldList?.map(({ name }) => name)).toEqual(['resourceArn']);
    },
  );
});
