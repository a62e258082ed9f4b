import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BedrockClient, CreateGuardrailCommand, ListGuardrailsCommand } from '@aws-sdk/client-bedrock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, openBench } from '../test-support/run-cli.ts';

let bench: Bench;
let bedrock: BedrockClient;

const guardrail = {
  blockedInputMessaging: 'No.',
  blockedOutputsMessaging: 'No.',
  wordPolicyConfig: { wordsConfig: [{ text: 'plutonium' }] },
};
const write = (name: string, value: unknown): void =>
  writeFileSync(join(bench.folder, name), typeof value === 'string' ? value : JSON.stringify(value));

beforeAll(async () => {
  bench = openBench();
  write('streambed.yaml', 'models: {detect: false}\n');
  const { url } = await bench.start();
  const { stdout } = await bench.run(['env', '--format', 'json']);
  const variables = JSON.parse(stdout) as Record<string, string>;
  bedrock = new BedrockClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: {
      accessKeyId: variables.AWS_ACCESS_KEY_ID!,
      secretAccessKey: variables.AWS_SECRET_ACCESS_KEY!,
    },
  });
  await bedrock.send(new CreateGuardrailCommand({ ...guardrail, name: 'house-rules' }));
  write('good.csv', 'text,expected,finding,output\nplutonium,BLOCKED,plutonium,No.\nwater,NONE,,\n');
  write('bad.yaml', [
    { text: 'plutonium', expected: 'NONE', name: 'a strange wish' },
    { text: 'water\u001b[31m', expected: 'GUARDRAIL_INTERVENED', finding: 'plutonium' },
    { text: 'plutonium', expected: 'BLOCKED', source: 'OUTPUT', output: 'Yes.' },
  ]);
}, 120_000);
afterAll(async () => {
  bedrock?.destroy();
  await bench.close();
});

const namesOfGuardrails = async (): Promise<readonly (string | undefined)[]> =>
  ((await bedrock.send(new ListGuardrailsCommand({}))).guardrails ?? []).map(({ name }) => name);

describe('streambed guardrail test', () => {
  test('ends well when every text came out as expected', async () => {
    const { code, stdout, stderr } = await bench.run(['guardrail', 'test', 'good.csv', '-g', 'house-rules']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^✓ +2 +plutonium +INPUT +BLOCKED +WORD "plutonium"$/m);
    expect(stdout).toMatch(/^✓ +3 +water +INPUT +NONE$/m);
    expect(stdout).toMatch(/^2 cases, 2 as expected, precision 1\.000, recall 1\.000$/m);
  });

  test('says what differs, and how often', async () => {
    const { code, stdout } = await bench.run(['guardrail', 'test', 'bad.yaml', '-g', 'house-rules']);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^✗ +1 +a strange wish +INPUT +BLOCKED .*\n +expected NONE\n +Guardrail blocked\.$/m,
    );
    expect(stdout).toMatch(
      /^✗ .*water\\u001b\[31m +INPUT +NONE\n +expected GUARDRAIL_INTERVENED\n +expected to find plutonium$/m,
    );
    expect(stdout).toContain('expected the output "Yes.", got "No."');
    expect(stdout).toMatch(/^3 cases, 0 as expected, 3 not, precision 0\.500, recall 0\.500$/m);
  });

  test('prints one JSON object for programs', async () => {
    const { code, stdout } = await bench.run([
      'guardrail',
      'test',
      'bad.yaml',
      '-g',
      'house-rules',
      '--json',
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      file: 'bad.yaml',
      version: 'DRAFT',
      cases: 3,
      passed: 0,
      failed: 3,
      precision: 0.5,
      recall: 0.5,
      results: [
        {
          line: 1,
          name: 'a strange wish',
          actual: 'BLOCKED',
          found: [{ type: 'WORD', match: 'plutonium', action: 'BLOCKED' }],
          output: 'No.',
          problems: ['expected NONE'],
        },
        { actual: 'NONE' },
        { source: 'OUTPUT', actual: 'BLOCKED' },
      ],
    });
  });

  test('makes the guardrail that a file brings, and deletes it', async () => {
    write('own.json', { guardrail, cases: [{ text: 'plutonium', expected: 'BLOCKED' }] });
    const { code, stdout } = await bench.run(['guardrail', 'test', 'own.json']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('1 case, 1 as expected')]);
    expect(await namesOfGuardrails()).toEqual(['house-rules']);
  });

  test.each([
    [
      ['guardrail', 'test', 'good.csv'],
      2,
      'Name a guardrail with --guardrail; good.csv brings none with it.',
    ],
    [
      ['guardrail', 'test', 'good.csv', '-g', 'nobody'],
      2,
      'There is no guardrail with the id or name nobody at http',
    ],
    [['guardrail', 'test', 'good.csv', '--version', '1'], 2, '--version is one of a guardrail'],
    [
      ['guardrail', 'test', 'good.csv', '-g', 'house-rules', '--version', '7'],
      2,
      'There is no guardrail house-rules with version 7 at http',
    ],
    [['guardrail', 'try', 'good.csv'], 2, 'There is no streambed guardrail try'],
    [['guardrail', 'test', 'nothing.csv', '-g', 'x'], 2, 'There is no file nothing.csv.'],
    [['guardrail', 'test', '.', '-g', 'x'], 2, '. is a folder; name a file in it.'],
    [['guardrail', 'test', 'broken.yaml', '-g', 'x'], 2, 'broken.yaml:1: expected: is missing'],
    [['guardrail', 'test', 'empty.yaml'], 2, 'empty.yaml: guardrail: '],
  ])('%j is a mistake with a way out', async (args, code, message) => {
    write('broken.yaml', '- text: x\n');
    write('empty.yaml', 'guardrail: {}\ncases: [{text: x, expected: NONE}]\n');
    const ran = await bench.run(args);
    expect([ran.code, ran.stdout]).toEqual([code, '']);
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).not.toMatch(/^\s+at /m);
    expect(await namesOfGuardrails()).toEqual(['house-rules']);
  });
});
