import { isIPv6, type LookupFunction } from 'node:net';
import type { AddressRules } from './address-rules.ts';
import { hostOf } from './metadata-address.ts';
import type { Resolve } from './resolve.ts';
import { AddressRefused } from './unusable-response.ts';

/**
 * A lookup for sockets: the name is resolved once, all of its addresses are checked, and the socket connects to one of
 * them. A name that changes its mind a moment later changes nothing.
 */
export function checkedLookup(rules: AddressRules, resolve: Resolve): LookupFunction {
  return (name, options, callback) => {
    resolveChecked(name).then(
      (addresses) => {
        const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
        const [first] = found;
        if (options.all) callback(null, found);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };

  async function resolveChecked(name: string): Promise<readonly string[]> {
    const addresses = await resolve(name);
    if (addresses.length === 0) throw new AddressRefused('has a name without addresses; correct its baseUrl');
    rules.checkAddresses(hostOf(new URL(`http://${name}/`)), addresses);
    return addresses;
  }
}
