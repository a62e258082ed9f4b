import { bedrock, checkConstraints } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import { aModel } from '../test-support/models.ts';
import { accountA, failureOf, openService } from '../test-support/service.ts';
import { getFoundationModel } from './get-foundation-model.ts';
import { listFoundationModels } from './list-foundation-models.ts';

const haiku = aModel('anthropic.claude-3-haiku-20240307-v1:0', {
  name: 'Claude 3 Haiku',
  vendor: 'Anthropic',
  inputModalities: ['TEXT', 'IMAGE'],
});
const titan = aModel('amazon.titan-embed-text-v2:0', {
  vendor: 'Amazon',
  outputModalities: ['EMBEDDING'],
  streaming: false,
});
const llama = aModel('llama3.2:3b', { vendor: 'Meta' });
const models = [titan, haiku, llama];
const open = () => openService(undefined, { models });

describe('ListFoundationModels', () => {
  test('shows what the catalogue lists', async () => {
    const service = await open();
    const { modelSummaries } = await service.call(listFoundationModels, {});
    expect(modelSummaries?.map(({ modelId }) => modelId)).toEqual(models.map(({ modelId }) => modelId));
    expect(modelSummaries?.[1]).toEqual({
      modelArn: 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0',
      modelId: 'anthropic.claude-3-haiku-20240307-v1:0',
      modelName: 'Claude 3 Haiku',
      providerName: 'Anthropic',
      inputModalities: ['TEXT', 'IMAGE'],
      outputModalities: ['TEXT'],
      responseStreamingSupported: true,
      customizationsSupported: [],
      inferenceTypesSupported: ['ON_DEMAND'],
      modelLifecycle: { status: 'ACTIVE' },
    });
  });

  test.each([
    [{ byProvider: 'Anthropic' }, [haiku]],
    [{ byProvider: 'anthropic' }, [haiku]],
    [{ byProvider: 'Anthro' }, []],
    [{ byOutputModality: 'EMBEDDING' as const }, [titan]],
    [{ byOutputModality: 'IMAGE' as const }, []],
    [{ byOutputModality: 'TEXT' as const, byProvider: 'meta' }, [llama]],
    [{ byInferenceType: 'ON_DEMAND' as const }, models],
    [{ byInferenceType: 'PROVISIONED' as const }, []],
    [{ byCustomizationType: 'FINE_TUNING' as const }, []],
  ])('%j', async (filters, expected) => {
    const service = await open();
    const { modelSummaries } = await service.call(listFoundationModels, filters);
    expect(modelSummaries?.map(({ modelId }) => modelId)).toEqual(expected.map(({ modelId }) => modelId));
  });

  test('shows a model that only a profile leads to under its own id, once', async () => {
    const sonnet = 'anthropic.claude-sonnet-4-v1:0';
    const both = aModel('amazon.nova-pro-v1:0');
    const service = await openService(undefined, {
      models: [both, aModel(`eu.${both.modelId}`), aModel(`eu.${sonnet}`), aModel(`us.${sonnet}`)],
    });
    const { modelSummaries } = await service.call(listFoundationModels, {});
    const shown = modelSummaries?.map((each) => [each.modelId, each.inferenceTypesSupported]);
    expect(shown).toEqual([
      [both.modelId, ['ON_DEMAND']],
      [sonnet, ['INFERENCE_PROFILE']],
    ]);
    const { modelDetails } = await service.call(getFoundationModel, { modelIdentifier: sonnet });
    expect(modelDetails).toEqual(modelSummaries?.[1]);
  });

  test('is empty when nothing answers', async () => {
    const service = await openService();
    expect(await service.call(listFoundationModels, {})).toEqual({ modelSummaries: [] });
  });
});

describe('GetFoundationModel', () => {
  test.each(models.map(({ modelId }) => modelId))(
    'shows %s by id and by ARN as the list does',
    async (modelId) => {
      const service = await open();
      const { modelSummaries } = await service.call(listFoundationModels, {});
      const expected = { modelDetails: modelSummaries?.find((each) => each.modelId === modelId) };
      expect(await service.call(getFoundationModel, { modelIdentifier: modelId })).toEqual(expected);
      const modelIdentifier = `arn:aws:bedrock:us-east-1::foundation-model/${modelId}`;
      expect(await service.call(getFoundationModel, { modelIdentifier })).toEqual(expected);
    },
  );

  test('shows a model that is not listed and still answers', async () => {
    const service = await openService(undefined, { alsoFinds: (modelId) => aModel(modelId) });
    const { modelDetails } = await service.call(getFoundationModel, {
      modelIdentifier: 'cohere.command-r-v1:0',
    });
    expect(modelDetails?.modelId).toBe('cohere.command-r-v1:0');
  });

  test.each([
    ['one that nothing serves', 'gone.model-v1', 'ListFoundationModels'],
    ['an ARN of another region', `arn:aws:bedrock:eu-west-1::foundation-model/${llama.modelId}`, 'us-east-1'],
    [
      'an ARN of another partition',
      `arn:aws-cn:bedrock:us-east-1::foundation-model/${llama.modelId}`,
      'us-east-1',
    ],
    ['an inference profile', `us.${haiku.modelId}`, 'GetInferenceProfile'],
  ])('does not find %s', async (_, modelIdentifier, told) => {
    const service = await open();
    expect(await failureOf(service.call(getFoundationModel, { modelIdentifier }))).toMatchObject({
      code: 'ResourceNotFoundException',
      message: expect.stringContaining(told),
    });
  });

  test.each(['gpt-4o', 'qwen2.5vl:7b', 'Qwen/Qwen2.5-7B-Instruct', 'gemma3:4b-it-q4_K_M', 'a.b', 'x@1+2'])(
    'takes the id %s, bare and in an ARN',
    (modelId) => {
      for (const modelIdentifier of [modelId, `arn:aws:bedrock:us-east-1::foundation-model/${modelId}`]) {
        expect(checkConstraints(bedrock, 'GetFoundationModelRequest', { modelIdentifier })).toEqual([]);
      }
    },
  );

  test('names the region that the caller signed for', async () => {
    const service = await open();
    expect(
      (await service.call(listFoundationModels, {}, { ...accountA, region: 'eu-west-1' })).modelSummaries?.[0]
        ?.modelArn,
    ).toBe(`arn:aws:bedrock:eu-west-1::foundation-model/${titan.modelId}`);
  });
});
