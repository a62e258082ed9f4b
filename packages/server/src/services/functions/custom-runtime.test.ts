import type { JsonValue } from '@streambed/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arnOf, customRuntime, type OpenFunctions, openFunctions } from './functions.fixture.ts';

const patience = { timeout: 60_000 };

describe('custom runtimes', patience, () => {
  let functions: OpenFunctions;
  beforeAll(async () => {
    functions = await openFunctions({ limits: { startTimeout: 60_000 } });
  });
  afterAll(() => functions.close());

  test('the Runtime API answers as documented', async () => {
    await functions.put('conformance', {
      'bootstrap*': customRuntime(`
        const wrong = async (method, path, body) => { const r = await api(method, path, body); return [r.status, JSON.parse(r.body).errorType]; };
        return {
          headers: Object.keys(headers).filter((name) => name.startsWith('lambda-runtime')).sort(),
          id: headers['lambda-runtime-aws-request-id'],
          arn: headers['lambda-runtime-invoked-function-arn'],
          left: Number(headers['lambda-runtime-deadline-ms']) - Date.now(),
          event,
          secondNext: await wrong('GET', '/invocation/next'),
          wrongId: await wrong('POST', '/invocation/11111111-1111-4111-8111-111111111111/response', '1'),
          badId: await wrong('POST', '/invocation/../x/response', '1'),
          unknown: await wrong('POST', '/nothing', '1'),
          method: await wrong('DELETE', '/invocation/next'),
          task: process.env.LAMBDA_TASK_ROOT === process.cwd(),
        };`),
    });
    const { payload, requestId } = await functions.invoke('conformance', { hello: 'wörld' });
    const seen = payload as Record<string, JsonValue>;
    expect(seen).toMatchObject({
      headers: [
        'lambda-runtime-aws-request-id',
        'lambda-runtime-deadline-ms',
        'lambda-runtime-invoked-function-arn',
        'lambda-runtime-trace-id',
      ],
      id: requestId,
      arn: arnOf('conformance'),
      event: { hello: 'wörld' },
      secondNext: [403, 'InvalidStateTransition'],
      wrongId: [400, 'InvalidRequestID'],
      badId: [404, 'UnknownPath'],
      unknown: [404, 'UnknownPath'],
      method: [404, 'UnknownPath'],
      task: true,
    });
    expect(seen.left).toBeGreaterThan(0);
    expect(seen.left).toBeLessThanOrEqual(30_000);
  });

  test.each<[string, string, RegExp]>([
    [
      'reports-error',
      "await fail(JSON.stringify({ errorType: 'Own.Kind', errorMessage: 'own words' })); return skip;",
      /: Own\.Kind: own words\. /,
    ],
    [
      'error-in-header',
      "await fail('garbage', { 'lambda-runtime-function-error-type': 'Own.Header' }); return skip;",
      /: Own\.Header\. /,
    ],
    [
      'odd-error',
      'await fail(JSON.stringify({ errorType: {}, errorMessage: [1] })); return skip;',
      /: Runtime\.UnknownReason\. /,
    ],
    ['garbage', "await respond('no json'); return skip;", /its response is not JSON/],
    ['not-utf-8', 'await respond(Buffer.from([0xff])); return skip;', /its response is not UTF-8/],
    [
      'half',
      "const r = request({ host, port, method: 'POST', path: '/2018-06-01/runtime/invocation/' + id + '/response', headers: { 'content-length': 99 } }); r.on('error', () => {}); r.write('{'); setTimeout(() => process.exit(7), 50); return new Promise(() => {});",
      /exit status 7/,
    ],
  ])('%s', async (name, code, expected) => {
    await functions.put(name, { 'bootstrap*': customRuntime(code) });
    expect((await functions.fault(name)).message).toMatch(expected);
  });

  test('a runtime that ends after its answer is never handed the next event', async () => {
    await functions.put('one-shot', { 'bootstrap*': customRuntime("await respond('1'); process.exit(0);") });
    for (let round = 0; round < 5; round++) expect(await functions.result('one-shot')).toBe(1);
  });

  test('nothing at all counts as null', async () => {
    await functions.put('nothing', {
      'bootstrap*': customRuntime("await respond(''); return skip;"),
    });
    expect(await functions.result('nothing')).toBeNull();
  });

  test('an error while starting is reported', async () => {
    await functions.put('init', {
      'bootstrap*': customRuntime('').replace(
        'for (;;)',
        "await api('POST', '/init/error', JSON.stringify({ errorType: 'Own.Init', errorMessage: 'no disk' })); process.exit(1); for (;;)",
      ),
    });
    expect((await functions.fault('init')).message).toContain('Own.Init: no disk');
  });

  test('a file that cannot be executed after all is said', async () => {
    await functions.put('broken', { 'bootstrap*': '#!/no/such/interpreter\n' });
    expect((await functions.fault('broken')).message).toMatch(
      /Runtime\.ExitError: Runtime exited with error: exit status 12[67]/,
    );
  });

  test('a shell script will do', async () => {
    await functions.put('shell', {
      'bootstrap*': `#!/bin/sh
set -eu
${process.execPath} -e 0
while :; do
  HEAD="$TMPDIR/head"
  EVENT=$(curl -sSf -D "$HEAD" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next")
  ID=$(tr -d '\\r' < "$HEAD" | sed -n 's/^[Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d: //p')
  curl -sSf -d "{\\"shell\\":$EVENT}" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$ID/response" > /dev/null
done
`,
    });
    expect(await functions.result('shell', { a: 1 })).toEqual({ shell: { a: 1 } });
  });
});
