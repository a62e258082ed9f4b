import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { childProgram } from './child-files.ts';
import type { CodeSettings } from './configuration.ts';
import { type Confinement, childCommand } from './confinement.ts';
import { createFrameReader, type Frame, type FrameKind, NONCE_LENGTH } from './frames.ts';
import { type MemorySnapshot, writeSnapshot } from './memory-snapshot.ts';
import { PYTHON_RUNNER } from './python-runner.ts';

/** What came of one run, before it is put into words. */
export type RunOutcome =
  | { readonly kind: 'value' | 'raised' | 'notJson'; readonly json: string; readonly output: string }
  /** Python broke inside (its stack overflowed), the process ended by itself, or it wrote what it should not. */
  | { readonly kind: 'broken' | 'ended' | 'forged'; readonly detail: string; readonly output: string }
  | { readonly kind: 'time' | 'killed'; readonly output: string }
  /** The process was gone before the code started: another may take the run. */
  | { readonly kind: 'unstarted'; readonly detail: string; readonly output: string };

/** A child that is ready for exactly one run. */
export interface PythonProcess {
  readonly pythonVersion: string;
  /** Process id of the child, or of the wrapper around it. */
  readonly pid: number;
  /** Resolves once the child has ended, however it did. */
  readonly ended: Promise<void>;
  /** Gives it the request text (see python-runner.ts). Never rejects. The child has been killed when it resolves. */
  run(requestText: string): Promise<RunOutcome>;
  /** Kills it at once; a run in progress resolves with `killed`. */
  kill(): void;
}

export interface StartOptions {
  readonly settings: CodeSettings;
  readonly confinement: Confinement;
  readonly pyodide: string;
  /** Calls `action` after `delay` ms; returns what cancels it. */
  readonly after: (delay: number, action: () => void) => () => void;
  /** Node flags to leave out and another child program: for tests of what each layer holds without the others. */
  readonly withoutFlags?: readonly string[];
  readonly program?: string;
}

/** A child that did not get ready: what it said last. */
export class StartFailed extends Error {
  override readonly name = 'StartFailed';
}

const START_LIMIT = 60_000;
const SNAPSHOT_PART = 1024 * 1024;
const COMPLAINT_LIMIT = 8_192;

/** Kills every child that is alive; one listener for all, set while there are children. */
const living = new Set<() => void>();
const killAll = (): void => {
  for (const kill of living) kill();
};
const keepFromOutliving = (kill: () => void): void => {
  if (living.size === 0 && !process.listeners('exit').includes(killAll)) process.on('exit', killAll);
  living.add(kill);
};

type Event = Frame | { readonly kind: 'forged' | 'ended'; readonly detail: string };

