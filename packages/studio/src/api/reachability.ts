import { createStore, type StoreApi } from 'zustand/vanilla';

/** Whether the server answers, and when it is asked next. Times in ms since the epoch. */
export interface Reachability {
  readonly isReachable: boolean;
  readonly retryAt: number | undefined;
}

const FIRST_WAIT = 2_000;
const LONGEST_WAIT = 30_000;

export interface ReachabilityWatch {
  readonly state: StoreApi<Reachability>;
  /** A call got no answer: begins to ask whether the server is there. */
  lost(): void;
  /** Asks now. */
  retry(): Promise<void>;
  stop(): void;
}

/** `ask` resolves to whether the server answers; `back` is called when it does again. */
export const watchReachability = (ask: () => Promise<boolean>, back: () => void): ReachabilityWatch => {
  const state = createStore<Reachability>(() => ({ isReachable: true, retryAt: undefined }));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = FIRST_WAIT;

  const schedule = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void retry(), wait);
    state.setState({ isReachable: false, retryAt: Date.now() + wait });
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };
  const retry = async () => {
    clearTimeout(timer);
    state.setState({ retryAt: undefined });
    if (!(await ask())) return schedule();
    wait = FIRST_WAIT;
    state.setState({ isReachable: true, retryAt: undefined });
    back();
  };
  return {
    state,
    lost() {
      if (state.getState().isReachable) schedule();
    },
    retry,
    stop: () => clearTimeout(timer),
  };
};
