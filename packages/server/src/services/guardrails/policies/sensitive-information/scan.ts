/** What a token holds; flags of `Scan.flags`. */
export const DIGIT = 1;
export const LETTER = 2;
/** Begins with a capital. */
export const CAPITAL = 4;
export const LOWER = 8;

/**
 * What one pass over a text tells everyone: its tokens (runs of letters and digits; all that is beyond ASCII and no sign
 * counts as letter), and where the signs stand that only some detectors care about. Detectors start from these and
 * never walk the text again.
 */
export interface Scan {
  readonly text: string;
  readonly count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly flags: Uint8Array;
  /** Numbers of the tokens that hold a digit. */
  readonly withDigits: readonly number[];
  readonly ats: readonly number[];
  readonly colons: readonly number[];
  /** Dots with a letter or digit on both sides. */
  readonly innerDots: readonly number[];
}

/** Flags of ASCII; 0 for what is in no token. */
const KINDS = new Uint8Array(128);
for (let unit = 0; unit < 128; unit++) {
  if (unit >= 48 && unit <= 57) KINDS[unit] = DIGIT;
  if (unit >= 65 && unit <= 90) KINDS[unit] = LETTER | CAPITAL;
  if (unit >= 97 && unit <= 122) KINDS[unit] = LETTER | LOWER;
}

const SIGN = /[^\p{L}\p{M}\p{N}]/u;
const UPPER = /\p{Lu}/u;

/** The same beyond ASCII, as characters are met; 255: not met yet. */
const beyond = new Uint8Array(0x1_0000).fill(255);

function kindBeyond(unit: number): number {
  const known = beyond[unit] as number;
  if (known !== 255) return known;
  const character = String.fromCharCode(unit);
  const surrogate = unit >= 0xd800 && unit <= 0xdfff;
  const kind =
    !surrogate && SIGN.test(character) ? 0 : UPPER.test(character) ? LETTER | CAPITAL : LETTER | LOWER;
  beyond[unit] = kind;
  return kind;
}

export function scan(text: string): Scan {
  const length = text.length;
  const most = (length >> 1) + 1;
  const starts = new Int32Array(most);
  const ends = new Int32Array(most);
  const flags = new Uint8Array(most);
  const withDigits: number[] = [];
  const ats: number[] = [];
  const colons: number[] = [];
  const innerDots: number[] = [];
  let count = 0;
  let open = false;
  let held = 0;
  const close = (end: number) => {
    ends[count] = end;
    flags[count] = held;
    if (held & DIGIT) withDigits.push(count);
    count++;
    open = false;
  };
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at);
    const kind = unit < 128 ? (KINDS[unit] as number) : kindBeyond(unit);
    if (kind !== 0) {
      if (open) held |= kind & ~CAPITAL;
      else {
        open = true;
        starts[count] = at;
        held = kind;
      }
      continue;
    }
    if (unit === 46 && open && at + 1 < length && isInToken(text.charCodeAt(at + 1))) innerDots.push(at);
    if (open) close(at);
    if (unit === 64) ats.push(at);
    else if (unit === 58) colons.push(at);
  }
  if (open) close(length);
  return { text, count, starts, ends, flags, withDigits, ats, colons, innerDots };
}

/** Whether a code unit belongs to tokens. */
export const isInToken = (unit: number): boolean =>
  unit < 128 ? KINDS[unit] !== 0 : unit > 127 && kindBeyond(unit) !== 0;

export const isDigit = (unit: number): boolean => unit >= 48 && unit <= 57;

/** The first token that starts at or after a place; `count` when there is none. */
export function tokenAt({ starts, count }: Scan, place: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const tokenText = (scanned: Scan, token: number): string =>
  scanned.text.slice(scanned.starts[token], scanned.ends[token]);

/**
 * Whether a number that begins here is no later part of a longer one: `4111` in `x-4111` or `3.4111` is, `4111` in
 * `(4111` is not.
 */
export function beginsFreely(text: string, start: number): boolean {
  if (start === 0) return true;
  const before = text.charCodeAt(start - 1);
  if (isInToken(before)) return false;
  if (start === 1) return true;
  const farther = text.charCodeAt(start - 2);
  // - . _ / , @ right between two letters or digits bind them.
  return !(isBinder(before) && isInToken(farther));
}

/** Whether a number that ends here goes on no further. */
export function endsFreely(text: string, end: number): boolean {
  if (end >= text.length) return true;
  const after = text.charCodeAt(end);
  if (isInToken(after)) return false;
  if (after === 45 || after === 95 || after === 64) return !isInToken(text.charCodeAt(end + 1));
  return !((after === 46 || after === 44) && isDigit(text.charCodeAt(end + 1)));
}

const isBinder = (unit: number): boolean =>
  unit === 45 || unit === 46 || unit === 95 || unit === 47 || unit === 44 || unit === 64;

/** Where a sticky expression matches at a place ends; -1 when it does not match. */
export function matchEnd(expression: RegExp, text: string, place: number): number {
  expression.lastIndex = place;
  return expression.test(text) ? expression.lastIndex : -1;
}
