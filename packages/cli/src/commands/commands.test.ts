import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failing, summary, twoOutputs } from '../test-support/flows.ts';
import { type Bench, openBench } from '../test-support/run-cli.ts';

let bench: Bench;
let url: string;

const write = (name: string, value: unknown) =>
  writeFileSync(join(bench.folder, name), typeof value === 'string' ? value : JSON.stringify(value));

beforeAll(async () => {
  bench = openBench();
  write('streambed.yaml', 'models: {detect: false}\n');
  ({ url } = await bench.start());
  write('summary.json', summary);
  write('two.json', { name: 'two-outputs', description: 'an order', definition: twoOutputs });
  write('failing.json', failing);
}, 120_000);
afterAll(() => bench.close());

const succeed = async (args: readonly string[], input?: string) => {
  const ran = await bench.run(args, input === undefined ? {} : { input });
  expect(ran.stderr).not.toMatch(/^\s+at /m);
  expect([ran.code, ran.stderr], ran.stdout).toEqual([0, expect.any(String)]);
  return ran;
};

const LETTER =
  'The ferry stops in May. We ask for a bus to the bridge, because the bridge is eleven kilometres away.';

describe('the way of a flow', () => {
  test('deploy creates it, prepares it, makes a version and an alias', async () => {
    const { stdout } = await succeed(['deploy', 'summary.json', '--alias', 'live']);
    expect(stdout).toContain(`+ new flow summary: 3 nodes, 2 connections at ${url}\n`);
    expect(stdout).toMatch(/^flow +summary \(Prepared\)$/m);
    expect(stdout).toMatch(/^version +1 \(new\)$/m);
    expect(stdout).toMatch(/^alias +live \(\w{10}\) → version 1 \(new\)$/m);
  });

  test('deploying the same again changes nothing', async () => {
    const { stdout } = await succeed(['deploy', 'summary.json', '--alias', 'live', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ created: false, changed: false, changes: [], version: '1' });
    expect((await succeed(['deploy', 'summary.json'])).stdout).toContain('has nothing to change');
  });

  test('deploy shows what differs, makes the next version and moves the alias', async () => {
    write('summary.json', JSON.parse(JSON.stringify(summary).replace('one sentence', 'two sentences')));
    const { stdout } = await succeed(['deploy', 'summary.json', '--alias', 'live']);
    expect(stdout).toMatch(/^Flow summary \(\w{10}\): 1 node changed at http/);
    expect(stdout).toContain('~ node Summarise\n');
    expect(stdout).toMatch(
      /- "Summarise this letter in one sentence.*\n.*\+ "Summarise this letter in two sentences/,
    );
    expect(stdout).toMatch(/^version +2 \(new\)$/m);
    expect(stdout).toMatch(/→ version 2 \(was version 1\)$/m);
  });

  test('another alias takes the version that is there', async () => {
    const { stdout } = await succeed(['deploy', 'summary.json', '--alias', 'beta', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      changed: true,
      changes: [],
      version: '2',
      alias: { name: 'beta' },
    });
  });

  test('--version makes one without an alias, once', async () => {
    write('summary.json', summary);
    expect(
      JSON.parse((await succeed(['deploy', 'summary.json', '--version', '--json'])).stdout),
    ).toMatchObject({
      version: '3',
      changed: true,
    });
    const again = JSON.parse((await succeed(['deploy', 'summary.json', '--version', '--json'])).stdout);
    expect(again).toMatchObject({ version: '3', changed: false });
    expect(again.alias).toBeUndefined();
  });

  test('invoke runs the draft, and an alias its version', async () => {
    const draft = await succeed(['invoke', 'summary', '--input', '-'], LETTER);
    expect(draft.stdout.trim().split(/(?<=\.)\s/)).toHaveLength(1);
    const live = await succeed(['invoke', 'summary', '-a', 'live', '-i', JSON.stringify(LETTER)]);
    expect(live.stdout.trim().split(/(?<=\.)\s/)).toHaveLength(2);
    for (const sentence of live.stdout.trim().split(/(?<=\.)\s/)) expect(LETTER).toContain(sentence);
  });

  test('export gives back what was deployed, and import takes it', async () => {
    await succeed(['export', 'summary', '-o', 'exported.json']);
    const exported = JSON.parse(readFileSync(join(bench.folder, 'exported.json'), 'utf8'));
    expect(exported).toMatchObject({ name: 'summary', definition: summary });
    await succeed(['export', 'summary', '-o', 'exported.yaml']);
    const { stdout } = await succeed(['import', 'exported.yaml', '-n', 'copy', '--json']);
    expect(JSON.parse(stdout)).toEqual([{ name: 'copy', flowId: expect.any(String), created: true }]);
    const copy = JSON.parse((await succeed(['export', 'copy'])).stdout);
    expect(copy).toEqual({ ...exported, name: 'copy' });
    const terraform = await succeed(['export', 'summary', '--format', 'terraform']);
    expect(terraform.stdout).toContain('resource "aws_bedrockagent_flow" "summary"');
    expect(terraform.stderr).toContain('made and not prepared');
    const second = JSON.parse((await succeed(['export', 'summary', '--version', '2'])).stdout);
    expect(JSON.stringify(second)).toContain('two sentences');
  });

  test('list shows the flows', async () => {
    const { stdout } = await succeed(['list']);
    expect(stdout).toMatch(/^NAME +ID +STATUS +UPDATED\n/);
    expect(stdout).toMatch(/^summary +\w{10} {2}Prepared {5}\d{4}-/m);
    expect(stdout).toMatch(/^copy +\w{10} {2}NotPrepared {2}\d{4}-/m);
  });

  test('delete takes versions and aliases along', async () => {
    const { stderr } = await succeed(['delete', 'summary']);
    expect(stderr).toMatch(/^Deleted flow summary \(\w{10}\) with 3 versions and 2 aliases\.\n$/);
    expect((await bench.run(['invoke', 'summary', '-i', '"x"'])).stderr).toMatch(
      /^There is no flow summary\./,
    );
  });
});

