import type { EscapeProbe, EscapeTargets } from './escape-probes.ts';

const text = (value: unknown): string => JSON.stringify(value);

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
    ['spawn', `${get('child_process')} return String(m.execSync("id"))`],
    ['spawn asynchronously', `${get('child_process')} return m.spawn("true").pid`],
    ['fork', `${get('child_process')} return m.fork(${path}).pid`],
    ['cluster', `${get('cluster')} return m.fork().id`],
    [
      'worker',
      `${get('worker_threads')} const w = new m.Worker("1", { eval: true }); w.on("error", () => {}); return w.threadId`,
    ],
    ['inspector', `${get('inspector')} m.open(0); return m.url()`],
    ['inspector session', `${get('inspector')} const s = new m.Session(); s.connect(); return 1`],
    ['heap snapshot', `${get('v8')} return m.writeHeapSnapshot(${text(`${folder}/heap`)})`],
    ['heap snapshot stream', `${get('v8')} return m.getHeapSnapshot().readable`],
    ['V8 flags', `${get('v8')} m.setFlagsFromString("--no-flush-bytecode"); return 1`],
    ['vm', `${get('vm')} return m.runInThisContext("1 + 1")`],
    ['module hooks', `${get('module')} return m.registerHooks({ resolve: (s, c, n) => n(s, c) })`],
    ['createRequire', `${get('module')} return m.createRequire("file:///")("fs").readFileSync`],
    ['wasi', `${get('wasi')} return new m.WASI({ version: "preview1", preopens: { "/": "/" } })`],
    ['sqlite', `${get('sqlite')} return new m.DatabaseSync(":memory:")`],
    [
      'sqlite opens a database',
      `${get('sqlite')} return new m.DatabaseSync(${text(`${folder}/secret.db`)}).prepare("SELECT * FROM secret").get().value`,
    ],
    [
      'sqlite attaches a database',
      `${get('sqlite')} const d = new m.DatabaseSync(":memory:"); d.exec("ATTACH '${folder}/secret.db' AS o"); return d.prepare("SELECT * FROM o.secret").get().value`,
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
      `${get('dgram')} return await new Promise((r, e) => m.createSocket("udp4").on("error", e).send("probe", ${port}, "127.0.0.1", (x) => (x ? e(x) : r(1))))`,
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
    // A probe that hangs has led nowhere.
    `promise = make(${text(
      `return Promise.race([(async () => { ${body} })(), new Promise((_, no) => setTimeout(no, 2000, new Error("no answer")))])`,
    )})()`,
    'evidence = run_sync(promise)',
    'evidence = evidence if isinstance(evidence, (str, int, float)) else (evidence is not None and repr(evidence))',
    'evidence = False if evidence in ("undefined", "jsnull") else evidence',
  ].join('\n'),
});

/** Follows the attributes of every JavaScript object that Python can find, looking for names of power. */
const walk: EscapeProbe = {
  name: 'walk over all JavaScript objects in reach',
  python: `
import gc
from pyodide.ffi import JsException, JsProxy, to_js
names = {"kill", "_kill", "getBuiltinModule", "binding", "readFileSync", "writeSync", "spawn", "nonce", "dlopen",
    "setPriority", "process", "require", "mountNodeFS", "_module", "_api", "FS", "globalThis", "eval", "readbuffer"}
def found():
    yield "array", to_js([1])
    try:
        to_js([1]).reduce(None)
    except JsException as error:
        yield "exception", error.js_error
    for o in gc.get_objects():
        held = o.values() if type(o) is dict else o if type(o) in (list, tuple, set) else ()
        for v in [o, *held]:
            if isinstance(v, JsProxy):
                yield "found", v
queue, evidence, steps = list(found()), [], 0
while queue and steps < 400:
    path, o = queue.pop(0)
    steps += 1
    has = names & set(dir(o))
    if has:
        evidence.append(path + " " + ",".join(has))
    for name in dir(o):
        if len(path.split(".")) < 4 and not name.startswith("__"):
            try:
                v = getattr(o, name)
            except BaseException:
                continue
            if isinstance(v, JsProxy):
                queue.append((path + "." + name, v))
`,
};

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

/** Ways that leave Python for JavaScript: by objects in reach, by text made code, by all that Node offers. */
export const javascriptEscapeProbes = (targets: EscapeTargets): readonly EscapeProbe[] => [
  walk,
  ...generators,
  ...scripts(targets).map(([name, body]) => throughJavaScript(name, body)),
];
