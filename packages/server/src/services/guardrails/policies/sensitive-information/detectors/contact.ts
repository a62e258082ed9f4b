import type { Detector, Report } from '../finding.ts';
import type { Labels } from '../labels.ts';
import { isInToken, matchEnd, type Scan } from '../scan.ts';

/** RFC 5321: 64 characters before the sign, 255 after. */
const LONGEST_LOCAL = 64;
const LONGEST_DOMAIN = 255;

const LOCAL = /[\p{L}\p{N}!#$%&'*+\-/=?^_`{|}~.]/u;
const DOMAIN = /[\p{L}\p{N}.-]/u;
const TOP_LEVEL = /\.(?:\p{L}{2,24}|xn--[a-z0-9-]{2,59})$/u;

const BRACKETED_AT =
  /\s{0,2}(?:[[({<]\s?(?:at|@)\s?[\])}>])\s{0,2}([\p{L}\p{N}-]{1,63}(?:\s{0,2}(?:[[({<]\s?(?:dot|\.)\s?[\])}>]|\.|\s?dot\s)\s{0,2}[\p{L}\p{N}-]{1,63}){1,4})/iuy;
const SPOKEN_AT = / at ([\p{L}\p{N}-]{1,63}(?: dot [\p{L}\p{N}-]{1,63}){1,4})/iuy;

/** Email addresses, also spelled with `[at]` and `dot`; URLs with a scheme, `www.` or a well-known ending. */
export const contact: Detector = {
  types: ['EMAIL', 'URL'],
  detect(scan, labels, report) {
    for (const at of scan.ats) reportEmail(scan.text, at, report);
    reportSpelledEmails(scan, labels, report);
    reportUrls(scan, report);
  },
};

function reportEmail(text: string, at: number, report: Report): void {
  let start = at;
  while (start > 0 && at - start < LONGEST_LOCAL && LOCAL.test(text[start - 1] as string)) start--;
  while (start < at && !isInToken(text.charCodeAt(start)) && text[start] !== '_') start++;
  // In a URL or an assignment the address begins behind the last separator.
  const separator = text.slice(start, at).search(/[=/?&'`|{}][^=/?&'`|{}]*$/);
  if (separator >= 0 && !/'/.test(text[start + separator] as string)) start += separator + 1;
  let end = at + 1;
  while (end < text.length && end - at <= LONGEST_DOMAIN && DOMAIN.test(text[end] as string)) end++;
  while (end > at && /[.-]/.test(text[end - 1] as string)) end--;
  if (start === at || text[at - 1] === '.' || text[at + 1] === '.') return;
  const domain = text.slice(at + 1, end);
  if (TOP_LEVEL.test(domain) && !domain.includes('..')) report('EMAIL', start, end);
}

function reportSpelledEmails({ text, starts, ends, count }: Scan, labels: Labels, report: Report): void {
  for (let token = 1; token < count; token++) {
    const start = starts[token] as number;
    if (
      (ends[token] as number) - start !== 2 ||
      (text.charCodeAt(start) | 32) !== 97 ||
      (text.charCodeAt(start + 1) | 32) !== 116
    )
      continue;
    const localEnd = ends[token - 1] as number;
    const bracketed = matchEnd(BRACKETED_AT, text, localEnd);
    const end = bracketed > 0 ? bracketed : matchEnd(SPOKEN_AT, text, localEnd);
    if (end < 0) continue;
    let first = token - 1;
    // `john dot smith`, `john.smith`, `john_smith`.
    while (
      first > 0 &&
      start - (starts[first - 1] as number) < LONGEST_LOCAL &&
      isJoined(text, ends[first - 1] as number, starts[first] as number)
    )
      first--;
    while (
      first > 1 &&
      text.slice(starts[first - 1], ends[first - 1]).toLowerCase() === 'dot' &&
      start - (starts[first - 2] as number) < LONGEST_LOCAL
    )
      first -= 2;
    const from = starts[first] as number;
    const isCompound = first < token - 1 || /\d/.test(text.slice(from, localEnd));
    if (bracketed > 0 || isCompound || labels.near('email', from, end, 40, 10)) report('EMAIL', from, end);
  }
}

const isJoined = (text: string, end: number, start: number): boolean =>
  start - end === 1 && /[._+-]/.test(text[end] as string);

/** Endings of domains that are written without scheme; those that are also endings of files (.py, .rs, .md) are not here. */
const ENDINGS = new Set(
  'com org net edu gov mil int info biz io dev app co ai tv xyz online site shop store blog cloud tech uk de fr es it nl be ch at ca au nz jp cn in br mx eu us se no dk fi pt ie cz'.split(
    ' ',
  ),
);
const TWO_LETTERS_THAT_NEED_A_PATH = new Set('in it at is be no us de es co ai io'.split(' '));
const SCHEMES =
  /(?:https?|ftps?|sftp|wss?|file|ssh|git|s3|ldaps?|rtsp|irc|telnet|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|rediss?|amqps?|jdbc)$/i;
const URL_SIGNS = /[^\s<>"`{}|\\^]/;
const LONGEST_URL = 2_048;

function reportUrls({ text, starts, ends, colons, innerDots, count }: Scan, report: Report): void {
  let reached = 0;
  const found: [number, number][] = [];
  for (const colon of colons) {
    if (colon < reached || text.charCodeAt(colon + 1) !== 47 || text.charCodeAt(colon + 2) !== 47) continue;
    const scheme = SCHEMES.exec(text.slice(Math.max(0, colon - 14), colon));
    if (!scheme) continue;
    const end = endOfUrl(text, colon + 3);
    if (end <= colon + 4) continue;
    const start = colon - scheme[0].length;
    report('URL', start, end);
    found.push([start, end]);
    reached = end;
  }
  let inside = 0;
  reached = 0;
  let token = 0;
  for (const dot of innerDots) {
    while (inside < found.length && (found[inside]?.[1] as number) <= dot) inside++;
    if (dot < reached || (inside < found.length && (found[inside]?.[0] as number) < dot)) continue;
    while (token < count && (ends[token] as number) < dot) token++;
    let first = token;
    while (
      first > 0 &&
      (starts[first] as number) - (ends[first - 1] as number) === 1 &&
      text[ends[first - 1] as number] === '-' &&
      dot - (starts[first - 1] as number) < LONGEST_DOMAIN
    )
      first--;
    const start = starts[first] as number;
    const before = start > 0 ? (text[start - 1] as string) : ' ';
    if (/[@./\\_:=~$-]/.test(before)) continue;
    let end = ends[token] as number;
    while (end < text.length && end - start < LONGEST_DOMAIN && DOMAIN.test(text[end] as string)) end++;
    while (end > start && /[.-]/.test(text[end - 1] as string)) end--;
    reached = end;
    const host = text.slice(start, end);
    if (text[end] === '@' || !isHost(host, text[end] === '/' || text[end] === ':')) continue;
    const hasMore =
      text[end] === '/' || text[end] === '?' || (text[end] === ':' && /\d/.test(text[end + 1] ?? ''));
    const last = hasMore ? endOfUrl(text, end) : end;
    report('URL', start, last);
    reached = last;
  }
}

/** Whether a name with dots is a host, seen without scheme. */
function isHost(host: string, isFollowed: boolean): boolean {
  const ending = host.slice(host.lastIndexOf('.') + 1);
  if (/^www\d?\./i.test(host)) return /^[a-z]{2,24}$/i.test(ending) && host.split('.').length > 2;
  // ASP.NET is a product; example.NET would be a domain, and nobody writes it so.
  if (!ENDINGS.has(ending) || !/^[a-z0-9]/i.test(host) || !/[a-z]/i.test(host.slice(0, -ending.length)))
    return false;
  const labels = host.split('.');
  if (
    labels.length === 2 &&
    TWO_LETTERS_THAT_NEED_A_PATH.has(ending) &&
    !isFollowed &&
    ending !== 'io' &&
    ending !== 'ai' &&
    ending !== 'de'
  )
    return false;
  return labels.every((label) => label !== '' && label.length <= 63) && (labels[0] as string).length > 1;
}

function endOfUrl(text: string, from: number): number {
  let end = from;
  while (end < text.length && end - from < LONGEST_URL && URL_SIGNS.test(text[end] as string)) end++;
  // What ends a sentence or closes a bracket that the URL did not open is not part of it.
  const surplus = { ')': 0, ']': 0 };
  for (let at = from; at < end; at++) {
    const sign = text[at] as string;
    if (sign === ')' || sign === ']') surplus[sign]++;
    else if (sign === '(') surplus[')']--;
    else if (sign === '[') surplus[']']--;
  }
  for (; end > from; end--) {
    const last = text[end - 1] as string;
    if (/[.,;:!?'*]/.test(last)) continue;
    if ((last !== ')' && last !== ']') || surplus[last] <= 0) break;
    surplus[last]--;
  }
  return end;
}
