import type { RE2JS } from 're2js';
import { compileRegex } from './author-regex.ts';

/** Half open, in code units of the text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The longest match that is found whole in a text of more than one slice; a longer one is cut there. */
const LONGEST_MATCH = 1_000;
const LARGEST_SLICE = 8_000;
const SMALLEST_SLICE = 250;

/** Instructions × code units that one slice may cost: a few milliseconds on the slowest road of the engine. */
const WORK = 150_000;

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

/** Finds an author's regex in a text, step by step, so that whoever asks can let others have their turn between. */
export class RegexSearch {
  private readonly compiled: RE2JS;
  /** Code units that are searched in one go. */
  private readonly size: number;
  private readonly overlap: number;

  /** Throws an Error for people when the pattern does not compile. */
  constructor(pattern: string) {
    this.compiled = compileRegex(pattern);
    const affordable = Math.floor(WORK / this.compiled.programSize());
    this.size = Math.max(SMALLEST_SLICE, Math.min(LARGEST_SLICE, affordable));
    this.overlap = Math.min(LONGEST_MATCH, this.size);
  }

  /**
   * Yields every match in order, empty ones left out, and undefined where there is none after some work. `^` and `$` mean
   * the whole text's beginning and, except in the last characters of a slice, its end. Throws RegexTimeout.
   */
  *find(text: string, time: RegexTime): Generator<Stretch | undefined, void> {
    const whole = text.length <= this.size;
    for (let from = 0; from < text.length; ) {
      const to = whole ? text.length : Math.min(text.length, from + this.size);
      // One more in front, so that `^` and `\b` see what stands there.
      const offset = Math.max(0, from - 1);
      const matcher = this.compiled.matcher(text.slice(offset, Math.min(text.length, to + this.overlap)));
      let reached = to;
      for (let first = true; ; first = false) {
        const began = performance.now();
        const isFound = first ? matcher.find(from - offset) : matcher.find();
        time.spend(performance.now() - began);
        if (!isFound) break;
        const start = matcher.start() + offset;
        const end = matcher.end() + offset;
        if (start >= to) break;
        // An empty match is nothing that could be shown or masked.
        yield end > start ? { start, end } : undefined;
        reached = Math.max(reached, end);
      }
      yield;
      from = reached;
    }
  }
}
