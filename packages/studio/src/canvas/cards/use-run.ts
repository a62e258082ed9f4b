import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { NodeId } from '../../document/index.ts';
import { type NodeRunView, type Problem, useEditor, useEditorState } from '../../editor/index.ts';

/** The node's place in the run that is shown; only this card is painted when it changes, at most eight times a second. */
export const useNodeRun = (id: NodeId): NodeRunView | undefined => {
  const { run } = useEditor();
  return useSyncExternalStore(
    useCallback((listener: () => void) => run.subscribeNode(id, listener), [run, id]),
    () => run.node(id),
  );
};

export interface ProblemCount {
  readonly errors: number;
  readonly warnings: number;
}

const counts = new WeakMap<readonly Problem[], ReadonlyMap<NodeId, ProblemCount>>();
const NONE: ProblemCount = { errors: 0, warnings: 0 };

/** Problems by node, counted once per list. */
export const problemCounts = (problems: readonly Problem[]): ReadonlyMap<NodeId, ProblemCount> => {
  let known = counts.get(problems);
  if (!known) {
    const found = new Map<NodeId, ProblemCount>();
    for (const { severity, address } of problems) {
      if (address.node === undefined) continue;
      const { errors, warnings } = found.get(address.node) ?? NONE;
      found.set(
        address.node,
        severity === 'Error' ? { errors: errors + 1, warnings } : { errors, warnings: warnings + 1 },
      );
    }
    known = found;
    counts.set(problems, known);
  }
  return known;
};

export const useProblems = (id: NodeId): ProblemCount => {
  const errors = useEditorState(({ problems }) => problemCounts(problems).get(id)?.errors ?? 0);
  const warnings = useEditorState(({ problems }) => problemCounts(problems).get(id)?.warnings ?? 0);
  return { errors, warnings };
};

/** Whole seconds since then, counting; undefined during the first one. */
export const useElapsed = (startedAt: number | undefined): number | undefined => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (startedAt === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [startedAt]);
  if (startedAt === undefined) return undefined;
  const seconds = Math.floor((now - startedAt) / 1000);
  return seconds >= 1 ? seconds : undefined;
};
