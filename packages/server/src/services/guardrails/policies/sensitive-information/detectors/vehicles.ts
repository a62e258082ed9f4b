import { vinCheckDigit } from '../checksums.ts';
import type { Detector } from '../finding.ts';
import { afterLabel } from '../labels.ts';
import { beginsFreely, CAPITAL, endsFreely, LETTER, matchEnd } from '../scan.ts';

const VIN = /^[A-HJ-NPR-Z0-9]{17}$/;
/** DVLA: surname, decade, month (50 more for women), day, year, initials, two digits or letters, two letters. */
const UK_DRIVER =
  /[A-Z]{1,5}9{0,4}\d(?:[05][1-9]|[16][0-2])(?:0[1-9]|[12]\d|3[01])\d(?:[A-Z]{2}|[A-Z]9|99)[A-Z0-9][A-Z]{2}/y;
/** Groups of letters and digits as states and countries write them: `A1234567`, `D400-7836-0001`, `AB 1234567`. */
const DRIVER_GROUPS = /[A-Z]{0,7}\d{1,14}[A-Z0-9]{0,8}(?:[ -][A-Z]{0,2}\d{1,8}){0,5}|[A-Z]{1,3}[ -]\d{5,9}/iy;

/** Plates with a label: letters and digits in at most three groups. */
const PLATE =
  /[A-Z0-9]{1,4}[ ·-]?[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{1,4})?|[A-ZÄÖÜ]{1,3}[ -][A-Z]{1,2} ?\d{1,4}[EH]?|[A-Z0-9]{5,8}/y;
/** Forms that tell themselves near a word for a vehicle: France and Italy since 1994, United Kingdom since 2001. */
const TELLING_PLATES = [/[A-HJ-NP-TV-Z]{2}-\d{3}-[A-HJ-NP-TV-Z]{2}/y, /[A-HJ-PR-Y]{2}\d{2} [A-HJ-PR-Z]{3}/y];

/** Vehicle identification numbers, licence plates and driver's licence numbers. */
export const vehicles: Detector = {
  types: ['VEHICLE_IDENTIFICATION_NUMBER', 'LICENSE_PLATE', 'DRIVER_ID'],
  detect({ text, starts, ends, flags, withDigits }, labels, report) {
    for (const token of withDigits) {
      const start = starts[token] as number;
      const end = ends[token] as number;
      if (end - start === 17 && (flags[token] as number) & LETTER && beginsFreely(text, start)) {
        const vin = text.slice(start, end).toUpperCase();
        if (VIN.test(vin) && endsFreely(text, end))
          if (vinCheckDigit(vin) || labels.near('vin', start, end))
            report('VEHICLE_IDENTIFICATION_NUMBER', start, end);
      }
      if (end - start === 16 && (flags[token] as number) & CAPITAL) {
        const driver = matchEnd(UK_DRIVER, text, start);
        if (driver === end && beginsFreely(text, start) && endsFreely(text, end))
          report('DRIVER_ID', start, end);
      }
      const before = token > 0 && ends[token - 1] === start - 1 ? (starts[token - 1] as number) : start;
      for (const form of TELLING_PLATES)
        for (const first of before === start ? [start] : [before, start]) {
          const plate = matchEnd(form, text, first);
          if (plate < 0 || !beginsFreely(text, first) || !endsFreely(text, plate)) continue;
          if (labels.near('vehicle', first, plate, 50) || labels.near('plate', first, plate, 50))
            report('LICENSE_PLATE', first, plate);
        }
    }
    for (const label of labels.of('driver')) {
      const start = afterLabel(text, label);
      const end = matchEnd(DRIVER_GROUPS, text, start);
      if (start === label.end || end < 0 || !endsFreely(text, end)) continue;
      const value = text.slice(start, end).replace(/[ -]/g, '');
      if (value.length >= 5 && value.length <= 20 && value.replace(/\D/g, '').length >= 3)
        report('DRIVER_ID', start, end);
    }
    for (const label of labels.of('plate')) {
      const start = afterLabel(text, label);
      const end = matchEnd(PLATE, text, start);
      if (start === label.end || end < 0 || !endsFreely(text, end)) continue;
      const value = text.slice(start, end).replace(/[^A-Z0-9ÄÖÜ]/g, '');
      if (value.length >= 4 && value.length <= 8 && /\d/.test(value) && /[A-Z]/.test(value))
        report('LICENSE_PLATE', start, end);
    }
  },
};
