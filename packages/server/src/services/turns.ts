/**
 * Work on a text, cut into steps: what it returns is the result, and between two steps it may be left alone for any
 * time. A step is short whatever the text (a fraction of a millisecond where that can be had). A step that yields a
 * promise is resumed when it is settled; a rejection is thrown into it.
 */
export type Steps<Result> = Generator<Promise<unknown> | undefined, Result, void>;

/** Tells how long work has taken, in ms; an object, so that tests can say how slow the machine is. */
export const turnClock = { now: (): number => performance.now() };

/** Milliseconds that all texts together may be worked on before everything else that waits has its turn. */
const TURN = 3;

/** Milliseconds of a turn after which the next text has its share. */
const SHARE = 1;

/**
 * Does the work: at once, as long as there is time left in this turn of the event loop, and so for every text of a usual
 * length; else in shares, of which every turn of the event loop has a few, one text after the other. However many
 * texts are checked at the same time, they hold the loop up for TURN milliseconds at once and as long at a time.
 *
 * Rejects with the signal's reason when the caller leaves, and with what the work throws.
 */
export function inTurns<Result>(steps: Steps<Result>, signal: AbortSignal): Result | Promise<Result> {
  const began = turnClock.now();
  awaitTurn();
  for (let at = began; spent + at - began < TURN; at = turnClock.now()) {
    const { done, value } = steps.next();
    if (done) {
      spent += turnClock.now() - began;
      return value;
    }
    if (value) {
      spent += turnClock.now() - began;
      return new Promise((resolve, reject) => {
        resumeAfter(value, { steps, signal, resolve, reject } as Task);
      });
    }
  }
  spent += turnClock.now() - began;
  return new Promise((resolve, reject) => {
    fresh.push({ steps, signal, resolve, reject } as Task);
  });
}

/** Does the work to its end without letting anybody else have a turn: for compiling, and for those who wait anyway. */
export function atOnce<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (value) throw new Error('This work waits for another thread and cannot be done at once.');
  }
}

/** Work that is done once for all who need it; whoever comes meanwhile helps. Work that threw is begun anew. */
export function once<Result>(begin: () => Steps<Result>): () => Steps<Result> {
  let running: Steps<Result> | undefined;
  let finished: { readonly result: Result } | undefined;
  return function* () {
    while (!finished) {
      running ??= begin();
      try {
        const { done, value } = running.next();
        if (done) finished = { result: value };
        else yield value;
      } catch (error) {
        running = undefined;
        throw error;
      }
    }
    return finished.result;
  };
}

interface Task {
  readonly steps: Steps<unknown>;
  readonly signal: AbortSignal;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** What has just come goes first: a short text is done with its first share and waits for no long one. */
const fresh: Task[] = [];
const waiting: Task[] = [];

/** Milliseconds that were worked at once in this turn of the event loop. */
let spent = 0;
let awaited = false;

function awaitTurn(): void {
  if (awaited) return;
  awaited = true;
  setImmediate(turn);
}

function turn(): void {
  awaited = false;
  spent = 0;
  const ends = turnClock.now() + TURN;
  let left = fresh.length + waiting.length > 0;
  for (let at = ends - TURN; left && at < ends; at = turnClock.now()) {
    const task = fresh.shift() ?? (waiting.shift() as Task);
    if (share(task, Math.min(ends, at + SHARE))) waiting.push(task);
    left = fresh.length + waiting.length > 0;
  }
  if (left) awaitTurn();
}

/** Works on a text until some time; false: there is nothing left to do for now. */
function share({ steps, signal, resolve, reject }: Task, until: number): boolean {
  try {
    if (signal.aborted) {
      steps.return(undefined);
      reject(signal.reason);
      return false;
    }
    do {
      const { done, value } = steps.next();
      if (done) {
        resolve(value);
        return false;
      }
      if (value) {
        resumeAfter(value, { steps, signal, resolve, reject });
        return false;
      }
    } while (turnClock.now() < until);
    return true;
  } catch (error) {
    reject(error);
    return false;
  }
}

function resumeAfter(promise: Promise<unknown>, task: Task): void {
  promise.then(
    () => {
      fresh.push(task);
      awaitTurn();
    },
    (error: unknown) => {
      fresh.push({ ...task, steps: failing(task.steps, error) });
      awaitTurn();
    },
  );
}

/** The same work, to which the next step brings an error. */
function* failing(steps: Steps<unknown>, error: unknown): Steps<unknown> {
  let step = steps.throw(error);
  while (!step.done) {
    yield step.value;
    step = steps.next();
  }
  return step.value;
}
