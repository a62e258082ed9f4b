import { isIPv4 } from 'node:net';
import type { Configuration } from './configuration.ts';
import { isLoopback } from './connections.ts';

/**
 * Whether the studio and what it signs in with answer to a `Host`. A page whose name was made to lead here (DNS
 * rebinding) must not be taken for ours, and credentials travel over TLS or within this machine: so a loopback address,
 * the host of --public-url, and with a certificate of our own any host, since the certificate vouches for it.
 */
export type OwnHost = (host: string | undefined) => boolean;

export const ownHost = ({ tls, publicUrl }: Pick<Configuration, 'tls' | 'publicUrl'>): OwnHost => {
  const published = publicUrl === undefined ? undefined : new URL(publicUrl).host;
  return (host) => {
    if (host === undefined) return false;
    const url = readHost(host);
    if (url === undefined) return false;
    return tls !== undefined || url.host === published || isLoopbackName(url.hostname);
  };
};

/** What is said to anybody else; worded for the person who opened the page. */
export const FOREIGN_HOST =
  'The studio is served over TLS, or to the machine it runs on. Open it at http://127.0.0.1 or http://localhost; ' +
  'or start Streambed with --tls-cert and --tls-key; or put a TLS proxy in front and name its address with --public-url.';

const readHost = (host: string): URL | undefined => {
  // A host and a port, nothing that a URL would read as more than that.
  if (!/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(host)) return undefined;
  try {
    return new URL(`http://${host}`);
  } catch {
    return undefined;
  }
};

const isLoopbackName = (hostname: string): boolean => {
  if (hostname.startsWith('[')) return isLoopback(hostname.slice(1, -1));
  return hostname === 'localhost' || (isIPv4(hostname) && isLoopback(hostname));
};
