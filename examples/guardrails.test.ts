import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BedrockClient, CreateGuardrailCommand } from '@aws-sdk/client-bedrock';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench } from '../packages/cli/src/test-support/run-cli.ts';

const fileOf = (name: string): string => fileURLToPath(new URL(`guardrails/${name}`, import.meta.url));

let bench: Bench;
let url: string;
beforeAll(async () => {
  bench = openBench();
  ({ url } = await bench.start());
}, 120_000);
afterAll(() => bench.close());

test('the guardrail that comes with its cases does what they expect', async () => {
  const { code, stdout } = await bench.run(['guardrail', 'test', fileOf('support.yaml')]);
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/^\d+ cases, \d+ as expected, precision 1\.000, recall 1\.000$/m),
  ]);
});

test('so does the one that is made from a file', async () => {
  const variables = JSON.parse((await bench.run(['env', '--format', 'json'])).stdout) as Record<
    string,
    string
  >;
  const bedrock = new BedrockClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: {
      accessKeyId: variables.AWS_ACCESS_KEY_ID!,
      secretAccessKey: variables.AWS_SECRET_ACCESS_KEY!,
    },
  });
  await bedrock.send(new CreateGuardrailCommand(JSON.parse(readFileSync(fileOf('guardrail.json'), 'utf8'))));
  bedrock.destroy();
  const { code, stdout } = await bench.run(['guardrail', 'test', fileOf('cases.csv'), '-g', 'bicycle-shop']);
  expect([code, stdout]).toEqual([0, expect.stringContaining('5 cases, 5 as expected')]);
});
