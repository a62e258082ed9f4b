import { abaRouting, digitsOf, mod97 } from '../checksums.ts';
import { isCountry } from '../countries.ts';
import type { Detector, Report } from '../finding.ts';
import { afterLabel, type Labels } from '../labels.ts';
import {
  beginsFreely,
  CAPITAL,
  DIGIT,
  endsFreely,
  isInToken,
  LOWER,
  matchEnd,
  type Scan,
  tokenAt,
} from '../scan.ts';

/** Lengths by country, from the SWIFT registry of IBANs. */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ' +
    'ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 ' +
    'LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 ' +
    'QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

const IBAN_HEAD = /[A-Za-z]{2}[ -]?\d{2}/y;
const ROUTING = /\d{4}-?\d{4}-?\d/y;
const ACCOUNT = /\d{6,17}|\d{3,5}(?:[ -]\d{3,5}){1,3}/y;
const LAST_FOUR = /(?:x{2,8}|\*{2,8})?[ -]?\d{4}/iy;

/** IBANs by country, length and remainder; SWIFT codes by country and neighbourhood; US routing and account numbers. */
export const banks: Detector = {
  types: [
    'INTERNATIONAL_BANK_ACCOUNT_NUMBER',
    'SWIFT_CODE',
    'US_BANK_ROUTING_NUMBER',
    'US_BANK_ACCOUNT_NUMBER',
  ],
  detect(scan, labels, report) {
    reportIbans(scan, report);
    reportSwiftCodes(scan, labels, report);
    reportRoutingNumbers(scan, labels, report);
    reportAccounts(scan, labels, report);
  },
};

function reportIbans({ text, starts, withDigits, count }: Scan, report: Report): void {
  let reached = 0;
  for (const token of withDigits) {
    // `DE 89 …` begins with a token of letters.
    for (const first of token > 0 ? [token - 1, token] : [token]) {
      const start = starts[first] as number;
      if (first >= count || start < reached || !beginsFreely(text, start)) continue;
      if (matchEnd(IBAN_HEAD, text, start) < 0) continue;
      const length = IBAN_LENGTHS.get(text.slice(start, start + 2).toUpperCase());
      const end = length === undefined ? -1 : endOfIban(text, start, length);
      if (end < 0) continue;
      report('INTERNATIONAL_BANK_ACCOUNT_NUMBER', start, end);
      reached = end;
    }
  }
}

/** Where an IBAN of so many characters ends, single spaces or dashes between them allowed; -1 when it is none. */
function endOfIban(text: string, start: number, length: number): number {
  let iban = '';
  let at = start;
  for (; at < text.length && iban.length < length; at++) {
    const character = text[at] as string;
    if (/[A-Za-z0-9]/.test(character)) iban += character.toUpperCase();
    else if (!/[ -]/.test(character) || /[ -]/.test(text[at - 1] as string)) return -1;
  }
  if (iban.length < length || (at < text.length && isInToken(text.charCodeAt(at)))) return -1;
  return mod97(iban) ? at : -1;
}

const SWIFT = /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?$/;

/** ISO 9362: four letters of the party, a country of ISO 3166, two of the place, three of the branch or none. */
function reportSwiftCodes({ text, starts, ends, flags, count }: Scan, labels: Labels, report: Report): void {
  if (labels.of('swift').length === 0 && labels.of('transfer').length === 0) return;
  for (let token = 0; token < count; token++) {
    const start = starts[token] as number;
    const end = ends[token] as number;
    const length = end - start;
    if (
      (length !== 8 && length !== 11) ||
      !((flags[token] as number) & CAPITAL) ||
      (flags[token] as number) & LOWER
    )
      continue;
    const code = text.slice(start, end);
    if (!SWIFT.test(code) || !isCountry(code.slice(4, 6))) continue;
    // SHIPMENT is a word, and ME a country: letters alone need the label itself.
    const telling = /\d|XXX$/.test(code) && labels.near('transfer', start, end, 60, 40);
    if (!telling && !labels.near('swift', start, end, 40, 20)) continue;
    report('SWIFT_CODE', start, end);
  }
}

function reportRoutingNumbers({ text, starts, withDigits }: Scan, labels: Labels, report: Report): void {
  if (labels.of('routing').length === 0) return;
  for (const token of withDigits) {
    const start = starts[token] as number;
    const end = matchEnd(ROUTING, text, start);
    if (end < 0 || !beginsFreely(text, start) || !endsFreely(text, end)) continue;
    if (abaRouting(digitsOf(text.slice(start, end))) && labels.near('routing', start, end))
      report('US_BANK_ROUTING_NUMBER', start, end);
  }
}

function reportAccounts(scan: Scan, labels: Labels, report: Report): void {
  const { text } = scan;
  for (const label of labels.of('account')) {
    const start = valueStart(scan, afterLabel(text, label));
    const end = matchEnd(ACCOUNT, text, start);
    if (end > 0 && endsFreely(text, end) && digitsOf(text.slice(start, end)).length <= 17) {
      if (!isDate(text.slice(start, end))) report('US_BANK_ACCOUNT_NUMBER', start, end);
      continue;
    }
    for (const ending of labels.of('ending')) {
      if (ending.start < label.end || ending.start > label.end + 15) continue;
      const last = afterLabel(text, ending);
      const lastEnd = matchEnd(LAST_FOUR, text, last);
      if (lastEnd > 0 && endsFreely(text, lastEnd)) report('US_BANK_ACCOUNT_NUMBER', last, lastEnd);
    }
  }
}

const isDate = (text: string): boolean => /^(?:19|20)\d{2}[ -]?[01]\d[ -]?[0-3]\d$/.test(text);

/** Skips `checking` in `account (checking) 12345678`: up to one word and its brackets. */
function valueStart(scan: Scan, place: number): number {
  const token = tokenAt(scan, place);
  if (token >= scan.count || (scan.flags[token] as number) & DIGIT) return place;
  const next = token + 1;
  const isNear = next < scan.count && (scan.starts[next] as number) - place <= 20;
  return isNear &&
    (scan.flags[next] as number) & DIGIT &&
    !/[.!?\n]/.test(scan.text.slice(place, scan.starts[next]))
    ? (scan.starts[next] as number)
    : place;
}
