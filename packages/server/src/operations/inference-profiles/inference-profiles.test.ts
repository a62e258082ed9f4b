import { describe, expect, test } from 'vitest';
import { aModel } from '../test-support/models.ts';
import { accountA, failureOf, openService, type TestService } from '../test-support/service.ts';
import { geographyOfProfiles, hasInferenceProfile, inferenceProfileModelId } from './geography.ts';
import { getInferenceProfile } from './get-inference-profile.ts';
import { listInferenceProfiles } from './list-inference-profiles.ts';

const haiku = aModel('anthropic.claude-3-haiku-20240307-v1:0', {
  name: 'Claude 3 Haiku',
  vendor: 'Anthropic',
});
const nova = aModel('amazon.nova-lite-v1:0', { name: 'Amazon Nova Lite', vendor: 'Amazon' });
const llama = aModel('llama3.2:3b');
const open = () => openService(undefined, { models: [nova, haiku, llama] });
const ireland = { ...accountA, region: 'eu-west-1' };

describe('the geography', () => {
  test.each([
    ['us-east-1', 'us'],
    ['us-gov-west-1', 'us-gov'],
    ['eu-central-2', 'eu'],
    ['ap-southeast-2', 'apac'],
    ['ca-central-1', 'ca'],
    ['sa-east-1', 'sa'],
    ['me-south-1', 'me'],
    ['af-south-1', 'af'],
    ['il-central-1', 'global'],
  ])('of %s is %s', (region, geography) => {
    expect(geographyOfProfiles(region)).toBe(geography);
  });

  test.each([
    ['anthropic.claude-3-haiku-20240307-v1:0', true],
    ['ai21.jamba-1-5-large-v1:0', true],
    ['amazon.titan-embed-text-v2:0', true],
    ['mistral.mistral-large-2402-v1:0', true],
    ['us.amazon.nova-lite-v1:0', false],
    ['llama3.2:3b', false],
    ['gpt-4o', false],
    ['gpt-4.1', false],
    ['Qwen/Qwen2.5-7B', false],
  ])('%s has a profile: %s', (modelId, expected) => {
    expect(hasInferenceProfile(modelId)).toBe(expected);
  });

  test.each([
    ['us.amazon.nova-lite-v1:0', 'amazon.nova-lite-v1:0'],
    ['us-gov.anthropic.claude-3', 'anthropic.claude-3'],
    ['global.anthropic.claude-3', 'anthropic.claude-3'],
    ['amazon.nova-lite-v1:0', undefined],
    ['us.us.amazon.nova', undefined],
    ['us.llama3.2:3b', undefined],
    ['us.', undefined],
  ])('of the profile %s is put before %s', (profileId, modelId) => {
    expect(inferenceProfileModelId(profileId)).toBe(modelId);
  });
});

