import { BlockList, isIP, isIPv4 } from 'node:net';

/**
 * - `metadata`: hands out a machine's own credentials, or is link-local, where nothing else of use is: never called.
 * - `local`: loopback, private, shared or otherwise not reachable from everywhere: called where the operator said so.
 * - `public`: everything else.
 */
export type AddressKind = 'metadata' | 'local' | 'public';

/** Link-local, then Alibaba Cloud, Oracle Cloud, the host of an Azure machine (threats.md row 29). */
const METADATA = blockList(
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['192.0.0.192', 32],
  ['168.63.129.16', 32],
  ['fe80::', 10],
  // AWS (instance and pod credentials), Google Cloud.
  ['fd00:ec2::', 32],
  ['fd20:ce::', 32],
);

/** What the registries of IANA for special-purpose addresses call not globally reachable (RFC 6890 and later). */
const LOCAL = blockList(
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
  ['::', 128],
  ['::1', 128],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001:db8::', 32],
  ['3fff::', 20],
  ['5f00::', 16],
  ['fc00::', 7],
  ['fec0::', 10],
  ['ff00::', 8],
);

/** What an IP address is; an IPv6 address counts as the worst of itself and of all IPv4 addresses written into it. */
export function addressKind(address: string): AddressKind {
  const [bare = ''] = address.split('%', 1);
  // Nobody connects to what is no address, so nothing is lost by treating it as the worst.
  if (isIP(bare) === 0) return 'metadata';
  if (isIPv4(bare)) return kindOf(bare, 'ipv4');
  const kinds = [kindOf(bare, 'ipv6'), ...ipv4In(groupsOf(bare)).map((inner) => kindOf(inner, 'ipv4'))];
  return kinds.find((kind) => kind === 'metadata') ?? kinds.find((kind) => kind === 'local') ?? 'public';
}

function kindOf(address: string, family: 'ipv4' | 'ipv6'): AddressKind {
  if (METADATA.check(address, family)) return 'metadata';
  return LOCAL.check(address, family) ? 'local' : 'public';
}

function blockList(...subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, isIPv4(network) ? 'ipv4' : 'ipv6');
  return list;
}

/** First groups of an IPv6 address → where IPv4 addresses stand in it, as offsets in bytes of their four octets. */
const IPV4_INSIDE: readonly (readonly [readonly number[], readonly (readonly number[])[]])[] = [
  // Mapped, translated (RFC 2765) and compatible.
  [[0, 0, 0, 0, 0, 0xffff], [[12, 13, 14, 15]]],
  [[0, 0, 0, 0, 0xffff, 0], [[12, 13, 14, 15]]],
  [[0, 0, 0, 0, 0, 0], [[12, 13, 14, 15]]],
  // NAT64: the well-known prefix, and the local one with each length that RFC 6052 section 2.2 gives.
  [[0x64, 0xff9b, 0, 0, 0, 0], [[12, 13, 14, 15]]],
  [
    [0x64, 0xff9b, 1],
    [
      [6, 7, 9, 10],
      [7, 9, 10, 11],
      [9, 10, 11, 12],
      [12, 13, 14, 15],
    ],
  ],
  // 6to4.
  [[0x2002], [[2, 3, 4, 5]]],
];

/** Teredo (RFC 4380): the server as it is, the client with all bits turned over. */
const TEREDO = [0x2001, 0];

function ipv4In(groups: readonly number[]): readonly string[] {
  const bytes = groups.flatMap((group) => [group >> 8, group & 0xff]);
  const at = (offsets: readonly number[]): string => offsets.map((offset) => bytes[offset] ?? 0).join('.');
  const startsWith = (prefix: readonly number[]) => prefix.every((group, index) => groups[index] === group);
  const found = IPV4_INSIDE.filter(([prefix]) => startsWith(prefix)).flatMap(([, places]) => places.map(at));
  if (startsWith(TEREDO))
    found.push(
      at([4, 5, 6, 7]),
      bytes
        .slice(12)
        .map((byte) => byte ^ 0xff)
        .join('.'),
    );
  // ISATAP (RFC 5214) may stand behind any prefix.
  if (groups[5] === 0x5efe && (groups[4] === 0 || groups[4] === 0x200)) found.push(at([12, 13, 14, 15]));
  return found;
}

/** The eight groups of an IPv6 address, however it is written: URL makes one form of all. */
function groupsOf(address: string): readonly number[] {
  const [before = '', after] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split('::');
  const numbers = (text: string) =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  if (after === undefined) return numbers(before);
  const tail = numbers(after);
  const head = numbers(before);
  return [...head, ...Array.from({ length: 8 - head.length - tail.length }, () => 0), ...tail];
}
