import type { Clock } from '@streambed/flow/ports';

/**
 * Lets at most `perMinute` calls to each host begin in a minute, evenly spread, in the order they ask. Rejects with the
 * signal's reason.
 */
export function politePace(
  perMinute: number,
  clock: Clock,
): (host: string, signal: AbortSignal) => Promise<void> {
  const interval = 60_000 / perMinute;
  const next = new Map<string, number>();
  return async (host, signal) => {
    const now = clock.monotonic();
    const at = Math.max(now, next.get(host) ?? now);
    next.set(host, at + interval);
    if (at > now)
      await new Promise<void>((resolve, reject) => {
        const leave = (): void => {
          cancel();
          reject(signal.reason);
        };
        const cancel = clock.after(at - now, () => {
          signal.removeEventListener('abort', leave);
          resolve();
        });
        signal.addEventListener('abort', leave, { once: true });
      });
    signal.throwIfAborted();
  };
}
