import type { Citation } from '@aws-sdk/client-bedrock-agent-runtime';
import { CitedAnswer } from './render-passages.ts';
import type { Style } from './terminal.ts';

/** So much is held back until it is known what it rests on; what is longer is shown as it comes. Characters. */
const HELD = 500;

/**
 * An answer as it is written, the marks of its citations behind the parts that they are of: a part is held back until its
 * citation comes. Citations that come after their part was shown stand at the end.
 */
export class CitedStream {
  readonly #answer = new CitedAnswer();
  /** What is of no part yet, and how much of it was shown. */
  #open = '';
  #shown = 0;
  #late = '';

  /** The next piece of the answer; what is to be written now. */
  text(piece: string): string {
    this.#open += piece;
    return this.#open.length - this.#shown > HELD ? this.#show(this.#open.length) : '';
  }

  /** What the next part rests on; what is to be written now. */
  cite(citation: Citation): string {
    const marks = this.#answer.add(citation);
    const length = citation.generatedResponsePart?.textResponsePart?.text?.length ?? this.#open.length;
    if (this.#shown > length) this.#late += marks;
    const text = this.#shown > length ? '' : `${this.#show(length)}${marks}`;
    this.#open = this.#open.slice(length);
    this.#shown = Math.max(0, this.#shown - length);
    return text;
  }

  /** What is left when the answer is over. */
  end(): string {
    return `${this.#show(this.#open.length)}${this.#late}`;
  }

  /** What the marks stand for. */
  references(style: Style): string {
    return this.#answer.references(style);
  }

  #show(length: number): string {
    const text = this.#open.slice(this.#shown, length);
    this.#shown = Math.max(this.#shown, length);
    return text;
  }
}
