import { digitsOf, nhsNumber, uniqueTaxpayerReference } from '../checksums.ts';
import type { Detector } from '../finding.ts';
import { afterLabel } from '../labels.ts';
import { beginsFreely, endsFreely, matchEnd } from '../scan.ts';

const NHS = /\d{3}([ -]?)\d{3}\1\d{4}/y;
const UTR = /\d{5} ?\d{5}k?/iy;
/** HMRC: two letters that are in use, or QQ, which HMRC writes in examples; six digits, a suffix A to D. */
const NINO =
  /(?:QQ|(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])([ -]?)\d{2}\1\d{2}\1\d{2}\1[A-D]/iy;
const CONTIGUOUS_SUFFIX =
  /(?:QQ|(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]) ?\d{6} ?[A-D]/iy;

/** NHS and national insurance numbers and tax references of the United Kingdom. */
export const unitedKingdom: Detector = {
  types: [
    'UK_NATIONAL_HEALTH_SERVICE_NUMBER',
    'UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER',
    'UK_NATIONAL_INSURANCE_NUMBER',
  ],
  detect({ text, starts, withDigits, ends }, labels, report) {
    const wantsNhs = labels.of('nhs').length > 0;
    // The published example, 485 777 3456, fails its own check: what stands right behind the label counts anyhow.
    const announced = new Set(
      labels
        .of('nhs')
        .filter((label) => /^n/i.test(text[label.start] ?? ''))
        .map((label) => afterLabel(text, label)),
    );
    const wantsUtr = labels.of('utr').length > 0;
    for (const token of withDigits) {
      const start = starts[token] as number;
      if (!beginsFreely(text, start)) continue;
      const nhs = wantsNhs ? matchEnd(NHS, text, start) : -1;
      if (nhs > 0 && endsFreely(text, nhs) && labels.near('nhs', start, nhs))
        if (announced.has(start) || nhsNumber(digitsOf(text.slice(start, nhs))))
          report('UK_NATIONAL_HEALTH_SERVICE_NUMBER', start, nhs);
      const utr = wantsUtr ? matchEnd(UTR, text, start) : -1;
      if (utr > 0 && endsFreely(text, utr) && labels.near('utr', start, utr))
        if (uniqueTaxpayerReference(digitsOf(text.slice(start, utr))))
          report('UK_UNIQUE_TAXPAYER_REFERENCE_NUMBER', start, utr);
    }
    for (const token of withDigits) {
      // `QQ 12 34 56 C` begins one token earlier than its digits.
      for (const first of token > 0 && ends[token - 1] === (starts[token] as number) - 1
        ? [token - 1, token]
        : [token]) {
        const start = starts[first] as number;
        if (!beginsFreely(text, start)) continue;
        const grouped = matchEnd(NINO, text, start);
        const end = grouped > 0 ? grouped : matchEnd(CONTIGUOUS_SUFFIX, text, start);
        if (end < 0 || !endsFreely(text, end)) continue;
        const capital = /^[A-Z]{2}/.test(text.slice(start, start + 2));
        if ((capital && !text.startsWith('QQ', start)) || labels.near('nino', start, end))
          report('UK_NATIONAL_INSURANCE_NUMBER', start, end);
      }
    }
  },
};
