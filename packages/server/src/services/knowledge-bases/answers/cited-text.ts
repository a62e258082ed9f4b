import { CodeSpans } from './code-spans.ts';

/** A part of an answer and the passages that it rests on. Parts tile the answer. */
export interface CitedPart {
  readonly text: string;
  /** Places in the list of passages, from 0, each once. Empty: the model named none. */
  readonly sources: readonly number[];
}

/** What became known of an answer: text that stands, in pieces, and after it the part that it completes. */
export type CitedEvent = { readonly text: string } | { readonly part: CitedPart };

/** A group of marks, `[1]`, `[1][3]` or `[1, 3]`, with the space before it and what closes the sentence after it. */
const MARKS = /^[^\S\n]*((?:\[\s*\d{1,3}(?:\s*,\s*\d{1,3})*\s*\][^\S\n]*)+)/;
/** What may become such a group when more is written. */
const BEGUN = /^[^\S\n]*(?:\[\s*\d{1,3}(?:\s*,\s*\d{1,3})*\s*\][^\S\n]*)*(?:\[[\s\d,]*)?$/;
const CLOSES = /^[.,;:!?…。！？]+/;
/** No mark is longer; what is, is text. */
const LONGEST = 200;

/**
 * Reads an answer as it is written, and takes its marks out of it: `Rain falls [1]. Snow too [2][3].` are two parts. Numbers
 * that no passage has are no marks: `[2023]` stays where it stands, and so does what stands in code. Linear in the text.
 */
export class CitedText {
  readonly #passages: number;
  readonly #code = new CodeSpans();
  #held = '';
  #part = '';

  /** @param passages how many there are to cite; with 0 everything is text */
  constructor(passages: number) {
    this.#passages = passages;
  }

  /** The next piece of the answer; what it makes known. */
  push(text: string): CitedEvent[] {
    this.#held += text;
    return this.#read(false);
  }

  /** The answer is over; what is left of it. */
  end(): CitedEvent[] {
    const events = this.#read(true);
    if (this.#part !== '') events.push(this.#close([]));
    return events;
  }

  #read(isOver: boolean): CitedEvent[] {
    const events: CitedEvent[] = [];
    let plain = '';
    const tell = (text: string) => {
      plain += text;
      this.#code.pass(text);
    };
    const flush = () => {
      if (plain === '') return;
      events.push({ text: plain });
      this.#part += plain;
      plain = '';
    };
    while (this.#held !== '') {
      const at = markedFrom(this.#held);
      if (at < 0) {
        // Space at the end may stand before a mark.
        const kept = isOver ? this.#held.length : this.#held.trimEnd().length;
        tell(this.#held.slice(0, kept));
        this.#held = this.#held.slice(kept);
        break;
      }
      tell(this.#held.slice(0, at));
      this.#held = this.#held.slice(at);
      const isCode = this.#code.isInside;
      if (!isOver && !isCode && this.#held.length < LONGEST && BEGUN.test(this.#held)) break;
      const marks = isCode ? undefined : MARKS.exec(this.#held);
      const sources = marks ? this.#sourcesOf(marks[1]!) : undefined;
      if (!marks || !sources) {
        const bracket = this.#held.indexOf('[') + 1;
        tell(this.#held.slice(0, bracket));
        this.#held = this.#held.slice(bracket);
        continue;
      }
      const after = this.#held.slice(marks[0].length);
      const closing = CLOSES.exec(after)?.[0] ?? '';
      // More of what closes the sentence may come.
      if (!isOver && closing.length === after.length) break;
      tell(closing);
      flush();
      // Space behind the marks belongs to what comes next, for the space before them is gone.
      const space = closing === '' ? (/[^\S\n]*$/.exec(marks[0])?.[0] ?? '') : '';
      if (this.#part !== '') events.push(this.#close(sources));
      this.#held = space + after.slice(closing.length);
    }
    flush();
    return events;
  }

  #sourcesOf(marks: string): readonly number[] | undefined {
    const numbers = [...marks.matchAll(/\d+/g)].map(([digits]) => Number(digits));
    if (!numbers.every((number) => number >= 1 && number <= this.#passages)) return undefined;
    return [...new Set(numbers.map((number) => number - 1))];
  }

  #close(sources: readonly number[]): CitedEvent {
    const part = { text: this.#part, sources };
    this.#part = '';
    return { part };
  }
}

/** Where the first thing begins that may be a mark, with the space before it; below 0 where nothing does. */
const markedFrom = (text: string): number => {
  const bracket = text.indexOf('[');
  if (bracket < 0) return -1;
  let from = bracket;
  while (from > 0 && text[from - 1] !== '\n' && text[from - 1]!.trim() === '') from--;
  return from;
};
