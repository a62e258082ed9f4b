import type { RE2JS } from 're2js';
import { compileRegex } from './author-regex.ts';
import type { RegexTime } from './regex-time.ts';

/** Half open, in code units of the text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The longest match that is found whole in a text of more than one slice; a longer one is cut there. */
const LONGEST_MATCH = 1_000;
const LARGEST_SLICE = 4_000;
const SMALLEST_SLICE = 250;

/** Instructions × code units that one slice may cost: a few milliseconds on the slowest road of the engine. */
const WORK = 100_000;

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