describe('deploy', () => {
  test('takes name and description from a request', async () => {
    const deployed = JSON.parse((await succeed(['deploy', 'two.json', '--json'])).stdout);
    expect(deployed).toMatchObject({
      name: 'two-outputs',
      created: true,
      status: 'Prepared',
      validations: [],
    });
    write('two.json', { name: 'two-outputs', description: 'another order', definition: twoOutputs });
    const { stdout } = await succeed([
      'deploy',
      'two.json',
      '--role',
      'arn:aws:iam::000000000000:role/Other',
    ]);
    expect(stdout).toMatch(/: 2 settings at http/);
    expect(stdout).toMatch(/^ {4}description +"an order" → "another order"$/m);
    expect(stdout).toMatch(/^ {4}executionRoleArn /m);
  });

  test('deploys nothing that has errors', async () => {
    write('wrong.json', { ...summary, connections: [] });
    const { code, stdout, stderr } = await bench.run(['deploy', 'wrong.json']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^wrong\.json: error \w+: /);
    expect(stderr).toMatch(/Nothing was deployed\.\n$/);
    expect((await bench.run(['export', 'wrong'])).code).toBe(2);
  });

  test('asks for the id where two flows share a name', async () => {
    write('twin.json', { name: 'twin', definition: twoOutputs });
    const first = JSON.parse((await succeed(['deploy', 'twin.json', '--json'])).stdout);
    write('second.json', { name: 'other', definition: twoOutputs });
    const second = JSON.parse((await succeed(['deploy', 'second.json', '--json'])).stdout);
    await succeed(['deploy', 'second.json', '--name', 'twin', '--id', second.flowId]);
    const { code, stderr } = await bench.run(['deploy', 'twin.json']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^2 flows are called twin; name one by its id with --id: /);
    for (const { flowId } of [first, second]) expect(stderr).toContain(flowId);
    await succeed(['deploy', 'twin.json', '--id', first.flowId]);
    write('unnamed.json', { ...twoOutputs, edges: [] });
    const kept = await succeed(['deploy', 'unnamed.json', '--id', first.flowId, '--json']);
    expect(JSON.parse(kept.stdout)).toMatchObject({ name: 'twin', changed: false });
    expect(kept.stderr).toMatch(/^dropped: edges is not a member of the API/);
  });

  test('chooses a flow of a template', async () => {
    const flow = (name: string) => ({
      Type: 'AWS::Bedrock::Flow',
      Properties: { Name: name, Definition: twoOutputs },
    });
    write('template.json', { Resources: { One: flow('one'), Two: flow('two') } });
    const { code, stderr } = await bench.run(['deploy', 'template.json']);
    expect([code, stderr]).toEqual([
      2,
      'template.json has the flows One, Two; choose one with --resource.\n',
    ]);
    const { stdout } = await succeed(['deploy', 'template.json', '--resource', 'Two', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ name: 'two' });
    expect((await succeed(['import', 'template.json'])).stdout).toMatch(
      /^one +\w{10} {2}new\ntwo +\w{10} {2}draft replaced$/m,
    );
  });
});

