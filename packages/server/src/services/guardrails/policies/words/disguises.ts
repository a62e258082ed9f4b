/**
 * What stands for a letter when a word is disguised. Everything here maps one character to one, except where a digit or
 * sign can stand for two letters, of which the second is tried as well.
 */
const LOOKALIKES = pairs(
  // Cyrillic and Greek letters that look Latin, and Latin ones with a stroke, which normalisation leaves whole.
  'аa вb сc ԁd еe һh нh іi јj кk ӏl мm пn оo рp ԛq гr ѕs тt иu цu ѵv ѡw хx уy',
  'αa βb ϲc εe ηn ιi κk νv οo ρp σo τt υu χx',
  'øo łl đd ħh ŧt ıi ſs ƒf æa ɑa ɡg',
);

function pairs(...rows: string[]): Map<string, string> {
  return new Map(
    rows.flatMap((row) => row.split(' ').map((pair): [string, string] => [pair.slice(0, 1), pair.slice(1)])),
  );
}

const DIGITS_AND_SIGNS = pairs('0o 1i 3e 4a 5s 6g 7t 8b 9g @a $s !i |i +t €e £l ¥y §s (c ¡i');

/** Signs that can stand for a second letter. */
const SECOND_READING = pairs('1l !l |l €c');

const MARKS = /\p{M}/gu;

/** The plain letter behind a folded letter: without marks, Latin where it only looks so. */
export function plainLetter(character: string): string {
  const bare =
    character.length === 1 && character < '\u0080'
      ? character
      : character.normalize('NFD').replace(MARKS, '');
  return LOOKALIKES.get(bare) ?? bare;
}

/** The letter that a digit or sign stands for; undefined when it stands for none. */
export function letterBehind(character: string, second: boolean): string | undefined {
  return (second ? SECOND_READING.get(character) : undefined) ?? DIGITS_AND_SIGNS.get(character);
}

/** Whether a second reading of a word could differ from the first. */
export const hasSecondReading = (word: string): boolean => /[1!|€]/.test(word);
