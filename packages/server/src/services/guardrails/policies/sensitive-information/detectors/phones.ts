import { digitsOf } from '../checksums.ts';
import type { Detector, Report } from '../finding.ts';
import { afterLabel, type Labels } from '../labels.ts';
import { endsFreely, isDigit, isInToken, matchEnd, type Scan } from '../scan.ts';

/**
 * Calling codes of ITU-T E.164 with the lengths of national numbers where those are known to be narrow; the rest has 6
 * to 12 digits.
 */
const CALLING_CODES: ReadonlyMap<string, readonly [least: number, most: number]> = new Map(
  (
    '1:10-10 7:10-10 20:8-10 27:9-9 30:10-10 31:9-9 32:8-9 33:9-9 34:9-9 36:8-9 39:8-11 40:9-9 41:9-9 43:7-12 44:9-10 45:8-8 ' +
    '46:7-10 47:8-8 48:9-9 49:6-11 51:8-9 52:10-10 53:8-8 54:10-11 55:10-11 56:9-9 57:8-10 58:10-10 60:8-10 61:9-9 62:8-12 ' +
    '63:8-10 64:8-10 65:8-8 66:8-9 81:9-10 82:8-10 84:9-10 86:10-11 90:10-10 91:10-10 92:9-10 93:9-9 94:9-9 95:8-10 98:10-10 ' +
    '211:9-9 212:9-9 213:8-9 216:8-8 218:9-9 220: 221:9-9 225:10-10 229: 230: 231: 232: 233:9-9 234:7-10 237:9-9 243:9-9 244:9-9 ' +
    '249:9-9 250:9-9 251:9-9 254:9-9 255:9-9 256:9-9 258: 260:9-9 263: 264: 265: 267: 268: 291: 297: 298:6-6 299:6-6 350:8-8 ' +
    '351:9-9 352: 353:7-9 354:7-9 355: 356:8-8 357:8-8 358:5-11 359:8-9 370:8-8 371:8-8 372:7-8 373:8-8 374:8-8 375:9-9 376: ' +
    '377: 378: 380:9-9 381:8-9 382: 383: 385:8-9 386:8-8 387: 389: 420:9-9 421:9-9 423: 500: 501: 502:8-8 503:8-8 504:8-8 ' +
    '505:8-8 506:8-8 507: 509: 590: 591:8-8 592: 593:8-9 594: 595: 596: 597: 598:8-8 599: 670: 673: 675: 676: 677: 678: 679: ' +
    '680: 682: 685: 686: 687: 689: 850: 852:8-8 853:8-8 855: 856: 880:10-10 886:8-9 960:7-7 961: 962:8-9 963: 964:10-10 965:8-8 ' +
    '966:8-9 967: 968:8-8 970: 971:8-9 972:8-9 973:8-8 974:8-8 975: 976: 977: 992: 993: 994:9-9 995:9-9 996:9-9 998:9-9'
  )
    .split(' ')
    .map((entry) => {
      const [code = '', lengths = ''] = entry.split(':');
      const [least = 6, most = 12] = lengths === '' ? [] : lengths.split('-').map(Number);
      return [code, [least, most]];
    }),
);

/** National numbers that are told by their grouping alone. The separator of a number stays the same. */
const NATIONAL = [
  // North America: (555) 123-4567, 555-123-4567, 555.123.4567, 1-800-555-0199; `x12` an extension.
  /(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}([.-]))\d{3}[.-]\d{4}(?: ?(?:x|ext\.?) ?\d{1,5})?/iy,
  // United Kingdom: 020 7946 0958, 0161 496 0000, 01632 960 001, 07700 900123, (020) 7946 0958.
  /\(?02\d\)? ?\d{4} \d{4}|\(?011\d\)? \d{3} \d{4}|\(?01\d1\)? \d{3} \d{4}|\(?01\d{3}\)? \d{3} ?\d{3}|07\d{3} ?\d{3} ?\d{3}|0[38]\d{2} \d{3} \d{4}/y,
  // France: 01 23 45 67 89 with spaces, dots or dashes.
  /0[1-9](?:([ .-])\d{2})(?:\1\d{2}){3}/y,
  // Germany: 030/123456, 0171-1234567, (030) 123456.
  /0[1-9]\d{1,3} ?[/-] ?\d{5,8}(?:-\d{1,4})?|\(0[1-9]\d{1,3}\) ?\d{4,8}(?:-\d{1,4})?/y,
  // Netherlands: 06-12345678, 020-1234567, 06 12 34 56 78 is France's form too.
  /0[1-9]\d?-\d{7,8}/y,
  // Australia: 0412 345 678, (02) 9876 5432, 1300 975 707.
  /04\d{2} \d{3} \d{3}|\(0[2378]\) ?\d{4} ?\d{4}|0[2378] \d{4} \d{4}|1[38]00 \d{3} \d{3}/y,
  // Japan: 03-1234-5678, 090-1234-5678.
  /0\d{1,3}-\d{2,4}-\d{4}/y,
  // Brazil: (11) 91234-5678.
  /\([1-9]\d\) ?9?\d{4}-\d{4}/y,
  // India: 98765 43210.
  /[6-9]\d{4}[ -]\d{5}/y,
  // China: 138 0013 8000.
  /1[3-9]\d([ -])\d{4}\1\d{4}/y,
];

