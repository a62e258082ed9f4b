import { latinFor } from '../lookalikes.ts';

export { hasSecondReading, letterBehind } from '../lookalikes.ts';

const MARKS = /\p{M}/gu;

/** The plain letter behind a folded letter: without marks, Latin where it only looks so. */
export function plainLetter(character: string): string {
  const bare =
    character.length === 1 && character < '\u0080'
      ? character
      : character.normalize('NFD').replace(MARKS, '');
  return latinFor(bare) ?? bare;
}
