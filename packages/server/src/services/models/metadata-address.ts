/** Names of services that hand out a machine's own credentials (threats.md row 29). */
const METADATA_NAMES: ReadonlySet<string> = new Set([
  'instance-data',
  'instance-data.ec2.internal',
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
]);

/** Alibaba Cloud, Oracle Cloud, and the host of an Azure machine; the others are link-local. */
const METADATA_IPV4: ReadonlySet<string> = new Set(['100.100.100.200', '192.0.0.192', '168.63.129.16']);

/** First groups of IPv6 addresses: AWS (instance and pod credentials), Google Cloud. */
const METADATA_IPV6 = [
  [0xfd00, 0x0ec2],
  [0xfd20, 0x00ce],
] as const;

/** Prefixes behind which the last two groups are an IPv4 address: mapped, compatible, and two of NAT64. */
const IPV4_BEHIND = [
  [0, 0, 0, 0, 0, 0xffff],
  [0, 0, 0, 0, 0, 0],
  [0x64, 0xff9b, 0, 0, 0, 0],
  [0x64, 0xff9b, 1],
] as const;

/**
 * Whether a URL names a cloud's metadata service, in any spelling: URL itself turns decimal, octal, hexadecimal,
 * percent-encoded and full-width addresses into one form. All link-local addresses count; nothing else of use is there.
 */
export function isMetadataAddress({ hostname }: URL): boolean {
  const host = hostname.toLowerCase().replace(/\.$/u, '');
  if (host.startsWith('[')) return isMetadataIPv6(groupsOf(host.slice(1, -1)));
  return METADATA_NAMES.has(host) || isMetadataIPv4(host);
}

const isMetadataIPv4 = (address: string): boolean =>
  /^169\.254\.\d+\.\d+$/u.test(address) || METADATA_IPV4.has(address);

function isMetadataIPv6(groups: readonly number[]): boolean {
  const [first = 0, second = 0, third = 0] = groups;
  const startsWith = (prefix: readonly number[]) => prefix.every((group, index) => groups[index] === group);
  if ((first & 0xffc0) === 0xfe80 || METADATA_IPV6.some(startsWith)) return true;
  if (first === 0x2002) return isMetadataIPv4(dotted(second, third));
  return IPV4_BEHIND.some(startsWith) && isMetadataIPv4(dotted(groups[6] ?? 0, groups[7] ?? 0));
}

/** The eight groups of an address as URL prints it: hexadecimal, at most one `::`. */
function groupsOf(address: string): readonly number[] {
  const [before = '', after] = address.split('::');
  const numbers = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  if (after === undefined) return numbers(before);
  const tail = numbers(after);
  const head = numbers(before);
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}

const dotted = (high: number, low: number): string =>
  [high, low].flatMap((word) => [word >> 8, word & 0xff]).join('.');
