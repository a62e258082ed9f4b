import type { ConnectionView, FlowSnapshot, NodeId } from '../../document/index.ts';

/** An input that an output leads to. */
export interface Taker {
  readonly node: NodeId;
  readonly input: string;
  /** `Summarize.text` */
  readonly says: string;
}

const outgoing = new WeakMap<FlowSnapshot, ReadonlyMap<NodeId, readonly ConnectionView[]>>();

const connectionsFrom = (snapshot: FlowSnapshot, node: NodeId): readonly ConnectionView[] => {
  let index = outgoing.get(snapshot);
  if (!index) {
    const made = new Map<NodeId, ConnectionView[]>();
    for (const connection of snapshot.connections.values())
      if (connection.source !== undefined)
        made.set(connection.source, [...(made.get(connection.source) ?? []), connection]);
    index = made;
    outgoing.set(snapshot, index);
  }
  return index.get(node) ?? [];
};

/** Where an output of a node leads, by the connections of the flow. */
export const takersOf = (
  snapshot: FlowSnapshot,
  node: NodeId | undefined,
  output: string,
): readonly Taker[] =>
  node === undefined
    ? []
    : connectionsFrom(snapshot, node).flatMap(({ sourceOutput, target, targetName, targetInput }) =>
        sourceOutput === output && target !== undefined && targetInput !== undefined
          ? [{ node: target, input: targetInput, says: `${targetName}.${targetInput}` }]
          : [],
      );
