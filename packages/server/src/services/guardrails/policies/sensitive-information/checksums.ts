/** Digits only; everything else in the text of a number is a separator. */
export const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** ISO/IEC 7812-1 annex B: every second digit from the right doubled, the sum of digits a multiple of ten. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    const weighed = place % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return digits.length > 1 && sum % 10 === 0;
}

/** Sum of digits times weights. */
function weigh(digits: string, weights: readonly number[]): number {
  let sum = 0;
  for (const [place, weight] of weights.entries()) sum += (digits.charCodeAt(place) - 48) * weight;
  return sum;
}

/** ISO 13616 / ISO 7064 mod 97-10: the first four characters behind the rest, letters as 10 to 35, remainder 1. */
export function mod97(iban: string): boolean {
  let remainder = 0;
  for (let place = 0; place < iban.length; place++) {
    const value = Number.parseInt(iban[(place + 4) % iban.length] as string, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}

/** ABA routing transit number: weights 3, 7, 1; the first two digits one of the Federal Reserve's ranges. */
export function abaRouting(digits: string): boolean {
  const range = Number(digits.slice(0, 2));
  const known = range <= 12 || (range >= 21 && range <= 32) || (range >= 61 && range <= 72) || range === 80;
  return known && digits !== '000000000' && weigh(digits, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0;
}

/** NHS number: weights 10 to 2, check digit 11 minus the remainder; 10 means that the number does not exist. */
export function nhsNumber(digits: string): boolean {
  const check = (11 - (weigh(digits, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
  return check !== 10 && check === digits.charCodeAt(9) - 48;
}

/** UTR: the first digit checks the other nine, weights 6 7 8 9 10 5 4 3 2, through a table of remainders. */
export function uniqueTaxpayerReference(digits: string): boolean {
  return '21987654321'[weigh(digits.slice(1), [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11] === digits[0];
}

/** British Columbia's Personal Health Number: begins with 9, weights 2 4 8 5 10 9 7 3 on the next eight, modulo 11. */
export function britishColumbiaHealthNumber(digits: string): boolean {
  const check = 11 - (weigh(digits.slice(1), [2, 4, 8, 5, 10, 9, 7, 3]) % 11);
  return digits[0] === '9' && check < 10 && check === digits.charCodeAt(9) - 48;
}

const VIN_VALUES = '0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ';
const VIN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** ISO 3779 as 49 CFR 565 has it: each character's value times its place's weight, modulo 11, X for 10, at place 9. */
export function vinCheckDigit(vin: string): boolean {
  let sum = 0;
  for (const [place, weight] of VIN_WEIGHTS.entries())
    sum += (VIN_VALUES.indexOf(vin[place] as string) % 10) * weight;
  return vin[8] === '0123456789X'[sum % 11];
}

/** Bits per character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
