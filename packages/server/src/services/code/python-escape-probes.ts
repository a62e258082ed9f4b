import type { EscapeProbe, EscapeTargets } from './escape-probes.ts';

const text = (value: unknown): string => JSON.stringify(value);

/** Ways that stay within Python. */
export const pythonEscapeProbes = ({
  file,
  folder,
  secret,
  pid,
  port,
  socket,
}: EscapeTargets): readonly EscapeProbe[] => {
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
