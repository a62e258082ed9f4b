import { mkdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arnOf, type OpenFunctions, openFunctions } from './functions.fixture.ts';

const patience = { timeout: 60_000 };

describe('folders of functions', patience, () => {
  let functions: OpenFunctions;
  beforeAll(async () => {
    functions = await openFunctions({ limits: { startTimeout: 60_000 } });
  });
  afterAll(() => functions.close());

  test.each<[string, string]>([
    ['..', 'not the ARN'],
    ['../other', 'not the ARN'],
    ['.hidden', 'not the ARN'],
    ['a/b', 'not the ARN'],
    ['a\\b', 'There is no function'],
    ['node_modules', 'not the ARN'],
    ['a%2e%2e', 'There is no function'],
    ['x\0y', 'There is no function'],
    ['absent', 'There is no function absent: it would be the folder functions/absent'],
  ])('the function name %j leads nowhere', async (name) => {
    await mkdir(functions.folder, { recursive: true });
    const fault = await functions.fault(name);
    expect(fault.kind).toBe('dependencyFailed');
    expect(fault.message).toMatch(
      name === 'absent' ? /it would be the folder functions\/absent/ : /not the ARN|no function/,
    );
    expect(fault.message).not.toContain(functions.folder);
  });

  test('a missing function is answered with the names of those that are there', async () => {
    const other = await openFunctions();
    expect((await other.fault('any')).message).toContain('The folder functions has no functions');
    await other.put('beta', { 'index.mjs': '' });
    await other.put('alpha', { 'index.mjs': '' });
    await other.put('.git', { config: '' });
    expect((await other.fault('gamma')).message).toContain('Functions that are there: alpha, beta.');
    await other.close();
  });

  test.each<[string, Record<string, string>, string]>([
    ['empty', { 'readme.txt': '' }, 'It has no handler'],
    ['not-executable', { bootstrap: '#!/bin/sh' }, 'chmod +x bootstrap'],
    ['wrong-handler', { 'function.yaml': 'handler: nowhere.handler' }, 'there is no file nowhere'],
    ['two-files', { 'function.yaml': '', 'function.json': '{}', 'index.mjs': '' }, 'keep one of them'],
    [
      'unknown',
      { 'function.yaml': 'tiemout: 3', 'index.mjs': '' },
      'unknown setting "tiemout"; known are handler',
    ],
    ['no-yaml', { 'function.yaml': 'a: [', 'index.mjs': '' }, 'function.yaml cannot be read'],
    [
      'aliases',
      { 'function.yaml': 'a: &a [x]\nb: [*a, *a]', 'index.mjs': '' },
      'function.yaml cannot be read',
    ],
    ['list', { 'function.yaml': '[1]', 'index.mjs': '' }, 'must hold settings by name'],
    [
      'timeout',
      { 'function.yaml': 'timeout: 901', 'index.mjs': '' },
      'timeout must be a whole number from 1 to 900',
    ],
    [
      'escape',
      { 'function.yaml': 'handler: ../../x.handler', 'index.mjs': '' },
      'handler must be FILE.FUNCTION',
    ],
    [
      'absolute',
      { 'function.yaml': 'handler: /etc/x.handler', 'index.mjs': '' },
      'handler must be FILE.FUNCTION',
    ],
    [
      'reserved',
      { 'function.yaml': 'environment: {AWS_LAMBDA_RUNTIME_API: x}', 'index.mjs': '' },
      'belongs to the runtime',
    ],
    [
      'opens',
      { 'function.yaml': 'environment: {NODE_OPTIONS: --allow-child-process}', 'index.mjs': '' },
      'would open the sandbox',
    ],
    [
      'unset',
      { 'function.yaml': `environment: {A: "x\${NOT_SET}"}`, 'index.mjs': '' },
      'NOT_SET, which is not set',
    ],
    [
      'odd-variable',
      { 'function.yaml': 'environment: {"A=B": x}', 'index.mjs': '' },
      'must be named with letters',
    ],
    [
      'runtime',
      { 'function.yaml': 'runtime: ruby3.3', 'index.mjs': '' },
      'runtime must be nodejs, python or provided',
    ],
    [
      'huge',
      { 'function.yaml': `handler: ${'x'.repeat(70_000)}`, 'index.mjs': '' },
      'larger than 65536 bytes',
    ],
  ])('a folder that cannot be run says why: %s', async (name, files, expected) => {
    await functions.put(name, files);
    const fault = await functions.fault(name);
    expect(fault).toMatchObject({ kind: 'dependencyFailed', resourceName: arnOf(name) });
    expect(fault.message).toContain(`The function ${name} cannot run.`);
    expect(fault.message).toContain(expected);
  });

  test('takes variables from the server only by name, and shows their values nowhere', async () => {
    const secret = 'canary-3f9a-value';
    const other = await openFunctions({ variables: { SERVER_KEY: secret, OTHER_KEY: 'canary-other' } });
    await other.put('keyed', {
      'function.yaml': `environment:\n  API_KEY: \${SERVER_KEY}\n  URL: db://u:\${SERVER_KEY}@h\n  DB_PASSWORD: canary-literal-1\n  STAGE: production-stage\n`,
      'index.mjs': `export const handler = async (event) => {
        console.log('key', process.env.URL, process.env.API_KEY, process.env.DB_PASSWORD, process.env.STAGE);
        if (event) throw new Error('refused for ' + process.env.API_KEY + process.env.DB_PASSWORD);
        return { same: process.env.API_KEY === '${secret}', names: Object.keys(process.env) }; };`,
    });
    const { payload, logTail } = await other.invoke('keyed', null);
    expect((payload as { same: boolean }).same).toBe(true);
    expect((payload as { names: string[] }).names).not.toContain('SERVER_KEY');
    expect(logTail).toContain('key *** *** *** production-stage');
    const fault = await other.fault('keyed', 1);
    expect(fault.message).toContain('refused for ******');
    await other.close();
  });
});
