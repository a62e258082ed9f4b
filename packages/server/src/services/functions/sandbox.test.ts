import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findConfinement } from './confinement.ts';
import {
  arnOf,
  customRuntime,
  holdLifeline,
  type OpenFunctions,
  openFunctions,
  openLifeline,
} from './functions.fixture.ts';

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
         const port = createEmbeddedFunctions({ clock, ids, folder: ${JSON.stringify(functions.folder)}, logFolder: ${JSON.stringify(functions.logFolder)}, temporaryFolder: ${JSON.stringify(functions.temporaryFolder)} });
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
