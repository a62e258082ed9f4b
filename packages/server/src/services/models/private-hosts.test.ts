import { expect, test } from 'vitest';
import type { ProviderConfiguration } from './configuration.ts';
import { privateHosts } from './private-hosts.ts';

const hosts = (provider: Partial<ProviderConfiguration>): readonly string[] =>
  privateHosts({ providers: [{ name: 'mine', type: 'openai-compatible', ...provider }] });

test('hosts may be private where the operator said so, and nowhere else', () => {
  const baseUrl = 'https://Models.example.com:8443/v1';
  expect(hosts({ baseUrl, allowPrivateAddress: true })).toEqual(['models.example.com']);
  expect(hosts({ baseUrl, allowPrivateAddress: false })).toEqual([]);
  expect(hosts({ baseUrl })).toEqual([]);
});

test('for Bedrock that is the endpoint of its region when there is no other', () => {
  const bedrock = { type: 'amazon-bedrock', region: 'eu-west-1', allowPrivateAddress: true } as const;
  expect(hosts(bedrock)).toEqual(['bedrock-runtime.eu-west-1.amazonaws.com']);
  expect(hosts({ ...bedrock, baseUrl: 'https://vpce.example.com' })).toEqual(['vpce.example.com']);
});
