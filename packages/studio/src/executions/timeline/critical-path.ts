import { NONE, type NodeRun, type RunState, type Step } from '../run-store/index.ts';

interface Placed {
  readonly node: NodeRun;
  readonly step: Step;
}

/** Steps that only last as long as what is inside them. */
const isContainer = ({ type }: NodeRun): boolean => type === 'Loop' || type === 'Iterator';

const beginOf = ({ queuedAt, startedAt }: Step): number => (queuedAt === NONE ? startedAt : queuedAt);

/**
 * The chain of steps that decided how long the run took, latest first: from the step that ended last, each time the
 * one whose end let it begin. An engine starts a node the moment its last input arrives, so that is the step that ended
 * last before; of several at the same ms the one that lasted longest. Loops and iterators themselves are left out, the
 * steps inside them count.
 */
export const criticalPath = (state: Pick<RunState, 'nodes'>): readonly Step[] => {
  const ended: Placed[] = [];
  for (const node of state.nodes.values())
    for (const step of node.steps.values())
      if (step.endedAt !== NONE && step.startedAt !== NONE && step.status !== 'skipped' && !isContainer(node))
        ended.push({ node, step });
  ended.sort(
    (a, b) =>
      a.step.endedAt - b.step.endedAt ||
      // Of those that end together, the longest comes last and is taken first; then the one that was heard of later.
      beginOf(b.step) - beginOf(a.step) ||
      a.node.order - b.node.order,
  );
  const path: Step[] = [];
  let at = ended.length - 1;
  while (at >= 0) {
    const { step } = ended[at]!;
    path.push(step);
    at = lastEndingBy(ended, beginOf(step), at);
  }
  return path;
};

/** The last of the first `below` that ended no later than `time`. Steps that took no time do not lead to each other in a ring: `below` falls. */
const lastEndingBy = (ended: readonly Placed[], time: number, below: number): number => {
  let low = 0;
  let high = below;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ended[middle]!.step.endedAt <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};
