import { lookup } from 'node:dns/promises';

/** All addresses of a name, asked once for each connection. Rejects as dns.lookup does. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** As every program of this machine resolves: its hosts file, then DNS. */
export const systemResolve: Resolve = async (name) =>
  (await lookup(name, { all: true, order: 'verbatim' })).map(({ address }) => address);
