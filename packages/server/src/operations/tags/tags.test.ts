import { describe, expect, test } from 'vitest';
import { createFlowAlias } from '../flow-aliases/create-flow-alias.ts';
import { deleteFlowAlias } from '../flow-aliases/delete-flow-alias.ts';
import { createFlow } from '../flows/create-flow.ts';
import { listFlows } from '../flows/list-flows.ts';
import { createPrompt } from '../prompts/create-prompt.ts';
import { createPromptVersion } from '../prompts/create-prompt-version.ts';
import { roleArn } from '../test-support/definitions.ts';
import { accountA, failureOf, openService, type TestService } from '../test-support/service.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';

const tagsOn = async (service: TestService, resourceArn: string) =>
  (await service.call(listTagsForResource, { resourceArn })).tags;

/** One resource of each kind that carries tags, created with `tags`. */
async function resources(service: TestService, tags?: Record<string, string>) {
  const flow = await service.call(createFlow, { name: 'Greeter', executionRoleArn: roleArn, tags });
  const alias = await service.call(createFlowAlias, {
    flowIdentifier: flow.id,
    name: 'live',
    routingConfiguration: [{ flowVersion: 'DRAFT' }],
    tags,
  });
  const prompt = await service.call(createPrompt, { name: 'Summary', tags });
  const version = await service.call(createPromptVersion, { promptIdentifier: prompt.id, tags });
  return { flow: flow.arn, alias: alias.arn, prompt: prompt.arn, version: version.arn };
}

describe.each(['flow', 'alias', 'prompt', 'version'] as const)('the tags of a %s', (kind) => {
  test('are added, overwritten, listed and removed', async () => {
    const service = await openService();
    const resourceArn = (await resources(service))[kind];
    expect(await tagsOn(service, resourceArn)).toEqual({});
    expect(await service.call(tagResource, { resourceArn, tags: { team: 'a', stage: 'test' } })).toEqual({});
    await service.call(tagResource, { resourceArn, tags: { team: 'b', empty: '' } });
    expect(await tagsOn(service, resourceArn)).toEqual({ team: 'b', stage: 'test', empty: '' });
    const untag = { resourceArn, tagKeys: ['team', 'absent'] };
    expect(await service.call(untagResource, untag)).toEqual({});
    expect(await tagsOn(service, resourceArn)).toEqual({ stage: 'test', empty: '' });
  });

  test('given at its creation are its own', async () => {
    const service = await openService();
    const tags = { team: 'a', stage: 'test' };
    const arns = await resources(service, tags);
    expect(await tagsOn(service, arns[kind])).toEqual(tags);
    await service.call(untagResource, { resourceArn: arns[kind], tagKeys: ['team', 'stage'] });
    for (const [other, arn] of Object.entries(arns)) {
      expect(await tagsOn(service, arn)).toEqual(other === kind ? {} : tags);
    }
  });
});

describe('tags', () => {
  test('are at most 50 on a resource, counting those that are there', async () => {
    const service = await openService();
    const { flow: resourceArn } = await resources(service);
    const many = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`k${from + i}`, 'v']));
    await service.call(tagResource, { resourceArn, tags: many(0, 49) });
    await service.call(tagResource, { resourceArn, tags: many(48, 50) });
    const failure = await failureOf(service.call(tagResource, { resourceArn, tags: many(50, 51) }));
    expect(failure.code).toBe('ValidationException');
    await service.call(tagResource, { resourceArn, tags: { k0: 'changed' } });
    expect(Object.keys((await tagsOn(service, resourceArn))!)).toHaveLength(50);
  });

  test('that are refused at a creation leave nothing behind', async () => {
    const service = await openService();
    const call = service.call(createFlow, {
      name: 'Greeter',
      executionRoleArn: roleArn,
      tags: { 'aws:team': 'a' },
    });
    expect((await failureOf(call)).code).toBe('ValidationException');
    expect((await service.call(listFlows, {})).flowSummaries).toEqual([]);
  });

  test('named __proto__ are plain data', async () => {
    const service = await openService();
    const { flow: resourceArn } = await resources(service);
    const tags = JSON.parse('{"__proto__": "plain", "constructor": "data"}');
    await service.call(tagResource, { resourceArn, tags });
    expect(JSON.stringify(await tagsOn(service, resourceArn))).toBe(
      '{"__proto__":"plain","constructor":"data"}',
    );
  });

  test('of a prompt version do not depend on how its number is written', async () => {
    const service = await openService();
    const { prompt } = await resources(service);
    await service.call(tagResource, { resourceArn: `${prompt}:001`, tags: { team: 'a' } });
    expect(await tagsOn(service, `${prompt}:1`)).toEqual({ team: 'a' });
  });

  test('go with an alias', async () => {
    const service = await openService();
    const { alias } = await resources(service, { team: 'a' });
    const [flowIdentifier, aliasIdentifier] = alias.split(/.*flow\/|\/alias\//).slice(1) as [string, string];
    await service.call(deleteFlowAlias, { flowIdentifier, aliasIdentifier });
    expect((await service.store.tags.get(accountA, alias)).size).toBe(0);
  });

  test.each([
    'arn:aws:bedrock:us-east-1:000000000000:flow/ABSENTABCD',
    'arn:aws:bedrock:us-east-1:000000000000:flow/ABSENTABCD/alias/TSTALIASID',
    'arn:aws:bedrock:us-east-1:000000000000:prompt/ABSENTABCD',
    'arn:aws:bedrock:us-east-1:000000000000:prompt/ABSENTABCD:1',
    'arn:aws:bedrock:us-east-1:000000000000:prompt/ABSENTABCD:0',
  ])('of %s, which is not there, are not found', async (resourceArn) => {
    const service = await openService();
    const calls = [
      service.call(tagResource, { resourceArn, tags: { team: 'a' } }),
      service.call(untagResource, { resourceArn, tagKeys: ['team'] }),
      service.call(listTagsForResource, { resourceArn }),
    ];
    for (const failure of await Promise.all(calls.map(failureOf))) {
      expect(failure).toMatchObject({
        code: 'ResourceNotFoundException',
        message: expect.stringContaining(resourceArn),
      });
    }
  });
});
