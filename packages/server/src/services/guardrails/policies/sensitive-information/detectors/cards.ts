import { digitsOf, luhn } from '../checksums.ts';
import type { Detector, Report } from '../finding.ts';
import { afterLabel, type Labels } from '../labels.ts';
import { beginsFreely, endsFreely, matchEnd, type Scan } from '../scan.ts';

/** Issuers' prefixes, from and to, and the lengths of their numbers (ISO/IEC 7812, the networks' own tables). */
const ISSUERS: readonly (readonly [from: string, to: string, lengths: readonly number[]])[] = [
  ['4', '4', [13, 16, 19]], // Visa
  ['51', '55', [16]], // Mastercard
  ['2221', '2720', [16]], // Mastercard
  ['34', '34', [15]], // American Express
  ['37', '37', [15]], // American Express
  ['6011', '6011', [16, 17, 18, 19]], // Discover
  ['644', '659', [16, 17, 18, 19]], // Discover, RuPay
  ['300', '305', [14, 15, 16, 17, 18, 19]], // Diners Club
  ['3095', '3095', [14, 15, 16, 17, 18, 19]], // Diners Club
  ['36', '36', [14, 15, 16, 17, 18, 19]], // Diners Club
  ['38', '39', [14, 15, 16, 17, 18, 19]], // Diners Club
  ['3528', '3589', [16, 17, 18, 19]], // JCB
  ['62', '62', [16, 17, 18, 19]], // UnionPay
  ['2200', '2204', [16, 17, 18, 19]], // Mir
  ['5018', '5020', [12, 13, 14, 15, 16, 17, 18, 19]], // Maestro, Dankort
  ['5038', '5038', [12, 13, 14, 15, 16, 17, 18, 19]], // Maestro
  ['5893', '5893', [12, 13, 14, 15, 16, 17, 18, 19]], // Maestro
  ['6304', '6304', [12, 13, 14, 15, 16, 17, 18, 19]], // Maestro
  ['6759', '6763', [12, 13, 14, 15, 16, 17, 18, 19]], // Maestro
  ['60', '60', [16]], // RuPay
  ['81', '82', [16]], // RuPay
  ['9792', '9792', [16]], // Troy
];

/** How the digits are grouped on cards and in forms; the same separator throughout. */
const GROUPINGS = [
  /\d{12,19}/y,
  /\d{4}([ .-])\d{4}\1\d{4}\1\d{4}\1\d{3}/y,
  /\d{4}([ .-])\d{4}\1\d{4}\1\d{4}/y,
  /\d{4}([ .-])\d{6}\1\d{5}/y,
  /\d{4}([ .-])\d{6}\1\d{4}/y,
  /\d{4}([ .-])\d{4}\1\d{4}\1\d/y,
  // Read out digit by digit.
  /\d(?:[ .-]\d){12,18}/y,
];

const LAST_FOUR = /\d{4}/y;
const EXPIRY =
  /(?:0?[1-9]|1[0-2])\s?[/.-]\s?(?:20[2-9]\d|[2-9]\d)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?[ ,/-]{1,2}(?:20)?[2-9]\d|(?:0[1-9]|1[0-2])(?:20)?[2-9]\d/iy;
const VERIFICATION_VALUE = /\d{3,4}/y;
const SHORT_EXPIRY = /(?:0[1-9]|1[0-2])\/(?:20)?[2-9]\d/y;

/** Whether an issuer has numbers like this, and its check digit is right. */
export function isCardNumber(digits: string): boolean {
  const known = ISSUERS.some(([from, to, lengths]) => {
    const prefix = digits.slice(0, from.length);
    return prefix >= from && prefix <= to && lengths.includes(digits.length);
  });
  return known && luhn(digits) && !/^(\d)\1+$/.test(digits);
}

/** Card numbers by issuer, length and check digit, or by their last four digits; expiry and CVV by what announces them. */
export const cards: Detector = {
  types: ['CREDIT_DEBIT_CARD_NUMBER', 'CREDIT_DEBIT_CARD_EXPIRY', 'CREDIT_DEBIT_CARD_CVV'],
  detect(scan, labels, report) {
    const numbers = reportNumbers(scan, report);
    reportLastFour(scan, labels, report);
    reportExpiries(scan, labels, numbers, report);
    for (const label of labels.of('cvv')) {
      const start = afterLabel(scan.text, label);
      const end = matchEnd(VERIFICATION_VALUE, scan.text, start);
      if (end > 0 && start > label.end && endsFreely(scan.text, end))
        report('CREDIT_DEBIT_CARD_CVV', start, end);
    }
  },
};

function reportNumbers({ text, starts, withDigits }: Scan, report: Report): number[] {
  const ends: number[] = [];
  let reached = 0;
  for (const token of withDigits) {
    const start = starts[token] as number;
    if (start < reached || !beginsFreely(text, start)) continue;
    for (const grouping of GROUPINGS) {
      const end = matchEnd(grouping, text, start);
      if (end < 0 || !endsFreely(text, end) || !isCardNumber(digitsOf(text.slice(start, end)))) continue;
      report('CREDIT_DEBIT_CARD_NUMBER', start, end);
      ends.push(end);
      reached = end;
      break;
    }
  }
  return ends;
}

/** `card ending in 1234`: the guide counts the last four digits as the number too. */
function reportLastFour({ text }: Scan, labels: Labels, report: Report): void {
  for (const label of labels.of('ending')) {
    const start = afterLabel(text, label);
    const end = matchEnd(LAST_FOUR, text, start);
    if (end < 0 || !endsFreely(text, end)) continue;
    if (labels.near('card', label.start, label.end, 40, 25)) report('CREDIT_DEBIT_CARD_NUMBER', start, end);
  }
}

function reportExpiries({ text }: Scan, labels: Labels, numbers: readonly number[], report: Report): void {
  // `12/31/2027` is a day, not a month and a year.
  const at = (start: number): number => {
    const end = matchEnd(EXPIRY, text, start);
    return end > 0 && endsFreely(text, end) && !/^[/.-]\d/.test(text.slice(end, end + 2)) ? end : -1;
  };
  for (const kind of ['expiry', 'mayExpire'] as const)
    for (const label of labels.of(kind)) {
      const start = afterLabel(text, label);
      const end = start > label.end ? at(start) : -1;
      if (end < 0) continue;
      if (
        kind === 'expiry' ||
        labels.near('card', start, end, 150, 80) ||
        labels.near('cvv', start, end, 80, 80)
      )
        report('CREDIT_DEBIT_CARD_EXPIRY', start, end);
    }
  // Right behind a number: `4111111111111111, 12/29`.
  for (const number of numbers) {
    const start = number + (/^[ ,;|/]{1,3}/.exec(text.slice(number, number + 4))?.[0].length ?? 0);
    const end = start > number ? matchEnd(SHORT_EXPIRY, text, start) : -1;
    if (end > 0 && endsFreely(text, end)) report('CREDIT_DEBIT_CARD_EXPIRY', start, end);
  }
}
