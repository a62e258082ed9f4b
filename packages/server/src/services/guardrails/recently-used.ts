/** A map that keeps the entries that were asked for last: at most `most`, and weighing at most `weight` together. */
export class RecentlyUsed<Value> {
  readonly #entries = new Map<string, { readonly value: Value; readonly weight: number }>();
  readonly #most: number;
  readonly #heaviest: number;
  #weight = 0;

  constructor({ most, weight }: { readonly most: number; readonly weight: number }) {
    this.#most = most;
    this.#heaviest = weight;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    // A Map iterates in the order of insertion: what was asked for last goes to the end.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** The newest entry stays, whatever it weighs. */
  set(key: string, value: Value, weight: number): void {
    this.delete(key);
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    for (const oldest of this.#entries.keys()) {
      if (oldest === key || (this.#entries.size <= this.#most && this.#weight <= this.#heaviest)) return;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    this.#entries.delete(key);
  }
}
