/**
 * The program of a child process: loads Pyodide, locks the JavaScript realm around it, runs one author's code, reports,
 * and is killed. It imports nothing of ours, because the permission model lets it read this file and Pyodide only.
 *
 * Pyodide runs in its "shell" mode: it never sees that it is in Node, so none of its own doors to the file system,
 * to processes or to the network are built at all.
 */
import * as fs from 'node:fs';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { pathToFileURL } from 'node:url';

/** Sent by the parent as the first message; never reaches Python. */
interface Settings {
  readonly nonce: string;
  /** Folder of the pyodide package, with a slash at its end. */
  readonly pyodide: string;
  /** Bytes of the memory snapshot on file descriptor 4; without one the child makes it, sends it and ends. */
  readonly snapshotSize?: number;
  readonly runner: string;
  readonly outputLimit: number;
  readonly resultLimit: number;
}

interface Python {
  runPython(code: string): unknown;
  setStdin(options: { stdin: () => null }): void;
  setStdout(options: { write: (bytes: Uint8Array) => number }): void;
  setStderr(options: { write: (bytes: Uint8Array) => number }): void;
  makeMemorySnapshot(): Uint8Array;
}
type Runner = { callPromising(request: string): Promise<unknown> };

/** Modules that authors use most; in the snapshot they cost nothing to import. */
const PRELOADED =
  'import ast, asyncio, base64, collections, copy, csv, dataclasses, datetime, decimal, enum, fractions, functools, ' +
  'hashlib, heapq, html, io, itertools, json, linecache, math, operator, random, re, statistics, string, textwrap, ' +
  'time, traceback, types, typing, unicodedata, urllib.parse, uuid, zoneinfo, __future__';

/** Bytes of the snapshot per message. */
const PART = 1024 * 1024;

// Everything used after the author's code ran is held here, out of that code's reach.
const node = process;
const { closeSync, readSync, readFileSync, writeSync } = fs;
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);
const decoder = new TextDecoder();
const decode = decoder.decode.bind(decoder);
const drawRandom = crypto.getRandomValues.bind(crypto);
const toBase64 = btoa;
const end = (node as unknown as { reallyExit(code: number): never }).reallyExit.bind(node);
const dropPermission = (node as unknown as { permission?: { drop(scope: string): void } }).permission?.drop;

const readBytes = (length: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const count = readSync(0, bytes, at, length - at, null);
    if (count === 0) end(0); // the parent has gone
    at += count;
  }
  return bytes;
};
const readMessage = (): string => decode(readBytes(new DataView(readBytes(4).buffer).getUint32(0)));

/** Children share the descriptor and so its position; therefore each read names its own. */
const readSnapshot = (size: number): Uint8Array => {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; ) {
    const count = readSync(4, bytes, at, size - at, at);
    if (count === 0) throw new Error('the snapshot is shorter than it was');
    at += count;
  }
  closeSync(4);
  return bytes;
};

const writeAll = (bytes: Uint8Array): void => {
  let at = 0;
  while (at < bytes.length) at += writeSync(3, bytes, at, bytes.length - at, null);
};

/** Node's own global names stay only when the language or Pyodide needs them. */
const KEPT_GLOBALS = new Set(
  (
    'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp ' +
    'Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math Intl ' +
    'ArrayBuffer Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array BigUint64Array BigInt64Array ' +
    'Uint8ClampedArray Float32Array Float64Array Float16Array DataView Map BigInt Set Iterator WeakMap WeakSet Proxy ' +
    'Reflect FinalizationRegistry WeakRef decodeURI decodeURIComponent encodeURI encodeURIComponent isFinite isNaN ' +
    'SuppressedError DisposableStack AsyncDisposableStack SharedArrayBuffer WebAssembly Temporal ' +
    'setTimeout clearTimeout setInterval clearInterval setImmediate clearImmediate queueMicrotask ' +
    'TextEncoder TextDecoder console os performance'
  ).split(' '),
);
/** What Node itself calls on `process` while a program runs; the rest goes. */
const KEPT_PROCESS = new Set(['nextTick', 'emitWarning', '_tickCallback', '_exiting', 'version', 'versions']);
/** Modules with reach beyond the process: their functions are taken away from whoever still gets hold of one. */
const SCRUBBED =
  'fs fs/promises os child_process module vm v8 worker_threads net dgram dns inspector cluster'.split(' ');

const refuse = (): never => {
  throw new Error('InlineCode runs without access to its host.');
};

const scrub = (target: object, kept: ReadonlySet<string | symbol>): void => {
  for (const name of Reflect.ownKeys(target)) {
    if (kept.has(name) || Reflect.deleteProperty(target, name)) continue;
    try {
      Object.defineProperty(target, name, { value: refuse });
    } catch {
      // A constant that cannot change: a number, a string, a function's prototype.
    }
  }
};

