import { spawnSync } from 'node:child_process';
import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pythonLiteral, snippets } from './snippets.ts';

const options = {
  endpoint: 'http://127.0.0.1:4600',
  region: 'us-east-1',
  flowId: 'FLOW123456',
  aliasId: 'TSTALIASID',
  input: { genre: "rock 'n' roll", number: 3, live: true, none: null, tags: ['a', '$HOME `x`'] },
  inputNode: 'FlowInput',
};
const of = (label: RegExp, some: Partial<typeof options> = {}) =>
  snippets({ ...options, ...some }).find((snippet) => label.test(snippet.label))!.code;
const hasPython = spawnSync('python3', ['--version']).status === 0;

describe('each snippet', () => {
  test.each(snippets(options))('$label names endpoint, flow and alias, and holds no secret', ({ code }) => {
    expect(code).toContain(options.endpoint);
    expect(code).toContain(options.flowId);
    expect(code).toContain(options.aliasId);
    expect(code).not.toMatch(/AKIA|secret_access_key=|aws_secret/);
  });
});

test('a shell hands the CLI and curl exactly the input', () => {
  const program = 'for last in "$@"; do :; done; printf %s "$last"';
  const line = of(/CLI/).replace(/.*streambed invoke/s, `sh -c '${program}' sh`);
  const { stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(options.input);
  const call = of(/curl/)
    .replace(/^#.*\n/, '')
    .replace('curl', "printf '%s\\n'");
  const shown = spawnSync('sh', ['-c', call], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '' },
  }).stdout;
  const body = shown.split('\n').find((each) => each.startsWith('{"inputs"'))!;
  expect(JSON.parse(body).inputs[0].content.document).toEqual(options.input);
  expect(shown).not.toContain('x-amz-security-token');
});

test.runIf(hasPython)('Python reads back exactly the input, whatever is in it', () => {
  const values = fc.sample(fc.jsonValue({ maxDepth: 4 }), 60) as JsonValue[];
  const all = [...values, 'line\nbreak "quoted" \\ \u{1f600} \u2028 \u007f', { '': [[], {}] }];
  const program = `import json\nprint(json.dumps([${all.map((value) => pythonLiteral(value)).join(',\n')}]))`;
  const { stdout, stderr } = spawnSync('python3', ['-'], {
    input: program,
    encoding: 'utf8',
    env: { ...process.env, PYTHONIOENCODING: 'utf8', PYTHONUTF8: '1' },
  });
  expect(stderr).toBe('');
  // -0 is 0 for JSON.
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(all)));
});

test.runIf(hasPython)(
  'the boto3 snippet is valid Python that calls invoke_flow with the input and reads its events',
  () => {
    const fake = `
import sys, types, json
module = types.ModuleType("boto3")
class Client:
    def invoke_flow(self, **arguments):
        print(json.dumps(arguments))
        return {"responseStream": [
            {"flowOutputEvent": {"nodeName": "Out", "content": {"document": "yes"}}},
            {"flowCompletionEvent": {"completionReason": "SUCCESS"}},
        ]}
def client(service, **settings):
    print(json.dumps([service, settings]))
    return Client()
module.client = client
sys.modules["boto3"] = module
`;
    const { stdout, stderr } = spawnSync('python3', ['-'], { input: fake + of(/boto3/), encoding: 'utf8' });
    expect(stderr).toBe('');
    const [made, called, ...printed] = stdout.trim().split('\n');
    expect(JSON.parse(made!)).toEqual([
      'bedrock-agent-runtime',
      { region_name: 'us-east-1', endpoint_url: 'http://127.0.0.1:4600' },
    ]);
    expect(JSON.parse(called!)).toEqual({
      flowIdentifier: 'FLOW123456',
      flowAliasIdentifier: 'TSTALIASID',
      inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: options.input } }],
    });
    expect(printed).toEqual(['Out yes', 'SUCCESS']);
  },
);

test('the MCP snippet is JSON that starts streambed on the alias and names the credentials', () => {
  const { mcpServers } = JSON.parse(of(/MCP/)) as {
    mcpServers: Record<string, { command: string; args: string[]; env: Record<string, string> }>;
  };
  expect(mcpServers).toEqual({
    'streambed-FLOW123456': {
      command: 'streambed',
      args: ['mcp', '--flow', 'FLOW123456/TSTALIASID'],
      env: {
        AWS_ENDPOINT_URL: options.endpoint,
        AWS_REGION: options.region,
        AWS_ACCESS_KEY_ID: `$\{AWS_ACCESS_KEY_ID}`,
        AWS_SECRET_ACCESS_KEY: `$\{AWS_SECRET_ACCESS_KEY}`,
      },
    },
  });
});

test('the JavaScript snippet is a module that parses', () => {
  const { status, stderr } = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], {
    input: of(/JavaScript/),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
