import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { url as inspectorUrl } from 'node:inspector';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { childProgram, pyodideFolder } from './child-files.ts';
import { type ConfinementLevel, codeSettings } from './configuration.ts';
import { findConfinement } from './confinement.ts';
import { type EscapeTargets, escapeProbes, type ProbeReport, probeProgram } from './escape-probes.ts';
import type { MemorySnapshot } from './memory-snapshot.ts';
import { createPythonPool, PoolUnavailable } from './python-pool.ts';
import { makeSnapshot, type PythonProcess, type StartOptions, startPython } from './python-process.ts';
import { clock, until } from './testing.ts';

/**
 * Each way out that threats.md section 3 and row 33 name, tried from inside real children: with everything in place,
 * then with one layer after the other taken away, so that each layer is seen to hold without those above it. The last
 * block takes all away, to show that the probes do find a way when there is one.
 */

const SECRET = 'canary-7f3b1c';
const CODE_FLAG = '--disallow-code-generation-from-strings';

let folder: string;
let snapshot: MemorySnapshot;
let targets: EscapeTargets;
let victim: ChildProcess;
let sibling: PythonProcess;
let tcp: Server;
let unix: Server;
let udp: Socket;
let files: string[];
let touched: string[] = [];

const options = (level: ConfinementLevel, more: Partial<StartOptions> = {}): StartOptions => {
  const settings = codeSettings({ strongestLevel: level, timeLimit: 45_000 }, 2);
  const confinement = findConfinement(settings, [childProgram()]);
  return { settings, confinement, pyodide: pyodideFolder(), after: clock.after, ...more };
};

/** The child's program with parts of it replaced; fails when a part is not there, lest a test prove nothing. */
const programWith = (name: string, replacements: readonly (readonly [string, string])[]): string => {
  let source = readFileSync(childProgram(), 'utf8');
  for (const [from, to] of replacements) {
    expect(source).toContain(from);
    source = source.replaceAll(from, to);
  }
  const path = join(folder, `${name}.mts`);
  writeFileSync(path, source);
  files = readdirSync(folder);
  return path;
};

const ask = async (start: StartOptions, only: (name: string) => boolean = () => true) => {
  const child = await startPython(start, snapshot);
  const probes = escapeProbes(targets).filter(({ name }) => only(name));
  return child.run(JSON.stringify({ code: probeProgram(probes), inputs: {} }));
};

const probe = async (start: StartOptions, only?: (name: string) => boolean): Promise<ProbeReport> => {
  const outcome = await ask(start, only);
  if (outcome.kind !== 'value') throw new Error(`no report: ${JSON.stringify(outcome).slice(0, 2_000)}`);
  return JSON.parse(outcome.json) as ProbeReport;
};

const escapedNames = (report: ProbeReport): string[] => report.escaped.map(([name]) => name);

const expectCanariesUntouched = (): void => {
  expect(touched).toEqual([]);
  expect(readdirSync(folder)).toEqual(files);
  expect(victim.exitCode ?? victim.signalCode).toBeNull();
  expect(getPriority(victim.pid!)).toBe(getPriority(process.pid));
  expect(inspectorUrl()).toBeUndefined();
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-escape-'));
  // Readable for every user, so that what denies the reading is the sandbox.
  chmodSync(folder, 0o755);
  process.env.STREAMBED_CANARY = SECRET;
  const file = join(folder, 'credentials');
  writeFileSync(file, `secret ${SECRET}`);
  const database = new DatabaseSync(join(folder, 'secret.db'));
  database.exec(`CREATE TABLE secret (value TEXT); INSERT INTO secret VALUES ('${SECRET}')`);
  database.close();
  tcp = createServer((socket) => {
    touched.push('TCP');
    socket.end('x');
  }).listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const { port } = tcp.address() as AddressInfo;
  udp = createSocket('udp4', () => touched.push('UDP')).bind(port, '127.0.0.1');
  await once(udp, 'listening');
  const socket = join(folder, 'socket');
  unix = createServer((connection) => {
    touched.push('unix socket');
    connection.end('x');
  }).listen(socket);
  await once(unix, 'listening');
  chmodSync(socket, 0o777);
  victim = spawn('/bin/sleep', ['600'], { stdio: 'ignore' });
  targets = { file, folder, secret: SECRET, pid: victim.pid!, port, socket };

  snapshot = await makeSnapshot(options('namespaces'));
  files = readdirSync(folder);
  sibling = await startPython(options('process'), snapshot);
});

