import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonValue } from '@streambed/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findConfinement } from './confinement.ts';
import { arnOf, holdLifeline, type OpenFunctions, openFunctions, openLifeline } from './functions.fixture.ts';

const patience = { timeout: 60_000 };

describe('what functions must not reach', patience, () => {
  let functions: OpenFunctions;
  beforeAll(async () => {
    functions = await openFunctions({ limits: { startTimeout: 60_000 } });
  });
  afterAll(() => functions.close());

  /** Each runs in a sandboxed child with `outside`, a file beside the function's folder; all must throw. */
  const probes: Record<string, string> = {
    'read a file outside': 'fs.readFileSync(outside)',
    'read through a promise': 'await fs.promises.readFile(outside)',
    'read through a stream':
      'await new Promise((done, fail) => fs.createReadStream(outside).on("data", done).on("error", fail))',
    'read up the path': 'fs.readFileSync("../secret.txt")',
    'read a file URL': 'fs.readFileSync(pathToFileURL(outside))',
    'read as bytes': 'fs.readFileSync(Buffer.from(outside))',
    'read its process': 'fs.readFileSync("/proc/self/environ")',
    'read the parent’s environment': 'fs.readFileSync("/proc/" + process.ppid + "/environ")',
    'list the other functions': 'fs.readdirSync("..")',
    'stat outside': 'fs.statSync(outside)',
    'require outside': 'createRequire(import.meta.url)(outside)',
    'import outside': 'await import(pathToFileURL(outside))',
    'open a file outside': 'fs.openSync(outside, "r")',
    'write outside': 'fs.writeFileSync(outside, "x")',
    'write into its own folder': 'fs.writeFileSync("new.txt", "x")',
    'change its own code': 'fs.appendFileSync("index.mjs", "//")',
    'delete outside': 'fs.rmSync(outside)',
    'rename out of the temporary folder':
      'fs.writeFileSync(tmp + "/a", "x"), fs.renameSync(tmp + "/a", outside)',
    'copy into the temporary folder': 'fs.copyFileSync(outside, tmp + "/copy")',
    'link into the temporary folder': 'fs.symlinkSync(outside, tmp + "/l"), fs.readFileSync(tmp + "/l")',
    'hard-link into the temporary folder': 'fs.linkSync(outside, tmp + "/h"), fs.readFileSync(tmp + "/h")',
    'watch outside': 'fs.watch(outside).close()',
    'start a process': 'child.spawnSync("id").error && (() => { throw child.spawnSync("id").error })()',
    'start a shell': 'child.execSync("id")',
    fork: 'child.fork("index.mjs")',
    'replace itself': 'process.execve("/bin/sh", ["sh"], {})',
    'start a worker': 'new worker.Worker("1", { eval: true })',
    'open a database': 'process.getBuiltinModule("node:sqlite").DatabaseSync.name',
    'load an addon': 'process.dlopen({ exports: {} }, outside)',
    'open the inspector': 'inspector.open(0)',
    'attach a debugger': 'new inspector.Session().connect()',
    'write a heap snapshot': 'v8.writeHeapSnapshot(outside)',
    'use the internal bindings': 'process.binding("fs").internalModuleStat(outside)',
    'use WASI': 'new (await import("node:wasi")).WASI({ version: "preview1", preopens: { "/": "/" } })',
  };

  test.each(Object.entries(probes))('cannot %s', async (title, code) => {
    const name = `probe-${Object.keys(probes).indexOf(title)}`;
    const outside = join(functions.folder, 'secret.txt');
    await mkdir(join(functions.folder, name), { recursive: true });
    await writeFile(outside, 'canary-file');
    await functions.put(name, {
      'index.mjs': `
        import child from 'node:child_process'; import fs from 'node:fs'; import inspector from 'node:inspector';
        import { createRequire } from 'node:module'; import { pathToFileURL } from 'node:url';
        import v8 from 'node:v8'; import worker from 'node:worker_threads';
        const tmp = process.env.TMPDIR;
        export const handler = async ({ outside }) => {
          try { return { done: String(await (async () => ${code.includes(';') ? `{ ${code} }` : `(${code})`})()) }; }
          catch (error) { return { code: error.code ?? error.name, message: error.message }; } };`,
    });
    const before = await readdir(functions.folder);
    const outcome = (await functions.result(name, { outside })) as { done?: string; code?: string };
    expect(outcome.done).toBeUndefined();
    expect(outcome.code).toMatch(/ACCESS_DENIED|TypeError|ENOENT|INSPECTOR_NOT_AVAILABLE|ERR_|Error/);
    expect(await readFile(outside, 'utf8')).toBe('canary-file');
    expect(await readdir(functions.folder)).toEqual(before);
    expect((await readdir(join(functions.folder, name))).sort()).toEqual(['index.mjs']);
  });

  test.each(['link', 'node_modules/package/link'])(
    'a link in %s that leads out of the folder is refused',
    async (link) => {
      const name = `links-${link.length}`;
      await functions.put(name, {
        'node_modules/package/index.js': '',
        'index.mjs': 'export const handler = async () => 1;',
      });
      await symlink('index.mjs', join(functions.folder, name, 'inside'));
      expect(await functions.result(name)).toBe(1);
      await symlink(join(functions.folder, 'secret.txt'), join(functions.folder, name, link));
      await functions.put(name, { 'index.mjs': 'export const handler = async () => "changed";' });
      const fault = await functions.fault(name);
      expect(fault.message).toContain(`${link} is a link that leads out of its folder`);
      await functions.put(name, { 'function.yaml': 'sandbox: off' });
      expect(await functions.result(name)).toBe('changed');
    },
  );

  test('may use its own folder, its temporary folder and the network', async () => {
    await functions.put('allowed', {
      'data/words.txt': 'own words',
      'index.mjs': `import fs from 'node:fs';
        export const handler = async ({ url }) => {
          const path = process.env.TMPDIR + '/note'; fs.writeFileSync(path, 'kept');
          return [fs.readFileSync('data/words.txt', 'utf8'), fs.readFileSync(path, 'utf8'), await (await fetch(url)).text()]; };`,
    });
    const { createServer } = await import('node:http');
    const server = createServer((_, response) => response.end('from the network'));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as { port: number };
    expect(await functions.result('allowed', { url: `http://127.0.0.1:${port}/` })).toEqual([
      'own words',
      'kept',
      'from the network',
    ]);
    await new Promise((closed) => server.close(closed));
  });

  test('with sandbox: off it may read what the server may', async () => {
    await functions.put('open', {
      'function.yaml': 'sandbox: off',
      'index.mjs': `import fs from 'node:fs'; export const handler = async ({ outside }) => fs.readFileSync(outside, 'utf8');`,
    });
    const outside = join(functions.folder, 'secret.txt');
    await writeFile(outside, 'canary-file');
    expect(await functions.result('open', { outside })).toBe('canary-file');
  });

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

  test('two accounts and two regions never share a child', async () => {
    await functions.put('shared', {
      'index.mjs':
        'const id = crypto.randomUUID(); export const handler = async () => [id, process.env.AWS_REGION];',
    });
    const arns = ['us-east-1:000000000000', 'us-east-1:111111111111', 'eu-west-1:000000000000'].map(
      (place) => `arn:aws:lambda:${place}:function:shared`,
    );
    const answers = (await Promise.all(arns.map((arn) => functions.result(arn)))) as [string, string][];
    expect(new Set(answers.map(([id]) => id)).size).toBe(3);
    expect(answers.map(([, region]) => region)).toEqual(['us-east-1', 'us-east-1', 'eu-west-1']);
  });

  test('nobody else may speak to a child’s Runtime API', async () => {
    await functions.put('address', {
      'index.mjs': 'export const handler = async () => process.env.AWS_LAMBDA_RUNTIME_API;',
    });
    const address = (await functions.result('address')) as string;
    const tries: Record<string, string>[] = [
      {},
      { 'streambed-runtime-token': 'x' },
      { 'streambed-runtime-token': '0'.repeat(36) },
    ];
    for (const headers of tries)
      expect(await call(address, 'GET', '/2018-06-01/runtime/invocation/next', headers)).toMatchObject({
        status: 403,
      });
    expect(await functions.result('address')).toBe(address);
  });

  test.runIf(process.platform === 'linux')('not even to that of a custom runtime', async () => {
    await functions.put('custom-address', {
      'bootstrap*': customRuntime('return process.env.AWS_LAMBDA_RUNTIME_API;'),
    });
    const address = (await functions.result('custom-address')) as string;
    const outcome = await call(address, 'POST', '/2018-06-01/runtime/init/error', {});
    expect(outcome).toMatchObject({ status: 403 });
    expect(await functions.result('custom-address')).toBe(address);
  });
});

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

