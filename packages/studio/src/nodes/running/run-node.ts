import type { JsonObject, JsonValue } from '@streambed/model';
import { useCallback, useRef, useSyncExternalStore } from 'react';
import type { NodeId } from '../../document/index.ts';
import { type Editor, type NodeRunDetails, useEditor } from '../../editor/index.ts';

const COMMAND = 'run.onlyThis';

/** Why the node cannot be run on its own now; undefined when it can. */
export const whyNotRun = (editor: Editor): string | undefined =>
  editor.commands.find(({ id }) => id === COMMAND)?.unavailable?.(editor);

/** Runs one node and leaves the panels as they are: the answer shows beside what was run. */
export const runNode = async (editor: Editor, node: NodeId, nodeInputs?: JsonObject): Promise<void> => {
  if (editor.run.runNode) {
    await editor.run.runNode(node, nodeInputs);
    return;
  }
  const { bottomOpen, bottomTab } = editor.state.getState();
  const started = editor.commands.find(({ id }) => id === COMMAND)?.run(editor);
  editor.state.setState({ bottomOpen, bottomTab });
  await started;
};

const same = (a: NodeRunDetails | undefined, b: NodeRunDetails | undefined): boolean =>
  a?.text === b?.text && a?.response === b?.response;

/** What a node wrote and what the service answered, as it comes. */
export const useRunDetails = (node: NodeId): NodeRunDetails | undefined => {
  const { run } = useEditor();
  const kept = useRef<NodeRunDetails>(undefined);
  const subscribe = useCallback((listener: () => void) => run.subscribeNode(node, listener), [run, node]);
  return useSyncExternalStore(subscribe, () => {
    const found = run.details?.(node);
    if (!same(kept.current, found)) kept.current = found;
    return kept.current;
  });
};

/** A member of an object, whatever it is. */
export const memberOf = (value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>(
    (part, key) =>
      typeof part === 'object' && part !== null && !Array.isArray(part) ? part[key] : undefined,
    value,
  );
