import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  BedrockClient,
  GetFoundationModelCommand,
  GetInferenceProfileCommand,
  ListFoundationModelsCommand,
  type ListFoundationModelsCommandInput,
  ListInferenceProfilesCommand,
  paginateListInferenceProfiles,
} from '@aws-sdk/client-bedrock';
import { afterAll, describe, expect, test } from 'vitest';
import { failureOf } from './support/failure.ts';
import { openSession } from './support/session.ts';
import { bedrockSettings, testHere } from './target.ts';

/** Foundation models and inference profiles of the service `bedrock`: what is listed can be got. */

/** A model server as people run it at home, with ids that no ARN of the cloud has ever seen. */
const LOCAL_MODELS = [
  'llama3.2:3b',
  'qwen2.5vl:7b',
  'Qwen/Qwen2.5-7B-Instruct',
  'all-minilm:22m',
  'a+b@c_d:e',
];
const ollama = createServer((_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ models: LOCAL_MODELS.map((name) => ({ name })) }));
});
ollama.listen(0, '127.0.0.1');
await once(ollama, 'listening');
afterAll(() => {
  ollama.close();
  ollama.closeAllConnections();
});

const { target } = await openSession({
  environment: { OLLAMA_HOST: `127.0.0.1:${(ollama.address() as AddressInfo).port}` },
  files: {
    'streambed.yaml': [
      'models:',
      '  mappings:',
      '    - { model: "anthropic.claude-3-haiku-20240307-v1:0", provider: offline }',
      '    - { model: "amazon.nova-lite-v1:0", provider: offline }',
      '',
    ].join('\n'),
  },
});
const client = new BedrockClient(bedrockSettings(target));
afterAll(() => client.destroy());
const onOurServer = testHere(target, 'it wants to know which models there are');

const list = async (input: ListFoundationModelsCommandInput = {}) =>
  (await client.send(new ListFoundationModelsCommand(input))).modelSummaries!;

describe('foundation models', () => {
  test('each listed one is got by its id and by its ARN, as the list shows it', async () => {
    const models = await list();
    expect(models.length).toBeGreaterThan(0);
    for (const summary of models.slice(0, 20)) {
      expect(summary.modelArn).toBe(`arn:aws:bedrock:${target.region}::foundation-model/${summary.modelId}`);
      for (const modelIdentifier of [summary.modelId, summary.modelArn]) {
        const { modelDetails } = await client.send(new GetFoundationModelCommand({ modelIdentifier }));
        expect(modelDetails).toMatchObject({
          modelArn: summary.modelArn,
          modelId: summary.modelId,
          modelName: summary.modelName,
          providerName: summary.providerName,
          inputModalities: summary.inputModalities,
          outputModalities: summary.outputModalities,
          inferenceTypesSupported: summary.inferenceTypesSupported,
          modelLifecycle: { status: summary.modelLifecycle?.status },
        });
      }
    }
  });

  onOurServer(
    'are those that are configured and those that a local server has, whatever they are called',
    async () => {
      const ids = (await list()).map(({ modelId }) => modelId);
      expect(ids).toEqual(expect.arrayContaining(LOCAL_MODELS));
      expect(ids).toEqual(
        expect.arrayContaining(['anthropic.claude-3-haiku-20240307-v1:0', 'amazon.nova-lite-v1:0']),
      );
      expect(ids).toEqual([...ids].sort());
    },
  );

  test('are filtered by what they give and how they are reached', async () => {
    const all = await list();
    const embedding = await list({ byOutputModality: 'EMBEDDING' });
    expect(embedding.map(({ modelId }) => modelId)).toEqual(
      all
        .filter(({ outputModalities }) => outputModalities?.includes('EMBEDDING'))
        .map(({ modelId }) => modelId),
    );
    for (const { providerName } of await list({ byProvider: 'Amazon' })) expect(providerName).toBe('Amazon');
    for (const { inferenceTypesSupported } of await list({ byInferenceType: 'ON_DEMAND' }))
      expect(inferenceTypesSupported).toContain('ON_DEMAND');
  });

  onOurServer('a model that belongs to an account is none', async () => {
    const modelIdentifier = `arn:aws:bedrock:${target.region}:000000000000:foundation-model/amazon.nova-lite-v1:0`;
    const call = client.send(new GetFoundationModelCommand({ modelIdentifier }));
    await failureOf(call, 'ResourceNotFoundException', 404);
  });

  onOurServer("a model of another region is not the caller's to see", async () => {
    const modelIdentifier = 'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0';
    const call = client.send(new GetFoundationModelCommand({ modelIdentifier }));
    await failureOf(call, 'AccessDeniedException', 403);
  });
});

describe('inference profiles', () => {
  test('each listed one is got by its id and by its ARN, as the list shows it', async () => {
    const { inferenceProfileSummaries } = await client.send(new ListInferenceProfilesCommand({}));
    for (const summary of inferenceProfileSummaries!.slice(0, 20)) {
      expect(summary.inferenceProfileArn).toMatch(
        new RegExp(
          `^arn:aws:bedrock:${target.region}:\\d{12}:inference-profile/${summary.inferenceProfileId}$`,
        ),
      );
      expect(summary).toMatchObject({ status: 'ACTIVE', type: 'SYSTEM_DEFINED' });
      for (const inferenceProfileIdentifier of [summary.inferenceProfileId, summary.inferenceProfileArn]) {
        const { $metadata: _, ...profile } = await client.send(
          new GetInferenceProfileCommand({ inferenceProfileIdentifier }),
        );
        expect(profile).toEqual(summary);
      }
    }
  });

  onOurServer('there is one for every listed model with an id of the form vendor.name', async () => {
    const { inferenceProfileSummaries } = await client.send(new ListInferenceProfilesCommand({}));
    const ids = inferenceProfileSummaries!.map((each) => each.inferenceProfileId);
    expect(ids).toEqual(
      expect.arrayContaining(['us.anthropic.claude-3-haiku-20240307-v1:0', 'us.amazon.nova-lite-v1:0']),
    );
    for (const model of LOCAL_MODELS) expect(ids).not.toContain(`us.${model}`);
  });

  test('the paginator walks them, each once; there is none of the type APPLICATION that nobody made', async () => {
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListInferenceProfiles(
      { client, pageSize: 1 },
      { typeEquals: 'SYSTEM_DEFINED' },
    )) {
      seen.push(...page.inferenceProfileSummaries!.map((each) => each.inferenceProfileId));
      if (seen.length >= 5) break;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThan(0);
    const { inferenceProfileSummaries } = await client.send(
      new ListInferenceProfilesCommand({ typeEquals: 'APPLICATION' }),
    );
    for (const { type } of inferenceProfileSummaries!) expect(type).toBe('APPLICATION');
  });

  test('one that is not there is a ResourceNotFoundException', async () => {
    const inferenceProfileIdentifier = 'xx.nobody.nothing-v1:0';
    const call = client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier }));
    await failureOf(call, 'ResourceNotFoundException', 404);
  });
});
