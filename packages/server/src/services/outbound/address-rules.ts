import { isIP } from 'node:net';
import { addressKind } from './address-kind.ts';
import { hostOf, isMetadataAddress } from './metadata-address.ts';
import { AddressRefused } from './unusable-response.ts';

/** Names under which nothing public can be: who writes one means something near (RFC 6761, 6762, 8375, ICANN's .internal). */
const LOCAL_SUFFIXES = ['.localhost', '.local', '.internal', '.lan', '.home.arpa'] as const;

/** Says which addresses of configured endpoints are called; see "Which addresses are called" in docs/configuration.md. */
export interface AddressRules {
  /** Throws AddressRefused for a URL that is not called whatever its name leads to. All that a literal address needs. */
  checkUrl(url: URL): void;
  /** Throws AddressRefused unless each address that the host leads to may be called. */
  checkAddresses(host: string, addresses: readonly string[]): void;
}

/**
 * The same for addresses that somebody else than the operator names, users and pages with links: nothing local is called,
 * however it is written, unless its host is one of `privateHosts`.
 */
export function publicAddressRules(privateHosts: readonly string[]): AddressRules {
  const operators = addressRules(privateHosts);
  const allowed = hostSet(privateHosts);
  const check = (host: string, addresses: readonly string[]): void => {
    if (!allowed.has(host) && addresses.some((address) => addressKind(address) !== 'public'))
      throw new AddressRefused(
        `has an address that is not public (${host}), which is not called unless the operator of this server allows it`,
      );
  };
  return {
    checkUrl(url) {
      operators.checkUrl(url);
      const host = hostOf(url);
      if (isIP(host) !== 0) check(host, [host]);
    },
    checkAddresses(host, addresses) {
      if (addresses.some((address) => addressKind(address) === 'metadata')) throw metadataRefused();
      check(host, addresses);
    },
  };
}

const hostSet = (hosts: readonly string[]): ReadonlySet<string> =>
  new Set(hosts.map((host) => host.toLowerCase().replace(/\.$/u, '')));

/** `privateHosts` are names whose addresses may be local although the name looks public. */
export function addressRules(privateHosts: readonly string[]): AddressRules {
  const allowed = hostSet(privateHosts);
  return {
    checkUrl(url) {
      if (url.protocol !== 'http:' && url.protocol !== 'https:')
        throw new AddressRefused('has an address that is neither http nor https; correct its baseUrl');
      if (url.username !== '' || url.password !== '')
        throw new AddressRefused(
          'has a user or password in its address, which is never sent; use apiKey or headers',
        );
      if (isMetadataAddress(url)) throw metadataRefused();
    },
    checkAddresses(host, addresses) {
      const kinds = addresses.map(addressKind);
      if (kinds.includes('metadata')) throw metadataRefused();
      if (kinds.includes('local') && !isLocalName(host) && !allowed.has(host))
        throw new AddressRefused(
          `has a public name (${host}) that leads to a private address, which is not called; if that is meant, set allowPrivateAddress: true for it`,
        );
    },
  };
}

/** Whether who wrote this host meant this machine or one near: a literal address, or a name that cannot be public. */
export const isLocalName = (host: string): boolean =>
  isIP(host) !== 0 || !host.includes('.') || LOCAL_SUFFIXES.some((suffix) => host.endsWith(suffix));

const metadataRefused = (): AddressRefused =>
  new AddressRefused('has the address of a metadata service, which is never called');
