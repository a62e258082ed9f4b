/**
 * An oracle for crashes: it hears from a writer which change of a key it is about to ask for and which was
 * acknowledged, and afterwards says whether what is found may be there. Knows nothing of what keys and states are;
 * one key is changed by one writer at a time.
 */
export class AcknowledgedWrites {
  readonly #acknowledged = new Map<string, string>();
  readonly #asked = new Map<string, string>();
  readonly #absent: string;

  /** `absent` is the state of a key that nobody ever wrote. */
  constructor(absent: string) {
    this.#absent = absent;
  }

  /** The writer is about to bring `key` to `state`. */
  ask(key: string, state: string): void {
    this.#asked.set(key, state);
  }

  /** The last change asked for was acknowledged. */
  acknowledge(key: string): void {
    const state = this.#asked.get(key);
    if (state === undefined) throw new Error(`Nothing was asked for ${key}.`);
    this.#acknowledged.set(key, state);
    this.#asked.delete(key);
  }

  /** The last change asked for was refused with the promise that nothing of it was kept. */
  refuse(key: string): void {
    this.#asked.delete(key);
  }

  get count(): number {
    return this.#acknowledged.size;
  }

  /**
   * What is wrong with finding `state` after a crash, or undefined. It must be what was acknowledged last, or what was
   * asked for after that: such a write may have reached the disk without its answer reaching the writer.
   */
  faultOf(key: string, state: string): string | undefined {
    const acknowledged = this.#acknowledged.get(key) ?? this.#absent;
    const asked = this.#asked.get(key);
    if (state === acknowledged || state === asked) {
      this.#acknowledged.set(key, state);
      this.#asked.delete(key);
      return undefined;
    }
    return `${key}: acknowledged ${acknowledged}, asked for ${asked ?? 'nothing more'}, found ${state}`;
  }
}
