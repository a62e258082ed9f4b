import { inspect } from 'node:util';

const HIDDEN = '[secret]';

/**
 * A text that must reach no log, error, page or JSON: every way of printing it gives `[secret]`. Whoever really needs it
 * says so with `reveal()`. Never compare secrets with `===`: that takes the longer the more of them agrees.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