describe('logs', patience, () => {
  test('have every line, none forged, and a bounded size', async () => {
    const functions = await openFunctions();
    await functions.put('talks', {
      'index.mjs': `export const handler = async ({ flood }) => {
        if (flood) { for (let i = 0; i < 3000; i++) console.log('x'.repeat(1000)); return 'flooded'; }
        process.stdout.write('no line feed'); console.log(); console.log(); console.error('red \\u001b[31m, \\u202eltr, \\u0000.'); };`,
    });
    const { logTail } = await functions.invoke('talks');
    expect(logTail).toContain('no line feed\n\n');
    expect(logTail).toContain('red \\u001b[31m, \\u202eltr, \\u0000.');
    const flooded = await functions.invoke('talks', { flood: true });
    expect(flooded.payload).toBe('flooded');
    expect(flooded.logTail!.length).toBeLessThanOrEqual(4096);
    expect(flooded.logTail).toContain('more output was left out');
    await functions.invoke('talks');
    for (let round = 0; round < 5; round++) await functions.invoke('talks', { flood: true });
    const log = join(functions.logFolder, 'talks.log');
    const { requestId } = await functions.invoke('talks');
    // Written behind the answers' back; the close below would wait for it too.
    await expect
      .poll(() => readFile(log, 'utf8'), { timeout: 20_000 })
      .toContain(`END RequestId: ${requestId}`);
    expect((await stat(log)).mode & 0o777).toBe(0o600);
    expect((await stat(log)).size).toBeLessThan(8 * 1024 * 1024);
    expect(await readdir(functions.logFolder)).toEqual(expect.arrayContaining(['talks.log', 'talks.log.1']));
    await functions.close();
  });

  test('a disk that does not take them is told once, and functions still run', async () => {
    const warnings: string[] = [];
    const functions = await openFunctions({ warn: (message) => warnings.push(message) });
    await writeFile(functions.logFolder, 'a file in the way');
    await functions.put('runs', { 'index.mjs': 'export const handler = async () => "fine";' });
    expect(await functions.result('runs')).toBe('fine');
    expect(await functions.result('runs')).toBe('fine');
    await expect.poll(() => warnings, { timeout: 20_000 }).toEqual([expect.stringContaining('runs')]);
    await functions.close();
  });
});

