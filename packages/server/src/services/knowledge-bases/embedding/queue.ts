/** Does work when there is room for it, in the order it came. Rejects with the signal's reason while it waits. */
export type Queue = <Result>(work: () => Promise<Result>, signal: AbortSignal) => Promise<Result>;

/** A queue that lets so much work be under way at the same time. */
export const createQueue = (size: number): Queue => {
  let free = size;
  const waiting = new Set<() => void>();

  const turn = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      if (free > 0) {
        free--;
        resolve();
        return;
      }
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        waiting.delete(enter);
        reject(signal.reason);
      };
      waiting.add(enter);
      signal.addEventListener('abort', leave, { once: true });
    });

  const release = (): void => {
    const [next] = waiting;
    if (next) {
      waiting.delete(next);
      next();
    } else free++;
  };

  return async (work, signal) => {
    await turn(signal);
    try {
      return await work();
    } finally {
      release();
    }
  };
};
