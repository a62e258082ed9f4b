/** A way out of the sandbox that must lead nowhere. */
export interface EscapeProbe {
  readonly name: string;
  /**
   * Statements of Python that assign `evidence` when the way led out; any true value means escaped. An exception, or
   * nothing assigned, means that the way is closed.
   */
  readonly python: string;
}

/** What a probe tries to reach. Values of things that do not exist make those probes pass for want of a target. */
export interface EscapeTargets {
  /** A readable file outside the sandbox, its folder, and text that is in it. */
  readonly file: string;
  readonly folder: string;
  readonly secret: string;
  /** The process to signal: the server. */
  readonly pid: number;
  /** A TCP and UDP port on the loopback that is being listened on. */
  readonly port: number;
  readonly socket: string;
}

const text = (value: unknown): string => JSON.stringify(value);

/** Ways that stay within Python. */
const pythonProbes = ({ file, folder, secret, pid, port, socket }: EscapeTargets): readonly EscapeProbe[] => {
  const name = file.slice(folder.length + 1);
  const seen = (expression: string): string =>
    `value = ${expression}\nevidence = ${text(secret)} in (value if isinstance(value, str) else str(value))`;
  return [
    { name: 'open a file', python: seen(`open(${text(file)}).read()`) },
    { name: 'open through a relative path', python: seen(`open("../../../../../../..${file}").read()`) },
    { name: 'open /dev/fd', python: `evidence = [n for n in range(3, 32) if open(f"/dev/fd/{n}", "rb")]` },
    { name: 'list a folder', python: `import os\nevidence = ${text(name)} in os.listdir(${text(folder)})` },
    {
      name: 'symbolic link to a file',
      python: `import os\nos.symlink(${text(file)}, "/tmp/link")\n${seen('open("/tmp/link").read()')}`,
    },
    {
      name: 'hard link to a file',
      python: `import os\nos.link(${text(file)}, "/tmp/hard")\n${seen('open("/tmp/hard").read()')}`,
    },
    { name: '/proc/self/environ', python: 'evidence = open("/proc/self/environ", "rb").read()' },
    { name: '/proc of the server', python: `evidence = open("/proc/${pid}/environ", "rb").read()` },
    { name: '/proc/self/root', python: seen(`open("/proc/self/root${file}").read()`) },
    { name: 'password file', python: 'evidence = "root:" in open("/etc/passwd").read()' },
    {
      name: 'environment',
      python: `import os\nevidence = ${text(secret)} in str(dict(os.environ)) or os.environ.get("PATH", "/") != "/"`,
    },
    { name: 'run a command', python: 'import os\nevidence = os.system("true") == 0' },
    { name: 'popen', python: 'import os\nevidence = os.popen("id").read()' },
    {
      name: 'subprocess',
      python: 'import subprocess\nevidence = subprocess.run(["id"], capture_output=True).stdout',
    },
    { name: 'fork', python: 'import os\nevidence = os.fork() is not None' },
    { name: 'execve', python: 'import os\nos.execve("/bin/true", [], {})\nevidence = 1' },
    { name: 'posix_spawn', python: 'import os\nevidence = os.posix_spawn("/bin/true", ["true"], {})' },
    {
      name: 'multiprocessing',
      python:
        'import multiprocessing\np = multiprocessing.Process(target=print)\np.start()\nevidence = p.pid',
    },
    {
      name: 'thread that outlives the run',
      python: 'import threading\nt = threading.Thread(target=print)\nt.start()\nevidence = t.ident',
    },
    {
      name: 'signal the server',
      python: `import os\nos.kill(${pid}, 0)\nevidence = os.getpid() not in (${pid}, 42)`,
    },
    { name: 'signal the parent', python: 'import os\nos.kill(os.getppid(), 0)\nevidence = os.getppid() > 1' },
    {
      name: 'sqlite3 attach',
      python: `import sqlite3\ndb = sqlite3.connect(":memory:")\ndb.execute("ATTACH ? AS o", (${text(file)},))\nevidence = db.execute("SELECT * FROM o.sqlite_master").fetchall()`,
    },
    {
      name: 'TCP',
      python: `import socket\ns = socket.create_connection(("127.0.0.1", ${port}), 2)\ns.sendall(b"probe")\nevidence = s.recv(1)`,
    },
    {
      name: 'UDP',
      python: `import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\nevidence = s.sendto(b"probe", ("127.0.0.1", ${port}))`,
    },
    {
      name: 'unix socket',
      python: `import socket\ns = socket.socket(socket.AF_UNIX)\ns.connect(${text(socket)})\nevidence = 1`,
    },
    {
      name: 'listen',
      python:
        'import socket\ns = socket.socket()\ns.bind(("127.0.0.1", 0))\ns.listen()\nevidence = s.getsockname()[1]',
    },
    {
      name: 'name lookup',
      python: 'import socket\nevidence = not socket.gethostbyname("localhost").startswith("172.29.")',
    },
    {
      name: 'urllib',
      python: `import urllib.request\nevidence = urllib.request.urlopen("http://127.0.0.1:${port}/", timeout=2).read()`,
    },
    {
      name: 'urllib file URL',
      python: seen(`__import__("urllib.request").request.urlopen("file://${file}").read().decode()`),
    },
    {
      name: 'pyodide.http',
      python: `import asyncio, pyodide.http\nevidence = asyncio.run(pyodide.http.pyfetch("http://127.0.0.1:${port}/")).status`,
    },
    { name: 'micropip', python: 'import micropip\nevidence = 1' },
    {
      name: 'package loader',
      python: 'import asyncio, pyodide_js\nevidence = asyncio.run(pyodide_js.loadPackage("micropip"))',
    },
    {
      name: 'ctypes, the C library',
      python: 'import ctypes\nlibc = ctypes.CDLL(None)\nevidence = libc.system(b"true") == 0',
    },
    {
      name: 'ctypes, a library of the host',
      python: 'import ctypes\nevidence = ctypes.CDLL("/lib/x86_64-linux-gnu/libc.so.6")',
    },
    {
      name: 'extension module from outside',
      python: `import importlib.machinery as m\nevidence = m.ExtensionFileLoader("x", ${text(file)}).create_module(m.ModuleSpec("x", None, origin=${text(file)}))`,
    },
    {
      name: 'js module',
      python:
        'import js\nevidence = [n for n in ("process", "fetch", "Function", "eval", "globalThis") if hasattr(js, n)]',
    },
    { name: 'pyodide_js', python: 'import pyodide_js\nevidence = pyodide_js.mountNodeFS("/host", "/etc")' },
    { name: 'pyodide_js._api', python: 'import pyodide_js\nevidence = pyodide_js._api.config.jsglobals' },
    { name: 'pyodide.code.run_js', python: 'from pyodide.code import run_js\nevidence = run_js("1")' },
    {
      name: 'mount the host through a leftover proxy',
      python: `import gc\nfor o in gc.get_objects():\n    if type(o).__name__ == "JsProxy" and hasattr(o, "mountNodeFS"):\n        o.mountNodeFS("/host", ${text(folder)})\n        import os\n        evidence = ${text(name)} in os.listdir("/host")`,
    },
    {
      name: 'NODEFS of a leftover proxy',
      python: `import gc, os\nfor o in gc.get_objects():\n    fs = getattr(o, "FS", None) if type(o).__name__ == "JsProxy" else None\n    if fs:\n        fs.mkdirTree("/h")\n        fs.mount(fs.filesystems.NODEFS, {"root": ${text(folder)}}, "/h")\n        evidence = ${text(name)} in os.listdir("/h")`,
    },
    {
      name: 'subclasses that open files',
      python: `for c in object.__subclasses__():\n    if c.__name__ in ("FileIO", "_io.FileIO", "Popen"):\n        ${seen(`c(${text(file)}).read().decode()`).replaceAll('\n', '\n        ')}`,
    },
    {
      name: 'frames of the runner',
      python:
        'import sys\nf = sys._getframe()\nfound = {}\nwhile f:\n    found.update(f.f_locals)\n    f = f.f_back\nevidence = [k for k in found if "nonce" in k.lower() or k == "settings"]',
    },
    {
      name: 'nonce in memory',
      python:
        'import gc\nevidence = [o for o in gc.get_objects() if type(o) is dict and len(str(o.get("nonce"))) == 32]',
    },
    { name: 'write to file descriptor 3', python: 'import os\nevidence = os.write(3, b"0" * 64)' },
    { name: 'standard input', python: 'import sys\nevidence = sys.stdin.read()' },
    { name: 'debugger', python: 'import sys\nsys.remote_exec(1, "/tmp/x.py")\nevidence = 1' },
  ];
};