/** Starts a child, gives it its settings, and hands each frame, and its end, to `onEvent`. */
const launch = (
  options: StartOptions,
  snapshot: MemorySnapshot | undefined,
  onEvent: (event: Event) => void,
) => {
  const { settings, confinement, pyodide } = options;
  const program = options.program ?? childProgram();
  const readable = [pyodide, program];
  const [command, ...rest] = childCommand(confinement, settings, program, readable, options.withoutFlags) as [
    string,
    ...string[],
  ];
  const child: ChildProcess = spawn(command, rest, {
    cwd: '/',
    env: {},
    stdio: ['pipe', 'ignore', 'pipe', 'pipe', ...(snapshot ? [snapshot.descriptor] : [])],
    // A process group of its own, so that one signal reaches the wrapper and Node.
    detached: true,
    windowsHide: true,
    ...(confinement.uid === undefined ? {} : { uid: confinement.uid, gid: confinement.gid }),
  });
  const kill = (): void => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    try {
      process.kill(process.platform === 'win32' ? child.pid : -child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  keepFromOutliving(kill);

  const nonce = Buffer.from(randomBytes(NONCE_LENGTH / 2).toString('hex'), 'latin1');
  const limit = (kind: FrameKind): number =>
    kind === 'V'
      ? settings.resultLimit
      : kind === 'M'
        ? snapshot
          ? 0
          : SNAPSHOT_PART
        : Math.max(65_536, settings.outputLimit);
  const read = createFrameReader(nonce, limit, onEvent);
  let complaint = '';
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  child.on('error', (error) => {
    complaint += error.message;
    if (child.pid === undefined) close(null, null);
  });
  const close = (code: number | null, signal: NodeJS.Signals | null): void => {
    living.delete(kill);
    resolve();
    const how = signal ? `signal ${signal}` : `exit code ${code}`;
    onEvent({ kind: 'ended', detail: complaint ? `${how}: ${complaint.trim()}` : how });
  };
  child.on('close', close);
  const channel = child.stdio[3] as Duplex | undefined;
  channel?.on('data', (chunk: Buffer) => {
    try {
      read(chunk);
    } catch (error) {
      channel.destroy();
      onEvent({ kind: 'forged', detail: error instanceof Error ? error.message : 'unreadable' });
      kill();
    }
  });
  channel?.on('error', () => undefined);
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString('utf8', 0, COMPLAINT_LIMIT - complaint.length);
    // A flood is not worth reading: whoever writes on gets an error.
    if (complaint.length >= COMPLAINT_LIMIT) child.stderr?.destroy();
  });
  child.stderr?.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  const send = (text: string): void => {
    const bytes = Buffer.from(text, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    child.stdin?.write(length);
    child.stdin?.write(bytes);
  };
  const { outputLimit, resultLimit } = settings;
  const first = { nonce: nonce.toString('latin1'), pyodide, runner: PYTHON_RUNNER, outputLimit, resultLimit };
  send(JSON.stringify({ ...first, ...(snapshot ? { snapshotSize: snapshot.size } : {}) }));
  return { pid: child.pid ?? 0, kill, send, ended };
};

/**
 * Starts Python from nothing and takes a snapshot of its memory, from which other children start in a fraction of the
 * time. No author's code runs in it. Rejects with StartFailed.
 */
export const makeSnapshot = async (options: StartOptions): Promise<MemorySnapshot> => {
  const { promise, resolve, reject } = Promise.withResolvers<MemorySnapshot>();
  const file = writeSnapshot();
  const child = launch(options, undefined, (event) => {
    if (event.kind === 'M') file.append(event.payload);
    else if (event.kind === 'R') resolve(file.finish());
    else if ('detail' in event) reject(new StartFailed(`Python did not start (${event.detail}).`));
  });
  const cancel = options.after(START_LIMIT, () =>
    reject(new StartFailed('Python did not start within 60 s.')),
  );
  try {
    return await promise;
  } catch (error) {
    file.discard();
    throw error;
  } finally {
    cancel();
    child.kill();
    await child.ended;
  }
};

/** Starts a child from a snapshot and resolves when it is ready for a run. Rejects with StartFailed. */
export const startPython = (options: StartOptions, snapshot: MemorySnapshot): Promise<PythonProcess> => {
  const { settings, after } = options;
  const ready = Promise.withResolvers<PythonProcess>();
  const outcome = Promise.withResolvers<RunOutcome>();
  let started = false;
  let killed = false;
  let cancel = after(START_LIMIT, () => {
    ready.reject(new StartFailed('Python did not get ready within 60 s.'));
    child.kill();
  });
  const printed: Buffer[] = [];
  let room = settings.outputLimit + 256;
  const output = (): string => Buffer.concat(printed).toString('utf8');
  const settle = (value: RunOutcome): void => {
    cancel();
    outcome.resolve(value);
    child.kill();
  };

  const child = launch(options, snapshot, (event) => {
    switch (event.kind) {
      case 'R': {
        cancel();
        const pythonVersion = event.payload.toString('utf8');
        ready.resolve({ pythonVersion, pid: child.pid, ended: child.ended, run, kill });
        break;
      }
      case 'S':
        if (started) settle({ kind: 'forged', detail: 'a second start', output: output() });
        else {
          started = true;
          cancel();
          cancel = after(settings.timeLimit, () => settle({ kind: 'time', output: output() }));
        }
        break;
      case 'O':
        room -= event.payload.length;
        if (room < 0) settle({ kind: 'forged', detail: 'more output than the limit', output: output() });
        else printed.push(event.payload);
        break;
      case 'V':
        settle({ kind: 'value', json: event.payload.toString('utf8'), output: output() });
        break;
      case 'E':
        settle({ kind: 'raised', json: event.payload.toString('utf8'), output: output() });
        break;
      case 'J':
        settle({ kind: 'notJson', json: event.payload.toString('utf8'), output: output() });
        break;
      case 'F':
        settle({ kind: 'broken', detail: event.payload.toString('utf8'), output: output() });
        break;
      case 'M':
        settle({ kind: 'forged', detail: 'an unexpected message', output: output() });
        break;
      case 'forged':
      case 'ended':
        cancel();
        ready.reject(new StartFailed(`Python did not get ready (${event.detail}).`));
        if (killed) settle({ kind: 'killed', output: output() });
        else if (started) settle({ ...event, output: output() });
        else settle({ kind: 'unstarted', detail: event.detail, output: '' });
        break;
    }
  });
  const kill = (): void => {
    killed = true;
    child.kill();
  };
  const run = (requestText: string): Promise<RunOutcome> => {
    // Until the child says that the code starts, a short limit; reading a large request takes a moment.
    cancel = after(START_LIMIT, () =>
      settle({ kind: 'unstarted', detail: 'it did not start the code', output: '' }),
    );
    child.send(requestText);
    return outcome.promise;
  };
  return ready.promise;
};
