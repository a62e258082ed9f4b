import type { RE2JS } from 're2js';
import { compileRegex } from './author-regex.ts';

/** Half open, in code units of the text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** The longest match that is found whole in a text of more than one slice; a longer one is cut there. */
const LONGEST_MATCH = 1_000;
const LARGEST_SLICE = 16_000;
const SMALLEST_SLICE = 250;

/** Instructions × code units that one slice may cost: some milliseconds on the slowest road of the engine. */
const WORK = 300_000;

/**
 * Finds an author's regex in a text, slice by slice, so that whoever asks can let others have their turn between two
 * slices. `^` and `$` mean the whole text's beginning and, except in the last characters of a slice, its end.
 */
export class RegexSearch {
  /** Code units that are searched in one go. */
  readonly size: number;
  private readonly compiled: RE2JS;
  private readonly overlap: number;

  /** Throws an Error for people when the pattern does not compile. */
  constructor(pattern: string) {
    this.compiled = compileRegex(pattern);
    const affordable = Math.floor(WORK / this.compiled.programSize());
    this.size = Math.max(SMALLEST_SLICE, Math.min(LARGEST_SLICE, affordable));
    this.overlap = Math.min(LONGEST_MATCH, this.size);
  }

  /** Yields what each slice holds, once for each slice, in order. */
  *find(text: string): Generator<Stretch[]> {
    const whole = text.length <= this.size;
    for (let from = 0; from < text.length; ) {
      const to = whole ? text.length : Math.min(text.length, from + this.size);
      // One more in front, so that `^` and `\b` see what stands there.
      const offset = Math.max(0, from - 1);
      const matcher = this.compiled.matcher(text.slice(offset, Math.min(text.length, to + this.overlap)));
      const found: Stretch[] = [];
      let reached = to;
      for (let searching = matcher.find(from - offset); searching; searching = matcher.find()) {
        const start = matcher.start() + offset;
        const end = matcher.end() + offset;
        if (start >= to) break;
        // An empty match is nothing that could be shown or masked.
        if (end > start) found.push({ start, end });
        reached = Math.max(reached, end);
      }
      yield found;
      from = reached;
    }
  }
}
