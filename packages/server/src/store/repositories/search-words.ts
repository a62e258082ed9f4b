/* Scripts that set no blanks between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Where the first of these scripts begins. Most texts have nothing behind it, which is found out much sooner. */
const BEHIND = /[\u0e00-\uffff]/;
const WORDS = /[\p{L}\p{N}\p{M}]+/gu;
/** Longer than any word; what is longer is a key or a picture in letters, and is found by its beginning. */
const LONGEST_WORD = 50;

/**
 * The words of a text, as full-text search knows them: runs of letters and digits. Runs of a script without blanks
 * between words (Chinese, Japanese, Thai, …) become their overlapping pairs of characters. Case, accents and English
 * endings are for the index to even out.
 */
export function searchWords(text: string): string[] {
  const normal = text.normalize('NFC');
  const runs: readonly string[] = normal.match(WORDS) ?? [];
  // Most texts have no such script anywhere, and need not be asked word by word.
  if (!BEHIND.test(normal) || !UNSPACED.test(normal)) return runs.map(shortened);
  return runs.flatMap((run) => (UNSPACED.test(run) ? pairs(run) : shortened(run)));
}

/** Half a surrogate pair is no letter; only a cut can leave one. */
const shortened = (run: string): string =>
  run.length > LONGEST_WORD ? run.slice(0, LONGEST_WORD).toWellFormed() : run;

function pairs(run: string): string[] {
  const characters = [...run];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}
