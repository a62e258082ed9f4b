import type { NodeView } from '../../document/index.ts';
import type { NodeRunView } from '../../editor/index.ts';
import { canvasMessages as words } from '../../messages/canvas.ts';
import { nodeFacts } from '../../nodes/index.ts';
import { branchesOf } from '../geometry/card-geometry.ts';
import type { DiffMark } from '../still/diff-marks.ts';
import type { ProblemCount } from './use-run.ts';

/** What the run made of a node, as it is read out: `succeeded in 1.2 seconds`. */
export const spokenStatus = (run: NodeRunView): string => {
  if (run.status === 'succeeded') {
    // It did not run: what it gave before was taken.
    if (run.origin === 'Recorded') return words.statusSpoken.recorded;
    if (run.origin === 'Pinned') return words.statusSpoken.pinned;
    const seconds = Number(((run.durationMs ?? 0) / 1000).toFixed(1));
    return words.statusSpoken.succeeded(seconds === 0 ? undefined : words.seconds(String(seconds)));
  }
  if (run.status === 'skipped') return words.statusSpoken.skipped(run.reason);
  return words.statusSpoken[run.status]();
};

/** `3 fields changed`, `was Sort`: what a comparison says of a node. */
export const diffText = ({ kind, fields, formerName }: DiffMark): string =>
  kind === 'changed'
    ? [
        formerName !== undefined && words.diff.renamed(formerName),
        (fields > 0 || formerName === undefined) && words.diff.changed(fields),
      ]
        .filter(Boolean)
        .join(', ')
    : words.diff[kind];

/**
 * The accessible name of a card: "Classify, Prompt, 1 error, succeeded in 1.2 seconds, 2 inputs, 1 output, 3 of 9".
 * Source: studio.md section 8.
 */
export const cardName = (
  node: NodeView,
  facts: {
    readonly run: NodeRunView | undefined;
    readonly problems: ProblemCount;
    readonly isPinned: boolean;
    readonly isReached: boolean;
    readonly mark?: DiffMark | undefined;
    readonly place: number;
    readonly of: number;
  },
): string =>
  words.cardName({
    name: node.name,
    type: nodeFacts(node.type).label,
    ...facts.problems,
    state: facts.run && spokenStatus(facts.run),
    marks: [
      ...(facts.mark ? [diffText(facts.mark)] : []),
      ...(facts.run?.rounds === undefined ? [] : [words.rounds(facts.run.rounds)]),
      ...(facts.run?.differs ? [words.differs] : []),
      ...(facts.isPinned ? [words.pinnedSpoken] : []),
      ...(facts.isReached ? [] : [words.notReachedSpoken]),
    ],
    inputs: node.inputs.length,
    outputs: node.outputs.length,
    branches: branchesOf(node).length,
    place: facts.place,
    of: facts.of,
  });
