import { bedrock, bedrockAgent, streambed } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import { operationKey, operations } from './index.ts';

const scope = { accountId: '000000000000', region: 'us-east-1' };
const controlPlanes = [bedrock, bedrockAgent];

describe('the table of operations', () => {
  test.each(controlPlanes)(
    'has every operation of the control plane $service',
    ({ service, operations: modelled }) => {
      const served = [...operations.values()].filter((value) => value.service === service);
      expect(served.map(({ name }) => name).sort()).toEqual(
        modelled.map(({ operation }) => operation).sort(),
      );
    },
  );

  test('has every operation of Streambed’s own, each under an action of its name', () => {
    const served = [...operations.values()].filter(({ service }) => service === 'streambed');
    const modelled = streambed.operations.map(({ operation }) => operation);
    expect(served.map(({ name }) => name).sort()).toEqual(modelled.sort());
    for (const { name, action } of served) expect(action).toBe(`streambed:${name}`);
  });

  test('has InvokeFlow', () => {
    expect(operations.get('bedrock-agent-runtime.InvokeFlow')?.action).toBe('bedrock:InvokeFlow');
  });

  test.each([
    ['Converse', 'bedrock:InvokeModel', 'arn:aws:bedrock:us-east-1::foundation-model/llama3.2:3b'],
    [
      'ConverseStream',
      'bedrock:InvokeModelWithResponseStream',
      'arn:aws:bedrock:us-east-1::foundation-model/llama3.2:3b',
    ],
    ['InvokeModel', 'bedrock:InvokeModel', 'arn:aws:bedrock:us-east-1::foundation-model/llama3.2:3b'],
    [
      'InvokeModelWithResponseStream',
      'bedrock:InvokeModelWithResponseStream',
      'arn:aws:bedrock:us-east-1::foundation-model/llama3.2:3b',
    ],
    ['CountTokens', 'bedrock:CountTokens', 'arn:aws:bedrock:us-east-1::foundation-model/llama3.2:3b'],
    [
      'ApplyGuardrail',
      'bedrock:ApplyGuardrail',
      'arn:aws:bedrock:us-east-1:000000000000:guardrail/abcdefghijkl',
    ],
  ])('has %s of bedrock-runtime, which is %s', (name, action, arn) => {
    const found = operations.get(`bedrock-runtime.${name}`);
    expect(found?.action).toBe(action);
    const input = { modelId: 'llama3.2:3b', guardrailIdentifier: 'abcdefghijkl' };
    expect(found?.resource(input as never, scope)).toBe(arn);
  });

  test.each([...operations])('%s stands where it is looked for', (key, { service, name }) => {
    expect(operationKey(service, name)).toBe(key);
  });

  const controlled = [...operations].filter(([, { service }]) =>
    controlPlanes.some((plane) => plane.service === service),
  );
  test.each(controlled)('%s says its action and its resource', (_, value) => {
    expect(value.action).toBe(`bedrock:${value.name}`);
    const input = {
      flowIdentifier: 'ABCDEFGHIJ',
      flowAliasIdentifier: 'TSTALIASID',
      aliasIdentifier: 'TSTALIASID',
      promptIdentifier: 'ABCDEFGHIJ',
      resourceArn: 'arn:aws:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ',
      guardrailIdentifier: 'abcdefghijkl',
      knowledgeBaseId: 'ABCDEFGHIJ',
      modelIdentifier: 'llama3.2:3b',
      inferenceProfileIdentifier: 'us.amazon.nova-lite-v1:0',
      resourceARN: 'arn:aws:bedrock:us-east-1:000000000000:guardrail/abcdefghijkl',
    };
    expect([
      '*',
      'arn:aws:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ',
      'arn:aws:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ/alias/TSTALIASID',
      'arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHIJ',
      'arn:aws:bedrock:us-east-1:000000000000:guardrail/abcdefghijkl',
      'arn:aws:bedrock:us-east-1:000000000000:knowledge-base/ABCDEFGHIJ',
      'arn:aws:bedrock:us-east-1::foundation-model/llama3.2:3b',
      'arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.amazon.nova-lite-v1:0',
    ]).toContain(value.resource(input as never, scope));
  });

  test.each([
    ['bedrock.GetGuardrail', 'guardrailIdentifier', 'arn:aws:bedrock:eu-west-1:111111111111:guardrail/x'],
    ['bedrock.GetFoundationModel', 'modelIdentifier', 'arn:aws:bedrock:eu-west-1::foundation-model/x'],
    [
      'bedrock.GetInferenceProfile',
      'inferenceProfileIdentifier',
      'arn:aws:bedrock:eu-west-1:111111111111:inference-profile/x',
    ],
  ])('%s leaves a foreign ARN what it is, for authorization to see', (key, member, arn) => {
    expect(operations.get(key)!.resource({ [member]: arn } as never, scope)).toBe(arn);
  });
});
