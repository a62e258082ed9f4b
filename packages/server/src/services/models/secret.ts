import { inspect } from 'node:util';

const MASK = '***';

/**
 * A value that must never be shown: printed, logged, inspected or turned into JSON it reads `***`.
 * Only `reveal` gives it away, at the place where it leaves for its owner.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
