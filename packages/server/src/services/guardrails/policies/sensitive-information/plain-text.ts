/** A text as detectors read it, and where its code units stand in the source; `origins` absent: at the same places. */
export interface PlainText {
  readonly text: string;
  readonly origins?: Int32Array;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is what is meant.
const ASCII = /^[\x00-\x7f]*$/;
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/u;
const INVISIBLES = /\p{Default_Ignorable_Code_Point}/gu;

/** Digits, letters and signs in other widths or scripts, dashes and spaces: what is one code unit here and there. */
const OTHER_FORMS =
  /[\u00a0\u2000-\u200a\u2010-\u2015\u2018\u2019\u201c\u201d\u202f\u2212\u3000\uff01-\uff5e]|[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g;

function plainForm(character: string): string {
  const unit = character.charCodeAt(0);
  if (unit >= 0xff01) return String.fromCharCode(unit - 0xfee0);
  if (unit >= 0x0966 && unit <= 0x096f) return String(unit - 0x0966);
  if (unit >= 0x06f0 && unit <= 0x06f9) return String(unit - 0x06f0);
  if (unit >= 0x0660 && unit <= 0x0669) return String(unit - 0x0660);
  if ((unit >= 0x2010 && unit <= 0x2015) || unit === 0x2212) return '-';
  if (unit === 0x2018 || unit === 0x2019) return "'";
  if (unit === 0x201c || unit === 0x201d) return '"';
  return ' ';
}

/**
 * Full-width and other digits as ASCII digits, dashes as `-`, spaces as a space, typographic quotes as plain ones;
 * characters that show nothing are left out.
 */
export function plainText(source: string): PlainText {
  if (ASCII.test(source)) return { text: source };
  const replaced = source.replace(OTHER_FORMS, plainForm);
  if (!INVISIBLE.test(replaced)) return { text: replaced };
  let text = '';
  const origins: number[] = [];
  let reached = 0;
  const copy = (to: number) => {
    text += replaced.slice(reached, to);
    for (let at = reached; at < to; at++) origins.push(at);
  };
  for (const { 0: invisible, index } of replaced.matchAll(INVISIBLES)) {
    copy(index);
    reached = index + invisible.length;
  }
  copy(replaced.length);
  return { text, origins: Int32Array.from(origins) };
}
