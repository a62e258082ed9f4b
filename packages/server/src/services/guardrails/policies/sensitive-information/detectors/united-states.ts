import { digitsOf } from '../checksums.ts';
import type { Detector } from '../finding.ts';
import { afterLabel, type Label } from '../labels.ts';
import { beginsFreely, endsFreely, matchEnd } from '../scan.ts';

const GROUPED = /\d{3}([ .-])\d{2}\1\d{4}/y;
const TOGETHER = /\d{9}/y;
const HIDDEN = /(?:x{3}|\*{3})[ -]?(?:x{2}|\*{2})[ -]?\d{4}/iy;
const LAST_FOUR = /\d{4}/y;
const PASSPORT = /[A-Z]?\d{6,9}|[A-Z]{1,2}\d{6,7}/iy;

/** The Social Security Administration has never given out area 000, 666, 900 and up, group 00, serial 0000. */
const isSocialSecurityNumber = (digits: string): boolean =>
  !/^(?:000|666|9)/.test(digits) && digits.slice(3, 5) !== '00' && digits.slice(5) !== '0000';

/** IRS: 9, and fourth and fifth digits 50–65, 70–88, 90–92, 94–99. */
function isTaxpayerNumber(digits: string): boolean {
  const group = Number(digits.slice(3, 5));
  return (
    digits[0] === '9' &&
    ((group >= 50 && group <= 65) ||
      (group >= 70 && group <= 88) ||
      (group >= 90 && group <= 92) ||
      (group >= 94 && group <= 99))
  );
}

/** Social security, individual taxpayer and passport numbers of the United States. */
export const unitedStates: Detector = {
  types: ['US_SOCIAL_SECURITY_NUMBER', 'US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER', 'US_PASSPORT_NUMBER'],
  detect({ text, starts, withDigits }, labels, report) {
    for (const token of withDigits) {
      const start = starts[token] as number;
      if (!beginsFreely(text, start)) continue;
      const grouped = matchEnd(GROUPED, text, start);
      const end = grouped > 0 ? grouped : matchEnd(TOGETHER, text, start);
      if (end < 0 || !endsFreely(text, end)) continue;
      const digits = digitsOf(text.slice(start, end));
      // Three, two and four digits are a social security number's own form; nine in a row could be anything.
      const telling = grouped > 0 && text[start + 3] !== '.';
      if (isTaxpayerNumber(digits)) {
        if (telling || labels.near('itin', start, end))
          report('US_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER', start, end);
      } else if (isSocialSecurityNumber(digits) && (telling || labels.near('ssn', start, end)))
        report('US_SOCIAL_SECURITY_NUMBER', start, end);
    }
    for (const label of labels.of('ssn')) {
      const start = afterLabel(text, label);
      const end = matchEnd(HIDDEN, text, start);
      if (end > 0 && endsFreely(text, end)) report('US_SOCIAL_SECURITY_NUMBER', start, end);
    }
    // `SSN ending in 6789`, `last four digits of the SSN: 6789`.
    const lastFour = (announcing: Label): void => {
      const start = afterLabel(text, announcing);
      const end = matchEnd(LAST_FOUR, text, start);
      if (end > 0 && endsFreely(text, end)) report('US_SOCIAL_SECURITY_NUMBER', start, end);
    };
    for (const label of labels.of('ending'))
      if (labels.near('ssn', label.start, label.end, 30, 0)) lastFour(label);
    for (const label of labels.of('ssn'))
      if (labels.near('ending', label.start, label.end, 30, 0)) lastFour(label);
    if (labels.of('passport').length > 0)
      for (const token of withDigits) {
        const start = starts[token] as number;
        const end = matchEnd(PASSPORT, text, start);
        if (end < 0 || !beginsFreely(text, start) || !endsFreely(text, end)) continue;
        const length = end - start;
        if (length >= 8 && length <= 9 && labels.near('passport', start, end, 50, 20))
          report('US_PASSPORT_NUMBER', start, end);
      }
  },
};
