import type { GuardrailCheck } from './open-guardrail.ts';
import { MOST_HELD, type Released, type TextWindow } from './text-window.ts';

type Release = () => Promise<Released>;

/** Checks that run beside a stream, one after the other, and what came out of them so far. */
export class BackgroundChecks {
  #running: Promise<void> | undefined;
  #blocked: GuardrailCheck | undefined;
  #failed: { readonly error: unknown } | undefined;

  /**
   * Begins a check of the window when one is due and none runs. Waits only when text comes so much faster than it is
   * checked that too much of it would pile up.
   * @returns what blocks, as soon as that is known. Throws what a check failed with.
   */
  async look(window: TextWindow, release: Release): Promise<GuardrailCheck | undefined> {
    if (this.#running && window.held >= MOST_HELD) await this.#running;
    if (!this.#running && window.isDue) this.#begin(release);
    return this.#verdict();
  }

  /** The same for the end of a text: its check follows those under way. */
  last(release: Release): GuardrailCheck | undefined {
    this.#begin(release);
    return this.#verdict();
  }

  /** When all checks are done. */
  async settled(): Promise<GuardrailCheck | undefined> {
    await this.#running;
    return this.#verdict();
  }

  #begin(release: Release): void {
    const before = this.#running;
    const running = (async () => {
      await before;
      if (this.#blocked || this.#failed) return;
      try {
        this.#blocked = (await release()).blocked;
      } catch (error) {
        this.#failed = { error };
      }
    })().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
  }

  #verdict(): GuardrailCheck | undefined {
    if (this.#failed) throw this.#failed.error;
    return this.#blocked;
  }
}
