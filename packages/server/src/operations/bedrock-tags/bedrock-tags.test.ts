import type { CreateGuardrailRequest, Tag } from '@streambed/model/bedrock';
import { describe, expect, test } from 'vitest';
import { createGuardrail } from '../guardrails/create-guardrail.ts';
import { failureOf, openService, type TestService } from '../test-support/service.ts';
import { listBedrockTagsForResource } from './list-tags-for-resource.ts';
import { tagBedrockResource } from './tag-resource.ts';
import { untagBedrockResource } from './untag-resource.ts';

const careful: CreateGuardrailRequest = {
  name: 'careful',
  wordPolicyConfig: { wordsConfig: [{ text: 'gizmo' }] },
  blockedInputMessaging: 'in',
  blockedOutputsMessaging: 'out',
};
const tag = (key: string, value = ''): Tag => ({ key, value });
const many = (count: number) => Array.from({ length: count }, (_, index) => tag(`k${index}`));

const open = async (tags?: Tag[]) => {
  const service = await openService();
  const { guardrailArn } = await service.call(createGuardrail, { ...careful, ...(tags && { tags }) });
  return { service, resourceARN: guardrailArn };
};
const tagsOf = async (service: TestService, resourceARN: string) =>
  (await service.call(listBedrockTagsForResource, { resourceARN })).tags;

describe('tags of a guardrail', () => {
  test('are given at its creation, added, overwritten and removed', async () => {
    const { service, resourceARN } = await open([tag('team', 'a'), tag('__proto__', 'p')]);
    expect(await tagsOf(service, resourceARN)).toEqual([tag('__proto__', 'p'), tag('team', 'a')]);
    const tags = [tag('team', 'b'), tag('stage', 'test')];
    expect(await service.call(tagBedrockResource, { resourceARN, tags })).toEqual({});
    const untag = { resourceARN, tagKeys: ['__proto__', 'absent'] };
    expect(await service.call(untagBedrockResource, untag)).toEqual({});
    expect(await tagsOf(service, resourceARN)).toEqual([tag('stage', 'test'), tag('team', 'b')]);
  });

  test('may be none', async () => {
    const { service, resourceARN } = await open();
    expect(await tagsOf(service, resourceARN)).toEqual([]);
    await service.call(tagBedrockResource, { resourceARN, tags: [] });
    await service.call(untagBedrockResource, { resourceARN, tagKeys: [] });
    expect(await tagsOf(service, resourceARN)).toEqual([]);
  });

  test.each([
    ['a reserved key', [tag('ok'), tag('AWS:x')], 'ValidationException', 'tags[1].key'],
    ['a key twice', [tag('a', '1'), tag('b'), tag('a', '2')], 'ValidationException', 'tags[2].key'],
    ['too many', many(51), 'TooManyTagsException', 'tags: '],
  ])('with %s are refused, on their own and at the creation', async (_, tags, code, named) => {
    const { service, resourceARN } = await open();
    for (const call of [
      () => service.call(tagBedrockResource, { resourceARN, tags }),
      () => service.call(createGuardrail, { ...careful, name: 'other', tags }),
    ]) {
      expect(await failureOf(call())).toMatchObject({ code, message: expect.stringContaining(named) });
    }
    expect(await tagsOf(service, resourceARN)).toEqual([]);
  });

  test('are 50 at most, counted with those that are there', async () => {
    const { service, resourceARN } = await open(many(49));
    await service.call(tagBedrockResource, { resourceARN, tags: [tag('k0', 'again'), tag('last')] });
    const failure = await failureOf(service.call(tagBedrockResource, { resourceARN, tags: [tag('more')] }));
    expect(failure).toMatchObject({ code: 'TooManyTagsException', members: { resourceName: resourceARN } });
    expect(await tagsOf(service, resourceARN)).toHaveLength(50);
  });

  test.each([
    'arn:aws:bedrock:us-east-1:000000000000:guardrail/absent000000',
    'arn:aws:bedrock:us-east-1:111111111111:guardrail/absent000000',
    'arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.amazon.nova-lite-v1:0',
    'arn:aws:bedrock:us-east-1:000000000000:provisioned-model/abcdefghijkl',
    'an-id-that-is-no-arn-at-all',
  ])('of %s are not found', async (resourceARN) => {
    const { service } = await open();
    for (const call of [
      () => service.call(tagBedrockResource, { resourceARN, tags: [tag('a')] }),
      () => service.call(untagBedrockResource, { resourceARN, tagKeys: ['a'] }),
      () => service.call(listBedrockTagsForResource, { resourceARN }),
    ]) {
      expect(await failureOf(call())).toMatchObject({
        code: 'ResourceNotFoundException',
        message: expect.stringContaining('resourceARN'),
      });
    }
  });
});
