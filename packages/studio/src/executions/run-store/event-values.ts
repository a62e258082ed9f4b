import type { RunEvent } from '@streambed/model/streambed';

/** Estimated bytes of events that are kept; what was pushed out can be asked for again. */
export const VALUE_BUDGET = 16 * 1024 * 1024;

/** What an event takes in memory, roughly; looks at no more than a few thousand places. */
export const sizeOf = (value: unknown): number => {
  let size = 0;
  let places = 4_000;
  const stack: unknown[] = [value];
  while (stack.length > 0 && places-- > 0) {
    const next = stack.pop();
    if (typeof next === 'string') size += 16 + next.length;
    else if (Array.isArray(next)) {
      size += 32 + next.length * 8;
      for (let index = 0; index < next.length && index < 4_000; index++) stack.push(next[index]);
    } else if (typeof next === 'object' && next !== null) {
      size += 48;
      for (const [key, member] of Object.entries(next)) {
        size += 16 + key.length;
        stack.push(member);
      }
    } else size += 8;
  }
  return size;
};

/** The events whose values can be shown at once: the latest, within a budget. */
export class EventValues {
  /** One event may be larger than all that is kept: the latest such, beside the others, so that it is not asked for again and again. */
  #large: RunEvent | undefined;
  readonly #events = new Map<number, { readonly event: RunEvent; readonly size: number }>();
  readonly #budget: number;
  /** Oldest first from `#oldest` on. Walking the map's own front would pass every place that was freed before. */
  #numbers: number[] = [];
  #oldest = 0;
  #size = 0;

  constructor(budget: number = VALUE_BUDGET) {
    this.#budget = budget;
  }

  get size(): number {
    return this.#size;
  }

  get(number: number): RunEvent | undefined {
    return this.#large?.number === number ? this.#large : this.#events.get(number)?.event;
  }

  /** Keeps the event, unless it carries nothing to look at. Of those that are larger than the budget, the latest. */
  add(event: RunEvent): void {
    if (event.type === 'nodeDelta' || event.type === 'nodeQueued') return;
    if (this.#events.has(event.number)) return;
    const size = sizeOf(event);
    if (size > this.#budget) {
      this.#large = event;
      return;
    }
    this.#events.set(event.number, { event, size });
    this.#numbers.push(event.number);
    this.#size += size;
    while (this.#size > this.#budget && this.#oldest < this.#numbers.length - 1) {
      const number = this.#numbers[this.#oldest++]!;
      this.#size -= this.#events.get(number)?.size ?? 0;
      this.#events.delete(number);
    }
    if (this.#oldest > 10_000) {
      this.#numbers = this.#numbers.slice(this.#oldest);
      this.#oldest = 0;
    }
  }
}
