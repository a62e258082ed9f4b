/** Failures of one address within the window, before it has to wait. */
const MAX_FAILURES = 20;
const WINDOW = 60_000;
/** Addresses that are remembered; the oldest is forgotten. */
const MAX_ADDRESSES = 10_000;

interface Failures {
  count: number;
  /** When counting begins anew, ms. */
  readonly until: number;
}

/**
 * Counts failed attempts to sign in by the address that they come from: who failed too often waits, everybody else is
 * served. No code or cookie can be guessed at any rate; this keeps guessing from being work for us.
 */
export class AttemptLimit {
  readonly #failures = new Map<string, Failures>();

  /** ms to wait before the next attempt of an address; 0 when it may try now. */
  wait(address: string, now: number): number {
    const failures = this.#failures.get(networkOf(address));
    return failures !== undefined && failures.count >= MAX_FAILURES ? Math.max(0, failures.until - now) : 0;
  }

  failed(address: string, now: number): void {
    const network = networkOf(address);
    const failures = this.#failures.get(network);
    if (failures !== undefined && failures.until > now) {
      failures.count++;
      return;
    }
    this.#failures.delete(network);
    this.#failures.set(network, { count: 1, until: now + WINDOW });
    if (this.#failures.size > MAX_ADDRESSES) this.#failures.delete(this.#failures.keys().next().value!);
  }
}

/** One customer has a whole /64 of IPv6. */
const networkOf = (address: string): string => {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [head = '', tail] = address.split('::', 2);
  const groups = head.split(':').filter(Boolean);
  if (tail !== undefined) while (groups.length < 4) groups.push('0');
  return groups.slice(0, 4).join(':');
};
