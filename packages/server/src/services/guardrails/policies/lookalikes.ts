/**
 * What stands for a letter when a word is disguised, for all policies that read words. Everything here maps one
 * character to one, except where a digit or sign can stand for two letters.
 */

/** Letters drawn like Latin ones and the letter they are drawn like; without marks, lower case. */
const LATIN_FOR = pairs(
  // Cyrillic and Greek letters, and Latin ones with a stroke or of phonetic script, which normalisation leaves whole.
  'аa вb ьb сc ԁd еe єe һh нh іi јj кk ӏl мm пn оo рp ԛq гr ѕs тt иu цu ѵv ѡw хx уy',
  'αa βb ϲc εe ηn ιi κk νv οo ρp σo τt υu ωw χx γy',
  'øo łl đd ħh ŧt ıi ſs ƒf æa ɑa ɡg ᴢz',
);

const LETTER_FOR_SIGN = pairs('0o 1i 3e 4a 5s 6g 7t 8b 9g @a $s !i |i +t €e £l ¥y §s (c ¡i');

/** Signs that can stand for a second letter. */
const SECOND_LETTER_FOR_SIGN = pairs('1l !l |l €c');

function pairs(...rows: string[]): Map<string, string> {
  return new Map(
    rows.flatMap((row) => row.split(' ').map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)])),
  );
}

/** The Latin letter that a letter is drawn like; undefined for Latin ones, and for those that are like none. */
export const latinFor = (letter: string): string | undefined => LATIN_FOR.get(letter);

/** The letter that a digit or sign stands for, or its second one where it has two; undefined when it stands for none. */
export const letterBehind = (sign: string, second: boolean): string | undefined =>
  (second ? SECOND_LETTER_FOR_SIGN.get(sign) : undefined) ?? LETTER_FOR_SIGN.get(sign);

/** Whether a second reading of a word could differ from the first. */
export const hasSecondReading = (word: string): boolean => /[1!|€]/.test(word);