describe.runIf(process.platform === 'linux')('processes', patience, () => {
  test('functions see no process but their own', async () => {
    const functions = await openFunctions();
    if (!(await findConfinement('on')).ownProcesses) {
      process.stderr.write('SKIPPED: this system lets nobody make a process namespace.\n');
      return functions.close();
    }
    await functions.put('looks', {
      'bootstrap*': customRuntime(`
        const fs = require('node:fs');
        const pids = fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).map(Number);
        return { pids, commands: pids.map((pid) => fs.readFileSync('/proc/' + pid + '/cmdline', 'utf8')), ppid: process.ppid };`),
    });
    const seen = (await functions.result('looks')) as { pids: number[]; commands: string[]; ppid: number };
    expect(seen.pids.length).toBeLessThan(4);
    expect(seen.pids).not.toContain(process.pid);
    expect(seen.ppid).toBeLessThan(10);
    expect(seen.commands.join()).not.toContain('vitest');
    await functions.put('signals', {
      'index.mjs': `export const handler = async ({ pid }) => {
        const tried = [];
        for (const act of [() => process.kill(pid, 0), () => process.kill(-pid, 0), () => process._debugProcess(pid), () => (process.kill(1, 'SIGKILL'), 'sent')]) {
          try { tried.push(String(act() ?? 'done')); } catch (error) { tried.push(error.code ?? error.message); }
        }
        return tried; };`,
    });
    const tried = (await functions.result('signals', { pid: process.pid })) as string[];
    expect(tried.slice(0, 3)).not.toContain('true');
    expect(tried.slice(0, 3)).not.toContain('done');
    expect(await functions.result('signals', { pid: process.pid })).toEqual(tried);
    await functions.close();
  });

  test('a server that is killed takes its children along, busy ones too', async () => {
    const functions = await openFunctions();
    const lifeline = await openLifeline();
    await functions.put('busy', {
      'index.mjs': `${holdLifeline(lifeline)} export const handler = async () => { for (;;); };`,
    });
    const embedded = fileURLToPath(new URL('./embedded.ts', import.meta.url));
    const server = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { createEmbeddedFunctions } from ${JSON.stringify(embedded)};
         const clock = { now: Date.now, monotonic: () => 0, after: () => () => {} };
         const ids = { uuid: () => crypto.randomUUID(), resourceId: () => '' };
         const port = createEmbeddedFunctions({ clock, ids, folder: ${JSON.stringify(functions.folder)}, logFolder: ${JSON.stringify(functions.logFolder)} });
         await port.invoke({ functionArn: ${JSON.stringify(arnOf('busy'))}, payload: 1 }, { signal: new AbortController().signal });`,
      ],
      { stdio: 'inherit' },
    );
    await lifeline.begun;
    server.kill('SIGKILL');
    await lifeline.ended;
    await lifeline.close();
    await functions.close();
  });
});

/** A runtime in Node that answers each event with what `code` returns, `skip` when it answered by itself. */
function customRuntime(code: string): string {
  return `#!${process.execPath}
const { request } = require('node:http');
(async () => {
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const skip = {};
const api = (method, path, body, headers = {}) => new Promise((resolve, reject) => {
  const call = request({ host, port, method, path: '/2018-06-01/runtime' + path, headers }, (response) => {
    const chunks = [];
    response.on('data', (chunk) => chunks.push(chunk));
    response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }));
  });
  call.on('error', reject);
  call.end(body);
});
for (;;) {
  const { headers, body } = await api('GET', '/invocation/next');
  const id = headers['lambda-runtime-aws-request-id'];
  const event = JSON.parse(body);
  const respond = (text) => api('POST', \`/invocation/\${id}/response\`, text);
  const fail = (text, named) => api('POST', \`/invocation/\${id}/error\`, text, named);
  const answer = await (async () => { ${code} })();
  if (answer !== skip) await respond(JSON.stringify(answer));
}
})();
`;
}

function call(address: string, method: string, path: string, headers: Record<string, string>) {
  const [host, port] = address.split(':');
  return new Promise<{ status: number | undefined }>((resolve, reject) => {
    const asked = request({ host, port, method, path, headers }, (response) => {
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode }));
    });
    asked.on('error', reject);
    asked.end();
  });
}