describe('invoke', () => {
  test('heads outputs with their nodes where there are several', async () => {
    const { stdout } = await succeed(['invoke', 'two-outputs', '-i', '{"name": "reed"}']);
    const parts = stdout.split('\n\n').map((part) => part.trim());
    expect(new Set(parts)).toEqual(new Set(['Whole:\n{\n  "name": "reed"\n}', 'Name:\nreed']));
  });

  test('--trace shows every node', async () => {
    const { stdout } = await succeed(['invoke', 'two-outputs', '-i', '{"name": "reed"}', '--trace']);
    expect(stdout).toContain('● Order  Input\n    document → {"name":"reed"}\n');
    expect(stdout).toContain('● Whole  Output\n    document ← {"name":"reed"}\n');
    expect(stdout).toMatch(/\n3 node runs in \d+ ms\n$/);
  });

  test('--json prints events, one per line', async () => {
    const { stdout } = await succeed([
      'invoke',
      'two-outputs',
      '-i',
      '{"name": "reed"}',
      '--json',
      '--trace',
    ]);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    const kinds = events.map((event) => Object.keys(event)[0]);
    expect(kinds.filter((kind) => kind === 'flowOutputEvent')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'flowTraceEvent').length).toBeGreaterThan(2);
    expect(events.at(-1)).toEqual({ flowCompletionEvent: { completionReason: 'SUCCESS' } });
  });

  test('a flow that fails ends with 1, its exception on standard error', async () => {
    await succeed(['deploy', 'failing.json']);
    const { code, stdout, stderr } = await bench.run(['invoke', 'failing', '-i', '"x"', '--trace']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^DependencyFailedException: .*missing/);
    expect(stdout).toContain('✗ Call  LambdaFunction, did not end');
    const json = await bench.run(['invoke', 'failing', '-i', '"x"', '--json']);
    expect([json.code, JSON.parse(json.stdout.trim())]).toEqual([
      1,
      {
        dependencyFailedException: {
          message: expect.any(String),
          resourceName: expect.stringContaining('missing'),
        },
      },
    ]);
  });

  test('an input of the wrong type ends with 1', async () => {
    const { code, stderr } = await bench.run(['invoke', 'failing', '-i', '5']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ValidationException: .*STRING.*NUMBER/);
  });

  test('takes id and ARN, and a document from a file', async () => {
    const { flowId, flowArn } = JSON.parse((await succeed(['deploy', 'two.json', '--json'])).stdout);
    write('order.json', { name: 'willow' });
    for (const flow of [flowId, flowArn])
      expect((await succeed(['invoke', flow, '-i', '@order.json'])).stdout).toContain('willow');
    expect((await succeed(['invoke', flowId, '-i', '@order.json', '-a', 'TSTALIASID'])).stdout).toContain(
      'willow',
    );
  });

  test.each([
    [
      'a flow that is not there',
      ['two-outputz'],
      /^There is no flow two-outputz\. Did you mean two-outputs\?/,
    ],
    [
      'an alias that is not there',
      ['two-outputs', '-a', 'live'],
      /^Flow \w{10} has no alias live\. It has TSTALIASID;/,
    ],
  ])('%s ends with 2', async (_, args, message) => {
    const { code, stdout, stderr } = await bench.run(['invoke', ...args, '-i', '{}']);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  test('wrong credentials end with 3', async () => {
    const env = {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'AKIANOBODYNOBODYNOBO',
      AWS_SECRET_ACCESS_KEY: 'x'.repeat(40),
    };
    const { code, stderr } = await bench.run(['invoke', 'two-outputs', '-i', '{}'], { env });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^\w+: .*\(called http:/);
  });
});

describe('env', () => {
  test('prints what any client needs, in every form', async () => {
    const json = JSON.parse((await succeed(['env', '--format', 'json'])).stdout);
    expect(json).toMatchObject({
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
    });
    expect((await succeed(['env'])).stdout).toContain(`export AWS_ENDPOINT_URL=${url}\n`);
    expect((await succeed(['env', '--format', 'fish'])).stdout).toContain(
      `set -gx AWS_ENDPOINT_URL ${url}\n`,
    );
    expect((await succeed(['env', '--format', 'powershell'])).stdout).toContain(
      `$env:AWS_ENDPOINT_URL = '${url}'\n`,
    );
    const { stdout } = await bench.run(['list', '--json'], { env: { ...json, STREAMBED_DATA: '/nowhere' } });
    expect(JSON.parse(stdout).length).toBeGreaterThan(0);
  });
});

describe('doctor', () => {
  test('finds a server that is well', async () => {
    const { stdout } = await succeed(['doctor', '--json']);
    const checks = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, string>);
    const statusOf = (name: string) => checks.find((check) => check.name === name)?.status;
    expect(checks.filter(({ status }) => status === 'fail')).toEqual([]);
    for (const name of [
      'Node.js',
      'SQLite',
      'configuration',
      'data folder',
      'held by',
      'database',
      'credentials',
      'server',
    ])
      expect([name, statusOf(name)]).toEqual([name, 'ok']);
    expect(checks.find((check) => check.name === 'inline code')?.detail).toMatch(/^Python 3/);
    expect(checks.find((check) => check.name === 'all models')?.status).toBe('warn');
  }, 180_000);
});
