/**
 * Milliseconds of work, waiting not counted, that one regex may take for a check, and what each 1,000 code units add. One
 * search of the engine is linear; but a regex that looks far ahead for what does not come (`a.*b|a`) does so again
 * behind every match, and some 1,000 instructions take their time too.
 */
const TIME = 100;
const TIME_PER_THOUSAND = 1;
/** Shorter texts cost as much as one of so many code units. */
const SHORTEST_TEXT = 100;

/** How long a regex may work on one check. */
export class RegexTime {
  /** In milliseconds. */
  readonly allowed: number;
  private spent = 0;

  /** @param texts All texts of the check. */
  constructor(texts: readonly string[]) {
    const length = texts.reduce((sum, text) => sum + Math.max(text.length, SHORTEST_TEXT), 0);
    this.allowed = Math.ceil(TIME + (TIME_PER_THOUSAND * length) / 1_000);
  }

  /** Takes note of some work. Throws RegexTimeout when it was too much. */
  spend(milliseconds: number): void {
    this.spent += milliseconds;
    if (this.spent > this.allowed) throw new RegexTimeout(`It took more than ${this.allowed} ms.`);
  }
}

/** A regex that took too long for a text, which is then not checked. */
export class RegexTimeout extends Error {
  override readonly name = 'RegexTimeout';
}
