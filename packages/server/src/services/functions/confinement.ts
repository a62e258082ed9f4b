import { execFile } from 'node:child_process';

/** What a child's command is started through on this system, strongest that works; see `findConfinement`. */
export interface Confinement {
  readonly wrapper: readonly string[];
  /** Whether the child is alone in a process namespace, where the wrapped command must leave process 1 to a shell. */
  readonly ownProcesses: boolean;
}

// Absolute: the child's PATH is not the server's.
const SETPRIV = '/usr/bin/setpriv';
const UNSHARE = '/usr/bin/unshare';
/** Set-uid programs gain nothing, and the child is killed when its server ends, also when the server is killed. */
const privileges = [SETPRIV, '--no-new-privs', '--pdeathsig', 'KILL', '--'];
/** Only its own processes: it can neither signal the server nor read another's environment in /proc. */
const processes = ['--pid', '--fork', '--kill-child', '--mount-proc', '--'];

/**
 * From strongest to none. Without a user namespace first, which only root may: in one, root's children could not read
 * what belongs to other users. BusyBox, containers and macOS lack one part or all of it.
 */
const candidates: readonly Confinement[] = [
  { wrapper: [...privileges, UNSHARE, ...processes], ownProcesses: true },
  { wrapper: [...privileges, UNSHARE, '--user', '--map-current-user', ...processes], ownProcesses: true },
  { wrapper: privileges, ownProcesses: false },
  { wrapper: [], ownProcesses: false },
];

const found = new Map<'on' | 'off', Promise<Confinement>>();

/** The confinement for functions whose sandbox is on or off, found once by trying. `off` only ties them to the server. */
export function findConfinement(sandbox: 'on' | 'off'): Promise<Confinement> {
  const wanted = candidates.filter((one) => sandbox === 'on' || !one.ownProcesses);
  const result = found.get(sandbox) ?? firstThatWorks(wanted);
  found.set(sandbox, result);
  return result;
}

async function firstThatWorks(wanted: readonly Confinement[]): Promise<Confinement> {
  for (const one of wanted) if (await works(one)) return one;
  return { wrapper: [], ownProcesses: false };
}

const works = ({ wrapper }: Confinement): Promise<boolean> =>
  new Promise((resolve) => {
    const [command, ...args] = [...wrapper, '/bin/sh', '-c', 'test -r /proc/self/stat || test ! -d /proc/1'];
    execFile(command!, args, { timeout: 10_000 }, (error) => resolve(error === null));
  });
