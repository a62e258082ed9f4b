import { timingSafeEqual } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';

/**
 * Who may speak to a child's Runtime API. Other processes of the same user can reach the port too, other functions
 * among them: they must not take its events or answer in its name. Our own bootstraps carry a token; a custom runtime
 * cannot, so on Linux the connection is traced to its process.
 */

/** Whether a request carries the token. */
export function hasToken(request: IncomingMessage, token: string): boolean {
  const given = request.headers['streambed-runtime-token'];
  if (typeof given !== 'string' || given.length !== token.length) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(token));
}

/**
 * Whether the other end of a loopback connection is a process of the group `processGroup`. Where the system does not
 * tell (anything but Linux) the answer is yes: there the unguessable request id has to do.
 */
export async function comesFromGroup(request: IncomingMessage, processGroup: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const { remotePort, localPort } = request.socket;
  const inode = remotePort && localPort ? await socketInode(remotePort, localPort) : undefined;
  if (inode === undefined) return false;
  if (await holdsSocket(processGroup, inode)) return true;
  for (const pid of await groupMembers(processGroup)) if (await holdsSocket(pid, inode)) return true;
  return false;
}

/** The inode of the socket on 127.0.0.1 from port `from` to port `to`; rows of proc_net_tcp(5). */
async function socketInode(from: number, to: number): Promise<string | undefined> {
  const end = (port: number) => `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const table = await readFile('/proc/net/tcp', 'utf8').catch(() => '');
  for (const line of table.split('\n')) {
    const columns = line.trim().split(/\s+/);
    if (columns[1] === end(from) && columns[2] === end(to)) return columns[9];
  }
  return undefined;
}

async function holdsSocket(pid: number, inode: string): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  for (const descriptor of await readdir(folder).catch(() => []))
    if ((await readlink(`${folder}/${descriptor}`).catch(() => '')) === `socket:[${inode}]`) return true;
  return false;
}

async function groupMembers(processGroup: number): Promise<readonly number[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).map(Number);
  const members: number[] = [];
  for (const pid of pids) {
    const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // The command's name, in parentheses, may hold anything; state, parent and group follow it.
    const group = state.slice(state.lastIndexOf(')') + 2).split(' ')[2];
    if (Number(group) === processGroup) members.push(pid);
  }
  return members;
}