/** Numbers that need a label: groups in any form. */
const LABELLED = /\(?\d{1,5}\)?(?:[ ./-]{0,2}\(?\d{1,8}\)?){0,6}/y;
const NORTH_AMERICAN = /(?:1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?: ?(?:x|ext\.?) ?\d{1,5})?/iy;

/** Phone, fax and pager numbers: international, national forms of many countries, and any that a label announces. */
export const phones: Detector = {
  types: ['PHONE'],
  detect(scan, labels, report) {
    const { text, starts, withDigits } = scan;
    let reached = 0;
    for (const token of withDigits) {
      const digits = starts[token] as number;
      if (digits < reached) continue;
      const start = beginningOf(text, digits);
      if (start < 0) continue;
      const end =
        text[start] === '+' || text.startsWith('00', digits)
          ? endOfInternational(text, start, labels)
          : endOfNational(text, start);
      if (end < 0) continue;
      report('PHONE', start, end);
      reached = end;
    }
    reportLabelled(scan, labels, report);
  },
};

/** Takes in `+` and `(` before the first digit; -1 when the number is a later part of something. */
function beginningOf(text: string, digits: number): number {
  let start = digits;
  if (text[start - 1] === '(') start--;
  if (text[start - 1] === '+') start--;
  if (start === 0) return start;
  const before = text.charCodeAt(start - 1);
  if (isInToken(before) || /[_.#$€£@/%=&+-]/.test(text[start - 1] as string)) return -1;
  // `00` begins an international number, and any group of a longer one.
  if (before === 32 && start > 1 && isDigit(text.charCodeAt(start - 2)) && text.startsWith('00', digits))
    return -1;
  return before === 44 && start > 1 && isDigit(text.charCodeAt(start - 2)) ? -1 : start;
}

/** The longest whole groups that make a number of the country's length. */
function endOfInternational(text: string, start: number, labels: Labels): number {
  const isPlus = text[start] === '+' || text[start + 1] === '+';
  let at = isPlus ? start + 1 : start + 2;
  let digits = '';
  let end = -1;
  let gap = 0;
  let allowed: readonly [number, number] | undefined;
  let code = 0;
  for (; at < text.length && at - start < 30; at++) {
    const unit = text.charCodeAt(at);
    if (isDigit(unit)) {
      digits += text[at];
      gap = 0;
      if (!allowed && digits.length <= 3) {
        allowed = CALLING_CODES.get(digits);
        if (allowed) code = digits.length;
      }
      const after = text.charCodeAt(at + 1);
      if (!allowed || isDigit(after)) continue;
      // `(0)` behind the code is dialled only at home.
      const national = digits.slice(code).replace(/^0/, '').length;
      if (national >= allowed[0] && national <= allowed[1] && endsFreely(text, at + 1)) end = at + 1;
      continue;
    }
    if (!/[ ()./-]/.test(text[at] as string) || ++gap > 2) break;
  }
  if (end < 0 || isPlus) return end;
  return labels.near('phone', start, end) || /[ ]/.test(text.slice(start, end)) ? end : -1;
}

function endOfNational(text: string, start: number): number {
  for (const form of NATIONAL) {
    const end = matchEnd(form, text, start);
    if (end > 0 && endsFreely(text, end) && !/^[ /.]\d{2,}/.test(text.slice(end, end + 3))) return end;
  }
  return -1;
}

function reportLabelled({ text }: Scan, labels: Labels, report: Report): void {
  for (const label of labels.of('phone')) {
    let start = afterLabel(text, label);
    if (start === label.end) continue;
    if (text[start - 1] === '(') start--;
    const american = matchEnd(NORTH_AMERICAN, text, start);
    const end =
      american > 0 && endsFreely(text, american)
        ? american
        : trimmed(text, start, matchEnd(LABELLED, text, start));
    if (end < 0 || !endsFreely(text, end)) continue;
    const value = text.slice(start, end);
    const count = digitsOf(value).length;
    if (count >= 7 && count <= 15 && !isDate(value)) report('PHONE', start, end);
  }
}

const trimmed = (text: string, start: number, end: number): number => {
  let last = end;
  while (last > start && !isDigit(text.charCodeAt(last - 1))) last--;
  return last > start ? last : -1;
};

const isDate = (value: string): boolean =>
  /^(?:19|20)\d{2}[-/. ][01]?\d[-/. ][0-3]?\d$|^[0-3]?\d[-/. ][0-3]?\d[-/. ](?:19|20)?\d{2}$/.test(value);