describe('ListInferenceProfiles', () => {
  test('shows one profile of the region for every model that can have one', async () => {
    const service = await open();
    const { inferenceProfileSummaries } = await service.call(listInferenceProfiles, {});
    expect(inferenceProfileSummaries).toEqual([
      {
        inferenceProfileName: 'US Amazon Nova Lite',
        description: 'Sends requests to Amazon Nova Lite in us-east-1.',
        inferenceProfileArn:
          'arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.amazon.nova-lite-v1:0',
        models: [{ modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0' }],
        inferenceProfileId: 'us.amazon.nova-lite-v1:0',
        status: 'ACTIVE',
        type: 'SYSTEM_DEFINED',
      },
      expect.objectContaining({
        inferenceProfileName: 'US Anthropic Claude 3 Haiku',
        inferenceProfileId: 'us.anthropic.claude-3-haiku-20240307-v1:0',
      }),
    ]);
    const inEurope = await service.call(listInferenceProfiles, {}, ireland);
    expect(inEurope.inferenceProfileSummaries?.map((each) => each.inferenceProfileId)).toEqual([
      'eu.amazon.nova-lite-v1:0',
      'eu.anthropic.claude-3-haiku-20240307-v1:0',
    ]);
  });

  test('shows a model that is listed as a profile under that very id, wherever the caller is', async () => {
    const models = [aModel('us.anthropic.claude-sonnet-4-v1:0'), nova, aModel(`us.${nova.modelId}`)];
    const service = await openService(undefined, { models });
    const ids = async (scope = accountA) =>
      (await service.call(listInferenceProfiles, {}, scope)).inferenceProfileSummaries?.map(
        (each) => each.inferenceProfileId,
      );
    const listed = ['us.amazon.nova-lite-v1:0', 'us.anthropic.claude-sonnet-4-v1:0'];
    expect(await ids()).toEqual(listed);
    expect(await ids(ireland)).toEqual(['eu.amazon.nova-lite-v1:0', ...listed]);
    for (const inferenceProfileIdentifier of listed) {
      const profile = await service.call(getInferenceProfile, { inferenceProfileIdentifier }, ireland);
      expect(profile.inferenceProfileName).toMatch(/^US /);
    }
  });

  test('by type', async () => {
    const service = await open();
    const count = async (typeEquals: 'SYSTEM_DEFINED' | 'APPLICATION') =>
      (await service.call(listInferenceProfiles, { typeEquals })).inferenceProfileSummaries?.length;
    expect([await count('SYSTEM_DEFINED'), await count('APPLICATION')]).toEqual([2, 0]);
  });

  const idsByPages = async (service: TestService, maxResults: number, between: () => void = () => {}) => {
    const seen: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await service.call(listInferenceProfiles, { maxResults, ...(nextToken && { nextToken }) });
      seen.push(...(page.inferenceProfileSummaries ?? []).map((each) => each.inferenceProfileId));
      nextToken = page.nextToken;
      between();
    } while (nextToken !== undefined);
    return seen;
  };

  test('page by page, while models come and go', async () => {
    const models = Array.from({ length: 25 }, (_, index) =>
      aModel(`vendor.model-${String(index).padStart(2, '0')}`),
    );
    const service = await openService(undefined, { models });
    const all = models.map(({ modelId }) => `us.${modelId}`);
    for (const maxResults of [1, 4, 25, 1000]) expect(await idsByPages(service, maxResults)).toEqual(all);
    const seen = await idsByPages(service, 4, () => {
      models.shift();
      models.push(aModel('aaa.too-early'));
    });
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(all.slice(8)));
  });

  test('refuses a page token of another type', async () => {
    const service = await open();
    const { nextToken } = await service.call(listInferenceProfiles, { maxResults: 1 });
    const call = service.call(listInferenceProfiles, { nextToken: nextToken!, typeEquals: 'SYSTEM_DEFINED' });
    expect((await failureOf(call)).code).toBe('ValidationException');
  });
});

describe('GetInferenceProfile', () => {
  test('shows a profile by id and by ARN as the list does', async () => {
    const service = await open();
    const { inferenceProfileSummaries = [] } = await service.call(listInferenceProfiles, {});
    for (const expected of inferenceProfileSummaries) {
      for (const inferenceProfileIdentifier of [expected.inferenceProfileId, expected.inferenceProfileArn]) {
        expect(await service.call(getInferenceProfile, { inferenceProfileIdentifier })).toEqual(expected);
      }
    }
  });

  test('shows the profile of a model that is not listed and still answers', async () => {
    const service = await openService(undefined, { alsoFinds: (modelId) => aModel(modelId) });
    const inferenceProfileIdentifier = 'us.cohere.command-r-v1:0';
    const profile = await service.call(getInferenceProfile, { inferenceProfileIdentifier });
    expect(profile.models).toEqual([
      { modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/cohere.command-r-v1:0' },
    ]);
  });

  const arn = (place: string, rest: string) => `arn:aws:bedrock:${place}:${rest}`;
  test.each([
    ['a model without its geography', nova.modelId],
    ['another geography', `eu.${nova.modelId}`],
    ['one of a model that nothing serves', 'us.gone.model-v1'],
    ['one of a local model', `us.${llama.modelId}`],
    ['an ARN of another account', arn('us-east-1:111111111111', `inference-profile/us.${nova.modelId}`)],
    ['an ARN of another region', arn('eu-west-1:000000000000', `inference-profile/us.${nova.modelId}`)],
    ['an application profile', arn('us-east-1:000000000000', 'application-inference-profile/abcdefghijkl')],
  ])('does not find %s', async (_, inferenceProfileIdentifier) => {
    const service = await open();
    expect(await failureOf(service.call(getInferenceProfile, { inferenceProfileIdentifier }))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: expect.stringContaining(inferenceProfileIdentifier),
    });
  });
});
