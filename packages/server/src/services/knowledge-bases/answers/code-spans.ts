/** So many backticks begin a block, which ends with as many; fewer begin code within a line. */
const FENCE = 3;

/** Whether the text so far ends within code, as Markdown writes it; the text may come in any pieces. Linear in it. */
export class CodeSpans {
  #open = 0;
  #run = 0;

  /** The next piece of the text. */
  pass(text: string): void {
    for (let at = 0; at < text.length; at++) {
      if (text[at] === '`') {
        this.#run++;
        continue;
      }
      this.#settle();
      if (text[at] === '\n' && this.#open < FENCE) this.#open = 0;
    }
  }

  /** To be asked where no backtick follows. */
  get isInside(): boolean {
    this.#settle();
    return this.#open > 0;
  }

  #settle(): void {
    if (this.#run === 0) return;
    if (this.#open === 0) this.#open = this.#run;
    else if (this.#run === this.#open || (this.#open >= FENCE && this.#run > this.#open)) this.#open = 0;
    this.#run = 0;
  }
}
