import { isIPv6 } from 'node:net';
import type { Detector, Report } from '../finding.ts';
import type { Labels } from '../labels.ts';
import { beginsFreely, isInToken, matchEnd, type Scan } from '../scan.ts';

const IPV4 = /(?:25[0-5]|2[0-4]\d|1\d{2}|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d{2}|[1-9]?\d)){3}/y;
const MAC = /[0-9a-f]{2}([:-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}/iy;
const DOTTED_MAC = /[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}/iy;
const PLAIN_MAC = /^[0-9a-f]{12}$/i;

/** The longest written form of an IPv6 address, with a zone. */
const LONGEST_IPV6 = 64;

/** IPv4 and IPv6 addresses in every spelling of RFC 4291, MAC addresses with colons, dashes or dots. */
export const network: Detector = {
  types: ['IP_ADDRESS', 'MAC_ADDRESS'],
  detect(scan, labels, report) {
    reportIPv4(scan, labels, report);
    reportIPv6(scan, report);
    reportMac(scan, labels, report);
  },
};

function reportIPv4(
  { text, starts, ends, innerDots, withDigits }: Scan,
  labels: Labels,
  report: Report,
): void {
  if (innerDots.length < 3) return;
  for (const token of withDigits) {
    const start = starts[token] as number;
    if ((ends[token] as number) - start > 3 || text[ends[token] as number] !== '.') continue;
    const end = matchEnd(IPV4, text, start);
    if (end < 0 || !endsAddress(text, end) || !beginsAddress(text, start)) continue;
    // Four small numbers with dots are as often a version, a section or an object identifier.
    if (!labels.near('version', start, end, 8, 0)) report('IP_ADDRESS', start, end);
  }
}

/** Not after a letter, a digit, a dot: `v1.2.3.4` and `0.1.2.3.4` are no addresses; `//10.0.0.1` and `@10.0.0.1` are. */
const beginsAddress = (text: string, start: number): boolean => {
  const before = start === 0 ? 32 : text.charCodeAt(start - 1);
  return !isInToken(before) && !/[.\-_§]/.test(text[start - 1] ?? ' ');
};

const endsAddress = (text: string, end: number): boolean => {
  if (end >= text.length) return true;
  if (isInToken(text.charCodeAt(end)) || text[end] === '_') return false;
  return !((text[end] === '.' || text[end] === '-') && isInToken(text.charCodeAt(end + 1)));
};

const HEXADECIMAL = /[0-9a-f:.]/i;

function reportIPv6({ text, colons }: Scan, report: Report): void {
  let reached = 0;
  for (const colon of colons) {
    if (colon < reached) continue;
    let start = colon;
    while (start > reached && colon - start < 5 && HEXADECIMAL.test(text[start - 1] as string)) start--;
    let end = colon + 1;
    while (end < text.length && end - start < LONGEST_IPV6 && HEXADECIMAL.test(text[end] as string)) end++;
    reached = end;
    // A zone: `fe80::1%eth0`.
    if (text[end] === '%')
      while (end < text.length && end - start < LONGEST_IPV6 && /[%\w]/.test(text[end] as string)) end++;
    while (end > start && /[.:]/.test(text[end - 1] as string) && text.slice(end - 2, end) !== '::') end--;
    if (end - start < 3 || (start > 0 && isInToken(text.charCodeAt(start - 1)))) continue;
    if (end < text.length && isInToken(text.charCodeAt(end))) continue;
    const address = text.slice(start, end);
    if (isIPv6(address) && isSaid(address)) report('IP_ADDRESS', start, end);
  }
}

/** `::` alone and `add::face` are code more often than addresses. */
const isSaid = (address: string): boolean =>
  /\d/.test(address) || address.split(':').filter(Boolean).length > 2;

function reportMac(
  { text, starts, ends, count, withDigits, flags }: Scan,
  labels: Labels,
  report: Report,
): void {
  let reached = 0;
  for (let token = 0; token < count; token++) {
    const start = starts[token] as number;
    const length = (ends[token] as number) - start;
    if ((length !== 2 && length !== 4) || start < reached || !flags[token]) continue;
    const after = text.charCodeAt(ends[token] as number);
    const end =
      length === 2 && (after === 58 || after === 45)
        ? matchEnd(MAC, text, start)
        : length === 4 && after === 46
          ? matchEnd(DOTTED_MAC, text, start)
          : -1;
    if (end < 0 || !beginsFreely(text, start) || text[start - 1] === ':') continue;
    if (
      isInToken(text.charCodeAt(end)) ||
      (/[:.-]/.test(text[end] ?? '') && isInToken(text.charCodeAt(end + 1)))
    )
      continue;
    report('MAC_ADDRESS', start, end);
    reached = end;
  }
  if (labels.of('mac').length === 0) return;
  for (const token of withDigits) {
    const start = starts[token] as number;
    const end = ends[token] as number;
    if (end - start === 12 && PLAIN_MAC.test(text.slice(start, end)) && labels.near('mac', start, end, 30))
      report('MAC_ADDRESS', start, end);
  }
}
