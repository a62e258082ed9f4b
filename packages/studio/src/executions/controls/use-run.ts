import { useCallback, useRef, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { useEditor } from '../../editor/index.ts';
import type { RunStore } from '../run-store/index.ts';
import { type Executions, type ExecutionsState, executionsOf } from '../runner/executions.ts';

/** The executions of the editor around. */
export const useExecutions = (): Executions => executionsOf(useEditor());

/** A part of their state; select narrowly. */
export const useExecutionsState = <Part>(select: (state: ExecutionsState) => Part): Part =>
  useStore(useExecutions().state, select);

const NOTHING = () => () => {};

/** Beyond so many steps a whole picture of the run is drawn once a second, not ten times. */
const LARGE = 2_000;

/** Counts the notices of the run, so that whoever reads it paints again; fewer while a large run goes on. */
export const useRunRevision = (store: RunStore | undefined): number => {
  const seen = useRef({ store, revision: 0, at: 0 });
  const read = useCallback(() => {
    const last = seen.current;
    if (!store) return 0;
    const now = performance.now();
    const wait = store.isRunning && store.state.stepCount > LARGE ? 1_000 : 0;
    if (last.store !== store || now - last.at >= wait)
      seen.current = {
        store,
        revision: store.revision,
        at: store.revision === last.revision ? last.at : now,
      };
    return seen.current.revision;
  }, [store]);
  return useSyncExternalStore(store ? store.subscribe : NOTHING, read);
};
