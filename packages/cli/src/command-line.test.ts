import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failing, summary } from './test-support/flows.ts';
import { type Bench, openBench } from './test-support/run-cli.ts';

let bench: Bench;
beforeAll(() => {
  bench = openBench();
  const write = (name: string, value: unknown) =>
    writeFileSync(join(bench.folder, name), typeof value === 'string' ? value : JSON.stringify(value));
  write('summary.json', summary);
  write('broken.json', { ...summary, connections: summary.connections!.slice(0, 1) });
  write('typo.json', { ...summary, edges: [] });
  write('malformed.json', { nodes: [{ name: 'x y', type: 'Prompt' }] });
  write('text.json', '{"nodes": [');
  write(
    'template.yaml',
    'Resources: {A: {Type: AWS::Bedrock::Flow, Properties: {Name: !Ref Name, Definition: {Nodes: []}}}}',
  );
});
afterAll(() => bench.close());

const commands = [
  'start',
  'validate',
  'deploy',
  'invoke',
  'export',
  'import',
  'list',
  'delete',
  'doctor',
  'env',
];

describe('help', () => {
  test('lists every command', async () => {
    const { code, stdout, stderr } = await bench.run(['--help']);
    expect([code, stderr]).toEqual([0, '']);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });

  test.each(commands)('of %s has examples', async (command) => {
    const { code, stdout, stderr } = await bench.run([command, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Usage: ${command}`.replace('Usage: ', 'Usage: streambed '));
    expect(stdout).toMatch(/\nExamples:\n {2}\S.* {2}\S/);
  });

  test('the version is a number', async () => {
    expect((await bench.run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a wrong command line ends with 2', () => {
  test.each([
    ['no command', [], /Usage: streambed/],
    ['an unknown command', ['deplyo', 'x'], /unknown command 'deplyo'\n\(Did you mean deploy\?\)/],
    ['an unknown option', ['validate', 'x', '--jsn'], /unknown option '--jsn'\n\(Did you mean --json\?\)/],
    ['a missing argument', ['invoke'], /missing required argument 'flow'/],
    ['no input', ['invoke', 'x'], /^Say what the flow shall work on: --input/],
    ['an input that is no JSON', ['invoke', 'x', '-i', '{a'], /^--input is not JSON: .*A text wants quotes/],
    [
      'an input file that is not there',
      ['invoke', 'x', '-i', '@none.json'],
      /^There is no file none\.json\./,
    ],
    [
      'an alias without a version',
      ['deploy', 'summary.json', '--alias', 'a', '--no-version'],
      /^An alias serves a version/,
    ],
    ['a file that is not there', ['deploy', 'none.json'], /^There is no file none\.json\./],
    ['an unknown format', ['env', '--format', 'xml'], /^--format must be one of sh, fish/],
    [
      'an unknown form',
      ['export', 'x', '--format', 'pulumi'],
      /^--format must be api, cloudformation, terraform/,
    ],
    ['--set without a value', ['validate', 'summary.json', '--set', 'x'], /^--set x is not of the form/],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await bench.run(args);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

describe('without a server', () => {
  test.each([
    ['deploy', ['deploy', 'summary.json']],
    ['invoke', ['invoke', 'x', '-i', '1']],
    ['list', ['list']],
    ['export', ['export', 'x']],
    ['import', ['import', 'summary.json']],
    ['delete', ['delete', 'x']],
  ])('%s ends with 3 and the way out', async (_, args) => {
    const { code, stdout, stderr } = await bench.run(args);
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^No server runs on the data folder .*\. Start one with: streambed start\n/);
  });

  test('a server that does not answer ends with 3', async () => {
    const env = {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ACCESS_KEY_ID: 'A',
      AWS_SECRET_ACCESS_KEY: 'B',
    };
    const { code, stderr } = await bench.run(['list'], { env });
    expect(code).toBe(3);
    expect(stderr).toMatch(
      /^Nothing that can be spoken to answers at http:\/\/127\.0\.0\.1:1 \(ECONNREFUSED\)/,
    );
  });

  test('STREAMBED_DEBUG shows the stack', async () => {
    const { code, stderr } = await bench.run(['list'], { env: { STREAMBED_DEBUG: '1' } });
    expect(code).toBe(3);
    expect(stderr).toMatch(/^\s+at /m);
  });

  test('env says that there are no credentials yet', async () => {
    const { code, stderr } = await bench.run(['env']);
    expect(code).toBe(3);
    expect(stderr).toContain('The first streambed start makes them.');
  });
});

describe('validate', () => {
  test.each([
    ['a sound flow', ['summary.json'], 0, /^$/, /^summary\.json has no errors\n$/],
    ['a flow from a pipe', ['-'], 0, /^$/, /^standard input has no errors\n$/],
    ['a flow with errors', ['broken.json'], 1, /^broken\.json: error \w+: .*Short.*\n/, /\d errors?/],
    [
      'a member that is none',
      ['typo.json'],
      0,
      /^typo\.json: warning UnknownMember: edges is not a member/,
      /^1 warning\n$/,
    ],
    [
      'what is no definition',
      ['malformed.json'],
      1,
      /^malformed\.json: error Structure: nodes\[0\]\.name: /,
      /error/,
    ],
    ['what is no JSON', ['text.json'], 2, /^$/, /^text\.json is not JSON: /],
    [
      'a template that lacks a value',
      ['template.yaml'],
      2,
      /^$/,
      /^template\.yaml needs a value for Name\. Give it with --set Name=…\n$/,
    ],
    [
      'a template with an empty flow',
      ['template.yaml', '--set', 'Name=x'],
      1,
      /error MissingStartingNodes/,
      /error/,
    ],
  ])('%s', async (_, args, code, stdout, stderr) => {
    const ran = await bench.run(['validate', ...args], { input: JSON.stringify(summary) });
    expect(ran.stdout).toMatch(stdout);
    expect(ran.stderr).toMatch(stderr);
    expect(ran.code).toBe(code);
  });

  test('prints JSON for programs', async () => {
    const { code, stdout } = await bench.run(['validate', 'broken.json', '--json']);
    expect(code).toBe(1);
    const findings = JSON.parse(stdout) as Record<string, string>[];
    expect(findings.length).toBeGreaterThan(0);
    expect(findings[0]).toMatchObject({ file: 'broken.json', severity: 'Error', type: expect.any(String) });
  });
});

describe('import --output', () => {
  test('turns a template into a request, without a server', async () => {
    writeFileSync(
      join(bench.folder, 'failing.yaml'),
      `Resources: {A: {Type: AWS::Bedrock::Flow, Properties: {Name: failing, ExecutionRoleArn: !GetAtt R.Arn, DefinitionString: !Sub '${JSON.stringify(failing)}'}}, R: {Type: AWS::IAM::Role}}`,
    );
    const { code, stdout, stderr } = await bench.run([
      ...['import', 'failing.yaml', '--set', 'R.Arn=arn:aws:iam::123456789012:role/F', '-o', '-'],
    ]);
    expect([code, stderr]).toEqual([0, 'left out: R (AWS::IAM::Role)\n']);
    expect(JSON.parse(stdout)).toEqual({
      name: 'failing',
      executionRoleArn: 'arn:aws:iam::123456789012:role/F',
      definition: failing,
    });
  });

  test('says why it cannot write', async () => {
    mkdirSync(join(bench.folder, 'taken'), { recursive: true });
    const { code, stderr } = await bench.run(['import', 'summary.json', '-o', 'none/flow.json']);
    expect([code, stderr]).toEqual([2, 'none/flow.json cannot be written: its folder does not exist.\n']);
  });
});