/** Gets `p`, Node's process object, by whatever way is left. */
const PROCESS =
  'let p = globalThis.process; try { p ??= (await import("node:process")).default } catch {} if (!p) throw new Error("no process");';

/** Ways through JavaScript: bodies of an async function that returns evidence. */
const scripts = ({
  file,
  folder,
  secret,
  pid,
  port,
  socket,
}: EscapeTargets): readonly (readonly [string, string])[] => {
  const get = (name: string): string =>
    `let m; const way = []; try { m = await import("node:${name}"); m = m.default ?? m } catch (e) { way.push(String(e)) } try { m ??= globalThis.process.getBuiltinModule("${name}") } catch (e) { way.push(String(e)) } try { m ??= globalThis.require("${name}") } catch (e) { way.push(String(e)) } if (!m) throw new Error(way.join("; "));`;
  const path = text(file);
  const read = (expression: string): string => `return String(${expression}).includes(${text(secret)})`;
  return [
    ['process', `${PROCESS} return p.env ?? p.argv ?? p.kill`],
    ['environment', `${PROCESS} return JSON.stringify(p.env).includes(${text(secret)})`],
    ['command line', `${PROCESS} return p.argv?.join(" ") ?? p.execArgv?.join(" ")`],
    ['signal 0 to the server', `${PROCESS} return p.kill(${pid}, 0)`],
    ['signal 0 to the parent', `${PROCESS} return p.ppid > 1 && p.kill(p.ppid, 0)`],
    ['internal signal', `${PROCESS} return p._kill(${pid}, 0) === 0`],
    ['open the debugger of the server', `${PROCESS} p._debugProcess(${pid}); return 1`],
    ['open own debugger', `${PROCESS} p.kill(p.pid, "SIGUSR1"); return 1`],
    ['lower the priority of the server', `${get('os')} m.setPriority(${pid}, 19); return 1`],
    ['users of the host', `${get('os')} return m.userInfo().username`],
    ['interfaces of the host', `${get('os')} return JSON.stringify(m.networkInterfaces())`],
    ['binding', `${PROCESS} return p.binding("fs")`],
    ['linked binding', `${PROCESS} return p._linkedBinding("x")`],
    ['dlopen', `${PROCESS} p.dlopen({ exports: {} }, ${path}); return 1`],
    ['execve', `${PROCESS} p.execve("/bin/true", ["true"], {}); return 1`],
    ['active handles', `${PROCESS} return p._getActiveHandles().length`],
    ['raw debug', `${PROCESS} p._rawDebug("x"); return 1`],
    ['change folder', `${PROCESS} p.chdir(${text(folder)}); return p.cwd()`],
    ['diagnostic report', `${PROCESS} return p.report.getReport().header`],
    ['load an env file', `${PROCESS} p.loadEnvFile(${path}); return 1`],
    ['send a message', `${PROCESS} return p.send({ kind: "V" })`],
    ['standard streams', `${PROCESS} return p.stdout.write("x") && p.stderr`],
    ['main module', `${PROCESS} return p.mainModule.require("fs")`],
    ['read a file', `${get('fs')} ${read(`m.readFileSync(${path})`)}`],
    ['read a file by promises', `${get('fs/promises')} ${read(`await m.readFile(${path})`)}`],
    ['open a file as blob', `${get('fs')} ${read(`await (await m.openAsBlob(${path})).text()`)}`],
    ['list a folder', `${get('fs')} return m.readdirSync(${text(folder)}).length > 0`],
    ['write a file', `${get('fs')} m.writeFileSync(${text(`${folder}/escaped`)}, "x"); return 1`],
    ['symbolic link', `${get('fs')} m.symlinkSync(${path}, ${text(`${folder}/escaped`)}); return 1`],
    ['forge a message', `${get('fs')} return m.writeSync(3, "0".repeat(32) + "V\\0\\0\\0\\u00013")`],
    ['read the request channel', `${get('fs')} return m.readSync(0, new Uint8Array(1))`],
    ['spawn', `${get('child_process')} return m.execSync("id")`],
    ['spawn asynchronously', `${get('child_process')} return m.spawn("true").pid`],
    ['fork', `${get('child_process')} return m.fork(${path}).pid`],
    ['cluster', `${get('cluster')} return m.fork().id`],
    ['worker', `${get('worker_threads')} return new m.Worker("1", { eval: true }).threadId`],
    ['inspector', `${get('inspector')} m.open(0); return m.url()`],
    ['inspector session', `${get('inspector')} const s = new m.Session(); s.connect(); return 1`],
    ['heap snapshot', `${get('v8')} return m.writeHeapSnapshot(${text(`${folder}/heap`)})`],
    ['heap snapshot stream', `${get('v8')} return m.getHeapSnapshot()`],
    ['V8 flags', `${get('v8')} m.setFlagsFromString("--no-flush-bytecode"); return 1`],
    ['vm', `${get('vm')} return m.runInThisContext("1 + 1")`],
    ['module hooks', `${get('module')} return m.registerHooks({ resolve: (s, c, n) => n(s, c) })`],
    ['createRequire', `${get('module')} return m.createRequire("file:///")("fs").readFileSync`],
    ['wasi', `${get('wasi')} return new m.WASI({ version: "preview1", preopens: { "/": "/" } })`],
    ['sqlite', `${get('sqlite')} return new m.DatabaseSync(":memory:")`],
    [
      'sqlite opens a database',
      `${get('sqlite')} return new m.DatabaseSync(${text(`${folder}/secret.db`)}).prepare("SELECT * FROM secret").all()`,
    ],
    [
      'sqlite attaches a database',
      `${get('sqlite')} const d = new m.DatabaseSync(":memory:"); d.exec("ATTACH '${folder}/secret.db' AS o"); return d.prepare("SELECT * FROM o.secret").all()`,
    ],
    [
      'sqlite writes a file',
      `${get('sqlite')} const d = new m.DatabaseSync(":memory:"); d.exec("VACUUM INTO '${folder}/escaped'"); return 1`,
    ],
    ['ffi', `${get('ffi')} return m.dlopen("libc.so.6")`],
    [
      'TCP',
      `${get('net')} return await new Promise((r, e) => m.connect(${port}, "127.0.0.1").on("connect", () => r(1)).on("error", e))`,
    ],
    [
      'unix socket',
      `${get('net')} return await new Promise((r, e) => m.connect(${text(socket)}).on("connect", () => r(1)).on("error", e))`,
    ],
    [
      'listen',
      `${get('net')} return await new Promise((r, e) => m.createServer().on("error", e).listen(0, () => r(1)))`,
    ],
    [
      'UDP',
      `${get('dgram')} return await new Promise((r, e) => m.createSocket("udp4").send("probe", ${port}, "127.0.0.1", (x) => (x ? e(x) : r(1))))`,
    ],
    [
      'HTTP',
      `${get('http')} return await new Promise((r, e) => m.get("http://127.0.0.1:${port}/", () => r(1)).on("error", e))`,
    ],
    ['name lookup', `${get('dns/promises')} return (await m.lookup("localhost")).address`],
    ['fetch', `return (await fetch("http://127.0.0.1:${port}/")).status`],
    [
      'WebSocket',
      `return await new Promise((r, e) => { const s = new WebSocket("ws://127.0.0.1:${port}/"); s.onopen = () => r(1); s.onerror = () => e(new Error("refused")); })`,
    ],
    ['event source', `return new EventSource("http://127.0.0.1:${port}/").url`],
    ['storage', 'localStorage.setItem("a", "b"); return localStorage.getItem("a")'],
    ['broadcast', 'return new BroadcastChannel("x").name'],
    ['import of a data URL', `return (await import("data:text/javascript,export default 1")).default`],
    ['import of a file', `return await import(${text(`file://${file}`)})`],
    [
      'import in a data URL',
      `return (await import("data:text/javascript,import fs from 'node:fs'; export default fs.readFileSync")).default`,
    ],
    [
      'this of callers',
      `Error.prepareStackTrace = (_, sites) => sites.map((s) => s.getThis()).find((t) => t && t.process); try { return new Error().stack } finally { delete Error.prepareStackTrace }`,
    ],
    ['console streams', 'return console._stdout ?? console.Console'],
    ['shell functions of the loader', `return read(${path})`],
    ['binary reader of the loader', `return readbuffer(${path})`],
    [
      'command through the loader',
      'return os.system("sh", ["-c", "id"]).length > 1000 || os.system("sh", ["-c", "head -c2 /dev/urandom; id"]).includes("uid")',
    ],
    [
      'Node globals',
      'return ["process", "Buffer", "require", "module", "global", "fetch", "navigator", "Worker"].filter((n) => globalThis[n] !== undefined).join()',
    ],
  ];
};

/** Python that runs a JavaScript body through the Function constructor of any object that came from JavaScript. */
const throughJavaScript = (name: string, body: string): EscapeProbe => ({
  name: `JavaScript: ${name}`,
  python: [
    'from pyodide.ffi import run_sync, to_js',
    'make = to_js([1]).constructor.constructor',
    `promise = make(${text(`return (async () => { ${body} })()`)})()`,
    'evidence = run_sync(promise)',
    'evidence = evidence if isinstance(evidence, (str, int, float)) else (evidence is not None and repr(evidence))',
    'evidence = False if evidence in ("undefined", "jsnull") else evidence',
  ].join('\n'),
});

/** Ways to turn text into JavaScript without the Function constructor's own name. */
const generators: readonly EscapeProbe[] = [
  ['Function', 'to_js([1]).constructor.constructor("return 1")()'],
  ['Function of a method', 'to_js([1]).push.constructor("return 1")()'],
  ['Function of an exception', '[e.js_error for e in [_caught()]][0].constructor.constructor("return 1")()'],
  [
    'Function of the event loop',
    '__import__("pyodide.webloop").webloop.scheduleCallback.constructor("return 1")()',
  ],
].map(([name, expression]) => ({
  name: `JavaScript from text: ${name}`,
  python: `from pyodide.ffi import to_js, JsException\ndef _caught():\n    try:\n        to_js([1]).reduce(None)\n    except JsException as error:\n        return error\nevidence = ${expression}`,
}));

/** Every probe, Python and JavaScript; threats.md section 3 and row 33. */
export const escapeProbes = (targets: EscapeTargets): readonly EscapeProbe[] => [
  ...pythonProbes(targets),
  ...generators,
  ...scripts(targets).map(([name, body]) => throughJavaScript(name, body)),
];

export interface ProbeReport {
  readonly escaped: readonly (readonly [name: string, evidence: string])[];
  readonly closed: readonly (readonly [name: string, reason: string])[];
}

/** One program that tries all probes and whose result is a ProbeReport. */
export const probeProgram = (probes: readonly EscapeProbe[]): string => `
import json
escaped, closed = [], []
for name, source in json.loads(${text(text(probes.map(({ name, python }) => [name, python])))}):
    scope = {"__name__": "__main__"}
    try:
        exec(source, scope)
        evidence = scope.get("evidence")
        if evidence:
            escaped.append([name, str(evidence)[:200]])
        else:
            closed.append([name, "led nowhere"])
    except BaseException as error:
        closed.append([name, f"{type(error).__name__}: {error}"[:200]])
{"escaped": escaped, "closed": closed}
`;
