import { britishColumbiaHealthNumber, digitsOf, luhn } from '../checksums.ts';
import type { Detector } from '../finding.ts';
import { afterLabel } from '../labels.ts';
import { beginsFreely, endsFreely, matchEnd } from '../scan.ts';

const INSURANCE = /\d{3}([ -]?)\d{3}\1\d{3}/y;
/** Ontario ten digits and a version code, British Columbia ten, most others nine, Newfoundland twelve. */
const HEALTH = /\d{4}[ -]?\d{3}[ -]?\d{3}(?:[ -]?[A-Z]{2})?|\d{12}|\d{5}-?\d{4}|\d{3} \d{3} \d{3}/y;
/** Québec: three letters of the surname, one of the name, birthday with 50 added to a woman's month, two more. */
const QUEBEC = /[A-Z]{4} ?\d{2}(?:[05][1-9]|[16][0-2]) ?(?:0[1-9]|[12]\d|3[01])\d{2}/y;

/** Social insurance and health numbers of Canada. */
export const canada: Detector = {
  types: ['CA_SOCIAL_INSURANCE_NUMBER', 'CA_HEALTH_NUMBER'],
  detect({ text, starts, withDigits }, labels, report) {
    for (const token of withDigits) {
      const start = starts[token] as number;
      const end = matchEnd(INSURANCE, text, start);
      if (end < 0 || !beginsFreely(text, start) || !endsFreely(text, end)) continue;
      const digits = digitsOf(text.slice(start, end));
      if (!luhn(digits) || digits.startsWith('8')) continue;
      // Groups of three with spaces are as often a large number; 0 begins no number that was given out.
      const telling = text[start + 3] === '-' && !digits.startsWith('0');
      if (telling || labels.near('sin', start, end)) report('CA_SOCIAL_INSURANCE_NUMBER', start, end);
    }
    for (const token of withDigits)
      for (const first of token > 0 ? [token - 1, token] : [token]) {
        const start = starts[first] as number;
        const end = matchEnd(QUEBEC, text, start);
        if (end > 0 && beginsFreely(text, start) && endsFreely(text, end))
          report('CA_HEALTH_NUMBER', start, end);
      }
    if (labels.of('health').length === 0) return;
    const announced = new Set(labels.of('health').map((label) => afterLabel(text, label)));
    for (const token of withDigits) {
      const start = starts[token] as number;
      const end = matchEnd(HEALTH, text, start);
      if (end < 0 || !beginsFreely(text, start) || !endsFreely(text, end)) continue;
      const digits = digitsOf(text.slice(start, end));
      const checked = digits.length === 10 && (luhn(digits) || britishColumbiaHealthNumber(digits));
      if (announced.has(start) || (checked && labels.near('health', start, end, 80)))
        report('CA_HEALTH_NUMBER', start, end);
    }
  },
};
