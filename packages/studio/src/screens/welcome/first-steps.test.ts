import { expect, test } from 'vitest';
import { answeringProviders, credentialLines } from './first-steps.ts';

const settings = (...providers: string[]) => ({
  models: providers.map((provider) => ({ modelId: `${provider}.x`, provider, isPattern: false })),
  providers: [
    { name: 'offline', kind: 'offline', isOffline: true },
    { name: 'ollama', kind: 'openai-compatible', isOffline: false },
  ],
});

test.each([
  [settings('offline'), []],
  [settings('offline', 'ollama', 'ollama'), ['ollama']],
  [settings(), []],
])('%j is answered by %j', (given, providers) => {
  expect(answeringProviders(given)).toEqual(providers);
});

test('the lines to copy hold no secret', () => {
  expect(credentialLines('http://127.0.0.1:4600', 'eu-west-1')).toBe(
    'export AWS_ENDPOINT_URL=http://127.0.0.1:4600\nexport AWS_REGION=eu-west-1 AWS_DEFAULT_REGION=eu-west-1\n# AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: npx streambed env\n',
  );
});
