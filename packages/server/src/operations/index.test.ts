import { bedrockAgent } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import { operationKey, operations } from './index.ts';

const scope = { accountId: '000000000000', region: 'us-east-1' };

describe('the table of operations', () => {
  test('has every operation of the control plane, and InvokeFlow', () => {
    const modelled = bedrockAgent.operations.map(({ operation }) => `bedrock-agent.${operation}`);
    expect([...operations.keys()].sort()).toEqual([...modelled, 'bedrock-agent-runtime.InvokeFlow'].sort());
  });

  test.each([...operations])('%s says its name, its service, its action and its resource', (key, value) => {
    const { name } = value;
    expect(operationKey(value.service, name)).toBe(key);
    expect(value.service).toBe(name === 'InvokeFlow' ? 'bedrock-agent-runtime' : 'bedrock-agent');
    expect(value.action).toBe(`bedrock:${name}`);
    const input = {
      flowIdentifier: 'ABCDEFGHIJ',
      flowAliasIdentifier: 'TSTALIASID',
      aliasIdentifier: 'TSTALIASID',
      promptIdentifier: 'ABCDEFGHIJ',
      resourceArn: 'arn:aws:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ',
    };
    expect(value.resource(input as never, scope)).toMatch(
      /^(\*|arn:aws:bedrock:us-east-1:000000000000:(flow|prompt)\/ABCDEFGHIJ(\/alias\/TSTALIASID)?)$/,
    );
  });
});
