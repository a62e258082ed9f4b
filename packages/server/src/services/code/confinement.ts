import { spawnSync } from 'node:child_process';
import type { CodeSettings, ConfinementLevel } from './configuration.ts';

/** How to start a child: the command, and the user to start it as when the server is root. */
export interface Confinement {
  readonly level: ConfinementLevel;
  /** Whether children run as another user than the server. */
  readonly otherUser: boolean;
  readonly uid?: number;
  readonly gid?: number;
  /** Command and arguments that go before Node's own. */
  readonly wrapper: readonly string[];
}

/** `nobody`, on every system we know; owns nothing. */
const NOBODY = 65_534;

/**
 * New user, pid, network, mount, ipc and host name namespaces: the child sees no process, no interface but a dead
 * loopback, and is process 1, so that its end ends whatever it started. The second spelling is BusyBox's.
 */
const NAMESPACES: readonly (readonly string[])[] = [
  'unshare --user --map-current-user --pid --fork --kill-child --mount-proc --net --ipc --uts --'.split(' '),
  'unshare -U -r -p -f -n -i -u -m --mount-proc'.split(' '),
];
/** No set-uid program helps the child, and it ends with the server even while it is busy. */
const PRIVILEGES = 'setpriv --no-new-privs --pdeathsig KILL --'.split(' ');

/**
 * Finds the strongest confinement that this system allows, by trying each, strongest first: does a shell start in it
 * and can it read what a child must read? Takes some milliseconds; starts no Node.
 */
export const findConfinement = (settings: CodeSettings, readable: readonly string[]): Confinement => {
  const root = process.getuid?.() === 0;
  const users = root
    ? [{ uid: NOBODY, gid: NOBODY, otherUser: true }, { otherUser: false }]
    : [{ otherUser: false }];
  const works = (wrapper: readonly string[], user: { uid?: number; gid?: number }): boolean => {
    const check = `${readable.map((_, index) => `test -r "$${index + 1}"`).join(' && ')}`;
    const [command, ...rest] = [...wrapper, '/bin/sh', '-c', check, 'sh', ...readable] as [
      string,
      ...string[],
    ];
    const { uid, gid } = user;
    const done = spawnSync(command, rest, {
      cwd: '/',
      env: {},
      stdio: 'ignore',
      timeout: 10_000,
      ...(uid === undefined ? {} : { uid, gid }),
    });
    return done.status === 0;
  };
  const namespacesWanted = settings.strongestLevel === 'namespaces' && process.platform === 'linux';
  const userWanted = settings.strongestLevel !== 'process';
  if (namespacesWanted)
    for (const user of users)
      for (const namespaces of NAMESPACES)
        for (const wrapper of [[...PRIVILEGES, ...namespaces], namespaces])
          if (works(wrapper, user)) return { level: 'namespaces', wrapper, ...user };
  const privileges = process.platform === 'linux' && works(PRIVILEGES, {}) ? PRIVILEGES : [];
  for (const user of userWanted ? users : [])
    if (user.otherUser && works(privileges, user)) return { level: 'user', wrapper: privileges, ...user };
  return { level: 'process', wrapper: privileges, otherUser: false };
};

/** KiB that Node and Pyodide need before a program's own data; below it V8 does not start (measured). */
const BASE_DATA = 1_000_000;

/**
 * The whole command of a child. `flags` are Node's; `readable` is all of the disk that the permission model opens.
 * The shell sets the kernel's limits and then becomes Node: no core files, no file may grow, processor seconds (so
 * that a child whose server was killed ends by itself), and data memory, which V8's own limits do not cover fully.
 */
export const childCommand = (
  confinement: Confinement,
  settings: CodeSettings,
  program: string,
  readable: readonly string[],
  withoutFlags: readonly string[] = [],
): readonly string[] => {
  const node = [
    process.execPath,
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    '--no-experimental-sqlite',
    '--no-addons',
    '--no-global-search-paths',
    '--no-warnings',
    '--disable-sigusr1',
    '--disable-proto=delete',
    '--disallow-code-generation-from-strings',
    '--v8-pool-size=1',
    '--max-old-space-size=128',
    `--wasm-max-mem-pages=${settings.memoryLimit * 16}`,
    program,
  ].filter((flag) => !withoutFlags.some((name) => flag.startsWith(name)));
  if (process.platform === 'win32') return node;
  const seconds = Math.ceil((settings.timeLimit * 2) / 1000) + 60;
  const limits = [
    'ulimit -c 0',
    'ulimit -f 0',
    `ulimit -t ${seconds}`,
    `ulimit -d ${BASE_DATA + settings.memoryLimit * 1024}`,
  ];
  // A system that does not know one of the limits goes without it.
  const script = `${limits.map((limit) => `${limit} 2>/dev/null`).join('; ')}; exec "$@"`;
  return [...confinement.wrapper, '/bin/sh', '-c', script, 'sh', ...node];
};