afterAll(async () => {
  delete process.env.STREAMBED_CANARY;
  victim?.kill('SIGKILL');
  sibling?.kill();
  snapshot?.close();
  udp?.close();
  tcp?.close();
  unix?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('with every layer in place', () => {
  it.each(['namespaces', 'user', 'process'] as const)('no probe escapes at level %s', async (level) => {
    const report = await probe(options(level));
    expect(report.escaped).toEqual([]);
    expect(report.closed.length).toBe(escapeProbes(targets).length);
    expect(report.closed.length).toBeGreaterThan(100);
    expectCanariesUntouched();
  });

  it('finds the weakest level when nothing stronger is wanted', () => {
    expect(options('process').confinement).toMatchObject({ level: 'process', otherUser: false });
  });
});

describe('at the weakest level, without layers', () => {
  it('JavaScript from text leads nowhere: neither process nor modules nor network are in reach', async () => {
    const report = await probe(options('process', { withoutFlags: [CODE_FLAG] }));
    expect(escapedNames(report).filter((name) => !name.startsWith('JavaScript from text'))).toEqual([]);
    // That these escape shows that the layer is really gone.
    expect(escapedNames(report)).toContain('JavaScript from text: Function');
    expectCanariesUntouched();
  });

  it('with modules importable and the process object at hand, both are empty shells', async () => {
    const program = programWith('shells', [
      ['registerHooks({ resolve: refuse, load: refuse });', ''],
      [
        "  text('R', pythonVersion);",
        "  (globalThis as unknown as { process: unknown }).process = node;\n  text('R', pythonVersion);",
      ],
    ]);
    const report = await probe(options('process', { withoutFlags: [CODE_FLAG], program }));
    const harmless = new Set([
      'JavaScript: process',
      'JavaScript: Node globals',
      'JavaScript: this of callers',
      'JavaScript: import of a data URL',
    ]);
    expect(
      escapedNames(report).filter((name) => !name.startsWith('JavaScript from text') && !harmless.has(name)),
    ).toEqual([]);
    expect(escapedNames(report)).toContain('JavaScript: process');
    expectCanariesUntouched();
  });
});

/** What must hold by Node's permission model alone: reach to disk, network, processes, code of the host. */
const HOST =
  /^JavaScript: (environment|read a file|list a|open a file|write a|symbolic|spawn|fork|worker|inspector|wasi|sqlite|ffi|dlopen|binding|linked|change folder|TCP|UDP|unix|listen|HTTP|name lookup|fetch|import of a file|heap snapshot$)/;
/** What must hold by the kernel, once children are in namespaces of their own or another user. */
const SIGNALS = /^JavaScript: (signal|internal signal|open the debugger|lower the priority)/;

describe('without the locked realm', () => {
  const unlocked = () =>
    programWith('unlocked', [
      ['  lockRealm();', '  (globalThis as unknown as { process: unknown }).process = node;'],
    ]);

  it('the permission model keeps disk, network and processes closed', async () => {
    const report = await probe(
      options('process', { withoutFlags: [CODE_FLAG], program: unlocked() }),
      (name) => HOST.test(name),
    );
    expect(report.escaped).toEqual([]);
    expect(report.closed.length).toBeGreaterThan(25);
    expectCanariesUntouched();
  });

  it('the kernel keeps signals, debugger and priorities of other processes out of reach', async () => {
    const start = options('namespaces', { withoutFlags: [CODE_FLAG], program: unlocked() });
    // Where the system allows neither namespaces nor another user, the realm is the layer that closes these.
    const signals = start.confinement.level === 'process' ? /^$/ : SIGNALS;
    const report = await probe(start, (name) => signals.test(name));
    expect(report.escaped).toEqual([]);
    expectCanariesUntouched();
  });

  it('a message that the code forges is recognised and ends the run', async () => {
    const start = options('process', { withoutFlags: [CODE_FLAG], program: unlocked() });
    const outcome = await ask(start, (name) => name === 'JavaScript: forge a message');
    expect(outcome.kind).toBe('forged');
    expectCanariesUntouched();
  });
});

describe('without any layer', () => {
  it('the probes escape: they can fail', async () => {
    const program = programWith('open', [
      ['  lockRealm();', '  (globalThis as unknown as { process: unknown }).process = node;'],
    ]);
    const withoutFlags = [
      CODE_FLAG,
      '--permission',
      '--allow-fs-read',
      '--no-experimental-sqlite',
      '--no-warnings',
    ];
    const names = [
      'signal 0 to the server',
      'read a file',
      'list a folder',
      'spawn',
      'sqlite opens a database',
      'TCP',
      'unix socket',
      'UDP',
      'binding',
      'worker',
    ].map((name) => `JavaScript: ${name}`);
    const { settings, ...start } = options('process', { withoutFlags, program });
    // The kernel's limit on memory is a layer too: a child near it sometimes cannot start the worker of its probe.
    const roomy = { ...start, settings: { ...settings, memoryLimit: 2_048 } };
    const report = await probe(roomy, (name) => names.includes(name));
    expect(escapedNames(report).sort()).toEqual(names.sort());
    await until(() => ['TCP', 'UDP', 'unix socket'].every((way) => touched.includes(way)));
    touched = [];
  });

  it('the self-test switches the pool off, and says why', async () => {
    const { settings } = options('process');
    const pool = createPythonPool({
      settings,
      after: clock.after,
      withoutFlags: [CODE_FLAG],
      onConfinement: () => undefined,
      onReady: () => undefined,
    });
    const request = JSON.stringify({ code: '1', inputs: {} });
    const signal = new AbortController().signal;
    await expect(pool.run('1', request, signal)).rejects.toThrow(
      /ways out that are open: JavaScript from text/,
    );
    await expect(pool.run('1', request, signal)).rejects.toBeInstanceOf(PoolUnavailable);
    await pool.close();
  });
});

it('a child that ran beside all of this is alive and works', async () => {
  const outcome = await sibling.run(JSON.stringify({ code: '1 + 1', inputs: {} }));
  expect(outcome).toMatchObject({ kind: 'value', json: '2' });
});
