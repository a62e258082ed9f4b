/**
 * A text in the form in which words are compared: NFKC, then case folded, without the characters that show nothing
 * (zero width, soft hyphen), apostrophes of every kind as `'`. Diacritics stay. Each code unit of `text` knows where it
 * came from.
 */
export interface Folded {
  readonly text: string;
  /** Where the character that code unit i came from begins in the source; undefined: at i itself. */
  readonly starts?: Int32Array;
  /** Where it ends. */
  readonly ends?: Int32Array;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is what is meant.
const ASCII = /^[\x00-\x7f]*$/;

/**
 * A character beyond ASCII, or any with marks, together with what normalisation may merge into it: marks, vowel signs,
 * joining jamo. At most 30 of these, as in Unicode's stream-safe text: sorting them takes the square of their number.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is what is meant.
const CLUSTER = /[\x00-\x7f][\p{M}\u1160-\u11ff]{1,30}|[^\x00-\x7f][\p{M}\u1160-\u11ff]{0,30}/gu;

/** What shows nothing: zero-width characters, soft hyphen, joiners, direction and variation marks. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;
const APOSTROPHES = /[\u2018\u2019\u201b\u02bc\uff07]/gu;

/** Squared words become up to six letters; U+FDFA becomes a sentence, and a text of it a book. It stays. */
const LONGEST_FORM = 6;

const KNOWN_CLUSTERS = 10_000;
const known = new Map<string, string>();

/**
 * One cluster, folded. Upper case first, since that is what turns ß into ss and a final sigma into a plain one; JavaScript
 * has no case folding of its own.
 */
function foldCluster(cluster: string): string {
  const before = known.get(cluster);
  if (before !== undefined) return before;
  const folded = cluster
    .replace(APOSTROPHES, "'")
    .replace(INVISIBLE, '')
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC');
  const form = folded.length > cluster.length * LONGEST_FORM ? cluster : folded;
  if (known.size < KNOWN_CLUSTERS && cluster.length <= 4) known.set(cluster, form);
  return form;
}

/** Folds a text; time is linear in its length. */
export function fold(source: string): Folded {
  if (ASCII.test(source)) return { text: source.toLowerCase() };
  let text = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let reached = 0;
  const copyAscii = (to: number): void => {
    text += source.slice(reached, to).toLowerCase();
    for (let at = reached; at < to; at++) {
      starts.push(at);
      ends.push(at + 1);
    }
  };
  for (const { 0: cluster, index } of source.matchAll(CLUSTER)) {
    copyAscii(index);
    const folded = foldCluster(cluster);
    text += folded;
    reached = index + cluster.length;
    for (let unit = 0; unit < folded.length; unit++) {
      starts.push(index);
      ends.push(reached);
    }
  }
  copyAscii(source.length);
  return { text, starts: Int32Array.from(starts), ends: Int32Array.from(ends) };
}

/** The stretch of the source that code units [from, to) of the folded text came from. */
export function unfold(folded: Folded, from: number, to: number): { start: number; end: number } {
  return {
    start: folded.starts?.[from] ?? from,
    end: folded.ends?.[to - 1] ?? to,
  };
}
