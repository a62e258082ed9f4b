import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@streambed/flow/ports';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCodePort, type ManagedCodePort } from './code-port.ts';
import { callOf, clock, ids, isAlive, keepingLog, until } from './testing.ts';

const TIME_LIMIT = 600_001;
const IDLE_TIME = 600_002;
const FOREVER = 'while True: pass';

/** Timers of these delays fire when a test says so; all others are real. */
const held = new Map<number, Set<() => void>>([
  [TIME_LIMIT, new Set()],
  [IDLE_TIME, new Set()],
]);
const heldClock: Clock = {
  ...clock,
  after(delay, action) {
    const timers = held.get(delay);
    if (!timers) return clock.after(delay, action);
    timers.add(action);
    return () => timers.delete(action);
  },
};
const fire = (delay: number): void => {
  for (const action of [...held.get(delay)!]) action();
};

const formerFolder = process.env.TMPDIR;
let folder: string;
let port: ManagedCodePort;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-pool-'));
  process.env.TMPDIR = folder;
  port = createCodePort(
    {
      processes: 3,
      spares: 1,
      runsPerAccount: 2,
      waitingPerAccount: 5,
      memoryLimit: 64,
      timeLimit: TIME_LIMIT,
      idleTime: IDLE_TIME,
    },
    { clock: heldClock, ids, log: keepingLog() },
  );
  await port.warm();
});
afterAll(async () => {
  await port.close();
  if (formerFolder === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = formerFolder;
  rmSync(folder, { recursive: true, force: true });
});

const run = (code: string, account = '1', signal?: AbortSignal) =>
  port.run({ language: 'Python_3', code, inputs: {} }, callOf(account, signal));
const allQuiet = () => until(() => port.status.running === 0 && port.status.starting === 0);

describe('limits really stop a run, and the pool goes on', () => {
  it.each([
    [
      'memory of Python',
      'x = []\nwhile True: x.append(bytearray(1 << 20))',
      /ran out of memory \(MemoryError\) in line 2/,
    ],
    [
      'memory of JavaScript',
      'from pyodide.ffi import to_js\na = to_js([1])\nwhile True: a.push(to_js(b"x" * 1000000))',
      /more memory than it may|ran out of memory|allocation failed/,
    ],
    [
      'the stack',
      'import sys\nsys.setrecursionlimit(10**9)\ndef f(): return f()\nf()',
      /nested its calls too deep|RecursionError/,
    ],
    [
      'a silent end',
      'import os\nos._exit(0)',
      /broke the Python interpreter|ended before there was a result/,
    ],
    ['an abort', 'import os\nos.abort()', /broke the Python interpreter|ended before there was a result/],
    [
      'a signal to itself',
      'import os\nos.kill(os.getpid(), 9)',
      /broke the Python interpreter|ended before there was a result/,
    ],
  ])('%s', async (_, code, message) => {
    await expect(run(code)).rejects.toThrow(message);
  });

  const CONVERSION = 'from pyodide.ffi import to_js\nBuffer = to_js(b"").buffer.constructor\n';
  // No machine has 2**50 bytes, so these fail the same way on all; how a real end of memory shows is a matter of luck.
  it.each([
    [
      'JavaScript gets none',
      `${CONVERSION}Buffer.new(2**50)`,
      /ran out of memory \(RangeError: Array buffer allocation failed\) in line 3/,
    ],
    [
      'JavaScript gets none within a conversion',
      `${CONVERSION}to_js([object()], default_converter=lambda *_: Buffer.new(2**50))`,
      /ran out of memory \(RangeError: Array buffer allocation failed\) in line 3/,
    ],
    [
      'Python gets none within a conversion',
      `${CONVERSION}to_js([object()], default_converter=lambda *_: bytearray(1 << 30))`,
      /ran out of memory \(MemoryError\) in line 3/,
    ],
  ])('says that memory ran out when %s', async (_, code, message) => {
    await expect(run(code)).rejects.toThrow(message);
  });

  it.each([
    ['that has no cause', 'to_js(object(), create_pyproxies=False)', 'No conversion known for x'],
    [
      'of another cause',
      'def fail(*_): raise ValueError("RangeError: Array buffer allocation failed")\nto_js([object()], default_converter=fail)',
      'Conversion from python to javascript failed',
    ],
    [
      'of another JavaScript error',
      'to_js([object()], default_converter=lambda *_: Buffer.new(-1))',
      'Conversion from python to javascript failed',
    ],
    [
      'after memory had run out elsewhere',
      'try: bytearray(1 << 30)\nexcept MemoryError: to_js(object(), create_pyproxies=False)',
      'No conversion known for x',
    ],
  ])('does not take a failed conversion %s for the end of memory', async (_, code, message) => {
    await expect(run(CONVERSION + code)).rejects.toThrow(
      `The code failed with pyodide.ffi.ConversionError: ${message}`,
    );
  });

  it('time: endless loops, sleep and floods of output are killed, while another run is served', async () => {
    await allQuiet();
    const runs = [
      run(FOREVER, '1'),
      run('while True: print("flood" * 1000)', '2'),
      run('import time\ntime.sleep(3600)', '3'),
      run('"served"', '4'),
    ];
    const outcomes = Promise.allSettled(runs);
    // All three places are taken by code that has started; then the time is up.
    await until(() => held.get(TIME_LIMIT)!.size === 3);
    const pids = port.status.pids;
    fire(TIME_LIMIT);
    const [loop, flood, sleep, served] = await outcomes;
    for (const result of [loop, flood, sleep])
      expect(String((result as PromiseRejectedResult).reason)).toMatch(
        /did not finish within 600\.001 s and was stopped/,
      );
    expect(served).toMatchObject({ value: { result: 'served' } });
    await until(() => pids.filter(isAlive).length <= 1);
  });

  it('and a run after all that works', async () => {
    expect((await run('1 + 1')).result).toBe(2);
  });
});

describe('an abort', () => {
  it('kills the child of a run, takes a waiting run out of the queue, and refuses a late one', async () => {
    await allQuiet();
    const controllers = Array.from({ length: 3 }, () => new AbortController());
    const [one, two, waiting] = controllers.map(({ signal }) => run(FOREVER, 'a', signal));
    const outcomes = Promise.allSettled([one, two, waiting]);
    await until(() => held.get(TIME_LIMIT)!.size === 2);
    const pids = port.status.pids;
    controllers[2]!.abort(new Error('gave up'));
    await expect(waiting).rejects.toThrow('gave up');
    expect(port.status).toMatchObject({ running: 2, waiting: 0 });
    for (const controller of controllers) controller.abort(new Error('timed out'));
    await expect(one).rejects.toThrow('timed out');
    await outcomes;
    await until(() => port.status.running === 0);
    // Of those that were there, the spare is left.
    expect(pids.filter(isAlive).length).toBeLessThanOrEqual(1);
    await expect(run('1', 'a', AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  });
});

describe('the queue', () => {
  it('is fair between accounts', async () => {
    await allQuiet();
    const stop = new AbortController();
    const places = Promise.allSettled([run(FOREVER, 'x', stop.signal), run(FOREVER, 'y', stop.signal)]);
    await until(() => held.get(TIME_LIMIT)!.size === 2);
    // One place is left, so runs come one after the other, in the order in which they got it.
    const order: string[] = [];
    const serve = async (account: string) => {
      await run('1', account);
      order.push(account);
    };
    await Promise.all([...Array.from({ length: 4 }, () => serve('busy')), serve('quiet')]);
    expect(order).toEqual(['busy', 'quiet', 'busy', 'busy', 'busy']);
    stop.abort(new Error('stop'));
    await places;
  });

  it('honours the runs of an account at a time, and throttles a queue that is full', async () => {
    await allQuiet();
    const stop = new AbortController();
    const running = Promise.allSettled([run(FOREVER, 'b', stop.signal), run(FOREVER, 'b', stop.signal)]);
    await until(() => held.get(TIME_LIMIT)!.size === 2);
    const waiting = Array.from({ length: 5 }, (_, index) => run(String(index), 'b'));
    await expect(run('1', 'b')).rejects.toMatchObject({ fault: { kind: 'throttling' } });
    expect((await run('"other"', 'c')).result).toBe('other');
    // There was a free place all the time, and the account that has its number of runs did not get it.
    expect(port.status.waiting).toBe(5);
    stop.abort(new Error('stop'));
    await running;
    expect((await Promise.all(waiting)).map(({ result }) => result)).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('spares', () => {
  it('are kept ready, replaced after a run, and given up when idle', async () => {
    await until(() => port.status.running === 0 && port.status.ready === 1);
    const [spare] = port.status.pids;
    expect((await run('1')).result).toBe(1);
    await until(() => !isAlive(spare!) && port.status.ready === 1);
    fire(IDLE_TIME);
    await until(() => port.status.pids.length === 0 && port.status.starting === 0);
    expect((await run('2')).result).toBe(2);
    await until(() => port.status.ready === 1);
  });
});

describe('a spare that dies', () => {
  it('costs no run', async () => {
    await until(() => port.status.running === 0 && port.status.ready === 1);
    const [spare] = port.status.pids;
    process.kill(-spare!, 'SIGKILL');
    expect((await run('3')).result).toBe(3);
  });
});

describe('a server that is killed', () => {
  it('takes its busy children with it', async () => {
    const room = new URL('./code-port.ts', import.meta.url).href;
    const testing = new URL('./testing.ts', import.meta.url).href;
    const server = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { createCodePort } = await import(${JSON.stringify(room)});
         const { callOf, clock, ids, keepingLog } = await import(${JSON.stringify(testing)});
         const port = createCodePort({ processes: 1, spares: 0 }, { clock, ids, log: keepingLog() });
         port.run({ language: 'Python_3', code: 'while True: pass', inputs: {} }, callOf('1')).catch(() => {});
         const poll = () => port.status.running ? setTimeout(() => console.log(port.status.pids.join()), 1000) : setTimeout(poll, 20);
         poll();`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    const pids = String(line).trim().split(',').map(Number);
    expect(pids.filter(isAlive)).toHaveLength(1);
    server.kill('SIGKILL');
    await until(() => !pids.some(isAlive));
  });
});

describe('close', () => {
  it('ends what runs and what waits, and leaves no process and no file', async () => {
    const outcomes = Promise.allSettled(Array.from({ length: 5 }, () => run(FOREVER)));
    await until(() => port.status.running === 2);
    const pids = port.status.pids;
    await port.close();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { fault: { kind: 'dependencyFailed' } } });
    await expect(run('1')).rejects.toThrow('shutting down');
    expect(pids.filter(isAlive)).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