/** Takes away what the author's code could use if it broke out of Python into JavaScript. */
const lockRealm = (): void => {
  const modules = SCRUBBED.map((name) => node.getBuiltinModule(name) as object);
  registerHooks({ resolve: refuse, load: refuse });
  for (const found of modules) scrub(found, NOTHING);
  syncBuiltinESMExports();
  scrub(Object.getPrototypeOf(node) as object, NOTHING);
  scrub(node, KEPT_PROCESS);
  // Node reads it when it prints an error; it is empty in any case.
  Object.defineProperty(node, 'env', { value: Object.freeze(Object.create(null)) });
  const silent = Object.create(null) as Record<string, () => void>;
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace']) silent[name] = () => undefined;
  Object.defineProperty(globalThis, 'console', { value: Object.freeze(silent) });
  // What Pyodide's loader was given goes too.
  scrub(globalThis, KEPT_GLOBALS);
  dropPermission?.('fs.read');
};
const NOTHING: ReadonlySet<string> = new Set();

/**
 * Takes Pyodide's modules that lead to JavaScript out of Python's reach as far as Python allows. Its event loop still
 * asks `pyodide_js` for one setting, so a plain module with that setting stays.
 */
const LOCK_PYTHON = `
def _lock():
    import sys, types
    for finder in list(sys.meta_path):
        if type(finder).__name__ == "JsFinder":
            finder.jsproxies.clear()
    for name in [n for n in sys.modules if n == "js" or n.split(".")[0] == "pyodide_js"]:
        del sys.modules[name]
    outer, inner = types.ModuleType("pyodide_js"), types.ModuleType("pyodide_js._api")
    inner.config = types.SimpleNamespace(enableRunUntilComplete=True)
    outer._api = inner
    sys.modules["pyodide_js"], sys.modules["pyodide_js._api"] = outer, inner
_lock()
del _lock
`;

const serve = async (settings: Settings): Promise<void> => {
  const { snapshotSize } = settings;
  const nonce = encode(settings.nonce);
  const send = (kind: string, payload: Uint8Array): void => {
    const header = new Uint8Array(nonce.length + 5);
    header.set(nonce);
    header[nonce.length] = kind.charCodeAt(0);
    new DataView(header.buffer).setUint32(nonce.length + 1, payload.length);
    writeAll(header);
    writeAll(payload);
  };
  const text = (kind: string, payload: string): void => send(kind, encode(payload));

  const globals = globalThis as unknown as Record<string, unknown>;
  scrub(globalThis, KEPT_GLOBALS);
  globals.load = refuse;
  globals.read = refuse;
  globals.readbuffer = (path: string): ArrayBuffer => {
    const bytes = readFileSync(path);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  };
  // Pyodide's shell mode asks for random bytes with the command `head -c<number> /dev/urandom | base64`.
  globals.os = Object.freeze({
    system: (_shell: string, [, command]: readonly string[]): string => {
      const bytes = drawRandom(
        new Uint8Array(Math.min(65_536, Number(command?.match(/^head -c(\d+) /)?.[1]))),
      );
      let binary = '';
      for (const byte of bytes) binary += String.fromCharCode(byte);
      return toBase64(binary);
    },
  });

  const { loadPyodide } = (await import(pathToFileURL(`${settings.pyodide}pyodide.mjs`).href)) as {
    loadPyodide(options: object): Promise<Python>;
  };
  const lock = JSON.parse(readFileSync(`${settings.pyodide}pyodide-lock.json`, 'utf8')) as { info: object };
  const python = await loadPyodide({
    indexURL: settings.pyodide,
    // The names that Python's \`import js\` gives: none.
    jsglobals: Object.freeze(Object.create(null)),
    // No packages beyond the standard library: the index is empty.
    lockFileContents: { info: lock.info, packages: {} },
    env: { HOME: '/home/pyodide', TZ: 'UTC' },
    stdout: () => undefined,
    stderr: () => undefined,
    ...(snapshotSize ? { _loadSnapshot: readSnapshot(snapshotSize) } : { _makeSnapshot: true }),
  });
  if (!snapshotSize) {
    python.runPython(PRELOADED);
    const memory = python.makeMemorySnapshot();
    for (let at = 0; at < memory.length; at += PART) send('M', memory.subarray(at, at + PART));
    text('R', '');
    return;
  }

  let room = settings.outputLimit;
  let dropped = 0;
  const write = (bytes: Uint8Array): number => {
    const part = bytes.slice(0, room);
    room -= part.length;
    dropped += bytes.length - part.length;
    if (part.length > 0) send('O', part);
    return bytes.length;
  };
  python.setStdin({ stdin: () => null });
  python.setStdout({ write });
  python.setStderr({ write });
  const runner = python.runPython(settings.runner) as Runner;
  const runPromising = runner.callPromising.bind(runner);
  const pythonVersion = python.runPython('import sys; sys.version.split()[0]') as string;
  python.runPython(LOCK_PYTHON);
  lockRealm();

  text('R', pythonVersion);
  const request = readMessage();
  text('S', '');
  let answer: unknown;
  try {
    answer = await runPromising(request);
  } catch (error) {
    answer = `F${error instanceof RangeError ? 'stack' : 'python'}`;
  }
  if (dropped > 0) text('O', `\n(${dropped} more bytes were printed and dropped)`);
  if (typeof answer !== 'string') text('F', 'python');
  else if (answer.length - 1 > settings.resultLimit) text('J', `{"size":${answer.length - 1}}`);
  else text(answer.charAt(0), answer.slice(1));
};

await serve(JSON.parse(readMessage()) as Settings);
end(0);
