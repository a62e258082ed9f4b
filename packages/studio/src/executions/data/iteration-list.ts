import { type NodeRun, type RunState, type StepStatus, totalOf } from '../run-store/index.ts';

/** The iterations of a node as the picker shows them, without an entry per iteration where it can be helped. */
export interface IterationList {
  readonly count: number;
  keyAt(index: number): string;
  indexOf(key: string): number;
  statusAt(index: number): StepStatus | 'notRun';
}

/** How many iterations have not run, as far as their number is known. */
export const notRunCount = (state: RunState, node: NodeRun): number =>
  node.around.length > 1 ? 0 : Math.max(0, (totalOf(state, node) ?? 0) - node.known) + node.counts.stopped;

/** With `onlyFailed` just those that failed. */
export const iterationList = (state: RunState, node: NodeRun, onlyFailed = false): IterationList => {
  const { steps } = node;
  const statusOf = (key: string, index: number, known: number): StepStatus | 'notRun' => {
    const step = steps.get(key);
    if (step) return step.status;
    // Of very long runs the steps that succeeded are let go; those after the last known one have not run.
    return index < known ? 'succeeded' : 'notRun';
  };
  if (onlyFailed || node.around.length > 1) {
    const keys: string[] = [];
    for (const { key, status } of steps.values())
      if (key !== '' && (!onlyFailed || status === 'failed')) keys.push(key);
    return {
      count: keys.length,
      keyAt: (index) => keys[index] ?? '',
      indexOf: (key) => keys.indexOf(key),
      statusAt: (index) => statusOf(keys[index] ?? '', 0, 0),
    };
  }
  const { known } = node;
  const count = Math.max(known, totalOf(state, node) ?? 0);
  return {
    count,
    keyAt: String,
    indexOf: (key) => (key === '' ? -1 : Number(key)),
    statusAt: (index) => statusOf(String(index), index, known),
  };
};

/** The key that lies `by` further; stays at the ends. undefined when there is none at all. */
export const stepKey = (list: IterationList, key: string, by: number): string | undefined => {
  if (list.count === 0) return undefined;
  const at = list.indexOf(key);
  if (at === -1) return list.keyAt(by > 0 ? 0 : list.count - 1);
  return list.keyAt(Math.max(0, Math.min(list.count - 1, at + by)));
};
