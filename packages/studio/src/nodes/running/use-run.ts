import { evaluateInputExpression, parseInputExpression } from '@streambed/flow/expressions';
import type { JsonValue } from '@streambed/model';
import type { FlowNodeIODataType } from '@streambed/model/bedrock-agent';
import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { NodeId, NodeView } from '../../document/index.ts';
import { type NodeRunView, type Sample, useEditor } from '../../editor/index.ts';

/** Whether something runs, and which run is shown; paints when that changes. */
export const useRun = (): { readonly runId: string | undefined; readonly isRunning: boolean } => {
  const { run } = useEditor();
  const isRunning = useSyncExternalStore(run.subscribe, () => run.isRunning);
  const runId = useSyncExternalStore(run.subscribe, () => run.runId);
  return { runId, isRunning };
};

/** The node's place in the run that is shown. */
export const useNodeRun = (node: NodeId): NodeRunView | undefined => {
  const { run } = useEditor();
  const subscribe = useCallback((listener: () => void) => run.subscribeNode(node, listener), [run, node]);
  return useSyncExternalStore(subscribe, () => run.node(node));
};

const same = (a: Sample | undefined, b: Sample | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.value === b.value && a.origin === b.origin);

/** Samples are made anew each time they are asked for; here the answer keeps its identity while it says the same. */
const keeping = (ask: () => readonly (Sample | undefined)[]) => {
  let kept: readonly (Sample | undefined)[] = [];
  return () => {
    const found = ask();
    if (found.length !== kept.length || found.some((sample, index) => !same(sample, kept[index])))
      kept = found;
    return kept;
  };
};

const useSamples = (ask: () => readonly (Sample | undefined)[]): readonly (Sample | undefined)[] => {
  const { samples } = useEditor();
  const subscribe = useCallback((listener: () => void) => samples.subscribe(listener), [samples]);
  const snapshot = useMemo(() => keeping(ask), [ask]);
  return useSyncExternalStore(subscribe, snapshot);
};

/** The value that the connection to the input delivers, where one is known. */
export const useDelivered = (node: NodeId, input: string): Sample | undefined => {
  const { samples } = useEditor();
  return useSamples(useCallback(() => [samples.delivered(node, input)], [samples, node, input]))[0];
};

/** The last known value of an output. */
export const useOutput = (node: NodeId, output: string): Sample | undefined => {
  const { samples } = useEditor();
  return useSamples(useCallback(() => [samples.output(node, output)], [samples, node, output]))[0];
};

/** What an input of a node would have now; `cause` says why its expression yields nothing. */
export interface InputValue {
  readonly name: string;
  readonly type: FlowNodeIODataType;
  readonly value?: JsonValue;
  readonly cause?: string;
}

/** The values of all inputs of a node, each through its expression; the same array until one changes. */
export const useInputValues = ({ id, inputs }: Pick<NodeView, 'id' | 'inputs'>): readonly InputValue[] => {
  const { samples } = useEditor();
  const delivered = useSamples(
    useCallback(() => inputs.map(({ name }) => samples.delivered(id, name)), [samples, id, inputs]),
  );
  return useMemo(
    () =>
      inputs.map(({ name, type, expression }, index): InputValue => {
        const sample = delivered[index];
        const parsed = parseInputExpression(expression);
        if (!sample || !parsed.ok) return { name, type };
        try {
          return { name, type, value: evaluateInputExpression(parsed.expression, sample.value) };
        } catch (error) {
          return { name, type, cause: (error as Error).message };
        }
      }),
    [inputs, delivered],
  );
};
