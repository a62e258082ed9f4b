import type { JsonValue } from '@streambed/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arnOf, type OpenFunctions, openFunctions } from './functions.fixture.ts';

const patience = { timeout: 60_000 };

describe('Node functions', patience, () => {
  let functions: OpenFunctions;
  beforeAll(async () => {
    functions = await openFunctions({ limits: { startTimeout: 60_000 } });
  });
  afterAll(() => functions.close());

  test.each<[string, string, string, JsonValue]>([
    ['async', 'index.mjs', 'export const handler = async (event) => ({ got: event });', { got: { a: 1 } }],
    [
      'callback',
      'index.js',
      'exports.handler = (event, context, callback) => setTimeout(callback, 5, null, event.a);',
      1,
    ],
    ['a returned value', 'index.cjs', 'exports.handler = (event) => [event.a];', [1]],
    [
      'TypeScript',
      'index.ts',
      'export const handler = async (event: { a: number }): Promise<number> => event.a + 1;',
      2,
    ],
    ['nothing returned', 'index.mjs', 'export const handler = async () => {};', null],
    [
      'nothing called back',
      'index.js',
      'exports.handler = (event, context, callback) => { setTimeout(() => {}, 5); };',
      null,
    ],
    [
      'a promise that never settles',
      'index.mjs',
      'export const handler = () => new Promise(() => {});',
      null,
    ],
    ['a default export', 'index.mjs', 'export default { handler: async () => "default" };', 'default'],
    [
      'context.succeed',
      'index.js',
      'exports.handler = (event, context) => { context.succeed("old"); };',
      'old',
    ],
    [
      '__proto__ as data',
      'index.mjs',
      'export const handler = async () => JSON.parse(\'{"__proto__":1}\');',
      JSON.parse('{"__proto__":1}'),
    ],
  ])('handler with %s', async (title, file, code, expected) => {
    const name = title.replaceAll(/[^a-zA-Z]/g, '-');
    await functions.put(name, { [file]: code });
    expect(await functions.result(name, { a: 1 })).toStrictEqual(expected);
  });

  test('a handler in a folder of its own, by its name and ending with names to follow', async () => {
    await functions.put('nested', {
      'function.yaml': 'handler: src/app.api.get\ntimeout: 20\n',
      'src/app.mjs': 'import { word } from "./word.mjs"; export const api = { get: async () => word };',
      'src/word.mjs': 'export const word = "here";',
    });
    expect(await functions.result('nested')).toBe('here');
  });

  test('the context and the environment are Lambda’s', async () => {
    await functions.put('context', {
      'function.json': '{"memory": 256, "timeout": 7, "environment": {"STAGE": "test", "COUNT": 3}}',
      'index.mjs': `export const handler = async (event, context) => ({
        ...context, left: context.getRemainingTimeInMillis(), env: process.env, cwd: process.cwd() });`,
    });
    const { payload, requestId, statusCode } = await functions.invoke(`${arnOf('context')}:live`);
    expect(statusCode).toBe(200);
    const { left, env, ...context } = payload as { left: number; env: Record<string, string> };
    expect(context).toMatchObject({
      functionName: 'context',
      functionVersion: '$LATEST',
      invokedFunctionArn: `${arnOf('context')}:live`,
      awsRequestId: requestId,
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/context',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      cwd: expect.stringMatching(/functions\/context$/),
    });
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(7_000);
    expect(env).toMatchObject({
      _HANDLER: 'index.handler',
      AWS_LAMBDA_FUNCTION_NAME: 'context',
      AWS_REGION: 'us-east-1',
      STAGE: 'test',
      COUNT: '3',
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/),
    });
  });

  test('the environment is the declared one, whatever the server’s holds', async () => {
    process.env.STREAMBED_TEST_CANARY = 'canary-of-the-server';
    try {
      await functions.put('environment', {
        'function.yaml': 'environment: { DECLARED: yes-it-is }',
        'index.mjs': 'export const handler = async () => process.env;',
      });
      const environment = (await functions.result('environment')) as Record<string, string>;
      expect(JSON.stringify(environment)).not.toContain('canary');
      expect(Object.keys(environment).sort()).toEqual([
        'AWS_DEFAULT_REGION',
        'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
        'AWS_LAMBDA_FUNCTION_NAME',
        'AWS_LAMBDA_FUNCTION_VERSION',
        'AWS_LAMBDA_INITIALIZATION_TYPE',
        'AWS_LAMBDA_LOG_GROUP_NAME',
        'AWS_LAMBDA_LOG_STREAM_NAME',
        'AWS_LAMBDA_RUNTIME_API',
        'AWS_REGION',
        'DECLARED',
        'LAMBDA_RUNTIME_DIR',
        'LAMBDA_TASK_ROOT',
        'LANG',
        'PATH',
        'PWD',
        'TMPDIR',
        'TZ',
        '_HANDLER',
        '_X_AMZN_TRACE_ID',
      ]);
    } finally {
      delete process.env.STREAMBED_TEST_CANARY;
    }
  });

  test.each<[string, string, string, RegExp]>([
    [
      'throws',
      'index.mjs',
      'export const handler = async () => { throw new TypeError("not a pear"); };',
      /: TypeError: not a pear\. /,
    ],
    [
      'throws-a-text',
      'index.mjs',
      'export const handler = async () => { throw "words"; };',
      /: string: words\. /,
    ],
    [
      'throws-at-once',
      'index.js',
      'exports.handler = () => { throw new Error("at once"); };',
      /: Error: at once\. /,
    ],
    [
      'calls-back',
      'index.js',
      'exports.handler = (e, c, callback) => callback(new RangeError("far"));',
      /: RangeError: far\. /,
    ],
    [
      'forgotten-rejection',
      'index.mjs',
      'export const handler = () => new Promise(() => { Promise.reject(new Error("lost")); setTimeout(() => {}, 60000); });',
      /Runtime\.UnhandledPromiseRejection: lost/,
    ],
    [
      'uncaught',
      'index.mjs',
      'export const handler = () => new Promise(() => setTimeout(() => { throw new Error("later"); }, 1));',
      /: Error: later/,
    ],
    [
      'circular',
      'index.mjs',
      'export const handler = async () => { const a = {}; a.a = a; return a; };',
      /Runtime\.MarshalError: .*circular/,
    ],
    ['bigint', 'index.mjs', 'export const handler = async () => 1n;', /Runtime\.MarshalError: .*BigInt/],
    [
      'exits-0',
      'index.mjs',
      'export const handler = async () => process.exit(0);',
      /Runtime\.ExitError: .*exited without providing a reason/,
    ],
    [
      'exits-3',
      'index.mjs',
      'export const handler = async () => process.exit(3);',
      /Runtime\.ExitError: .*exit status 3/,
    ],
    [
      'kills-itself',
      'index.mjs',
      'export const handler = () => new Promise(() => process.kill(process.pid, "SIGKILL"));',
      /Runtime\.ExitError: .*signal: killed/,
    ],
    ['syntax', 'index.mjs', 'export const handler = async () => {', /Runtime\.UserCodeSyntaxError/],
    ['no-export', 'index.mjs', 'export const other = 1;', /Runtime\.HandlerNotFound: index\.handler/],
    [
      'no-module',
      'index.mjs',
      'import "a-package-that-is-not-there"; export const handler = 1;',
      /Runtime\.ImportModuleError: .*a-package-that-is-not-there/,
    ],
    [
      'fails-to-load',
      'index.mjs',
      'throw new Error("no database"); export const handler = 1;',
      /: Error: no database/,
    ],
    [
      'exits-while-loading',
      'index.mjs',
      'process.exit(0); export const handler = 1;',
      /Runtime\.ExitError: Runtime exited without/,
    ],
    [
      'deep',
      'index.mjs',
      'export const handler = async () => { let a = 0; for (let i = 0; i < 500; i++) a = [a]; return a; };',
      /nested deeper than 100/,
    ],
    ['half-a-pair', 'index.mjs', 'export const handler = async () => "\\ud800";', /surrogate/],
    [
      'too-much',
      'index.mjs',
      'export const handler = async () => "x".repeat(7e6);',
      /Function\.ResponseSizeTooLarge/,
    ],
  ])('a handler that fails: %s', async (name, file, code, expected) => {
    await functions.put(name, { [file]: code });
    const fault = await functions.fault(name);
    expect(fault).toMatchObject({ kind: 'dependencyFailed', blame: 'dependency', resourceName: arnOf(name) });
    expect(fault.message).toMatch(expected);
    expect(fault.message).toContain(`logs/functions/${name}.log`);
    expect(fault.message).not.toContain(functions.folder);
    // And the function can be called again.
    expect((await functions.fault(name)).message).toMatch(expected);
  });
});
