let waiting: (() => void)[] = [];

/**
 * Runs `action` when this turn of the event loop has handled what it received, together with all others that asked.
 * Answers written one after the other wake their readers together; written one at a time, each costs a wake-up of its
 * own, which on a busy server is the larger part of a small answer's cost.
 */
export const atEndOfTurn = (action: () => void): void => {
  if (waiting.push(action) === 1) setImmediate(runAll);
};

const runAll = (): void => {
  const actions = waiting;
  waiting = [];
  for (const action of actions) {
    try {
      action();
    } catch (error) {
      // One answer that cannot be written must not keep the others back. A rejection nobody waits for is logged.
      void Promise.reject(error);
    }
  }
};
