import { isIP } from 'node:net';
import { addressKind } from './address-kind.ts';

/** Names of services that hand out a machine's own credentials (threats.md row 29). */
const METADATA_NAMES: ReadonlySet<string> = new Set([
  'instance-data',
  'instance-data.ec2.internal',
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.tencentyun.com',
  'metadata.platformequinix.com',
]);

/**
 * Whether a URL names a cloud's metadata service, in any spelling: URL itself turns decimal, octal, hexadecimal,
 * percent-encoded and full-width addresses into one form. What other names lead to is seen when they are resolved.
 */
export function isMetadataAddress(url: URL): boolean {
  const host = hostOf(url);
  return isIP(host) === 0 ? METADATA_NAMES.has(host) : addressKind(host) === 'metadata';
}

/** The host of a URL without brackets, case or the dot at its end. */
export const hostOf = ({ hostname }: URL): string =>
  hostname.startsWith('[') ? hostname.slice(1, -1) : hostname.toLowerCase().replace(/\.$/u, '');
