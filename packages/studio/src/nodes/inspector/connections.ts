import type { ConnectionView, FlowSnapshot, NodeId, NodeView } from '../../document/index.ts';
import { beginConnecting } from '../../document/index.ts';

/** What leads into an input; where several do, which is a mistake, the first. */
export const connectionInto = (
  snapshot: FlowSnapshot,
  node: Pick<NodeView, 'id' | 'scope'>,
  input: string,
): ConnectionView | undefined => {
  for (const id of snapshot.scopes.get(node.scope)?.connections ?? []) {
    const connection = snapshot.connections.get(id);
    if (connection?.target === node.id && connection.targetInput === input) return connection;
  }
  return undefined;
};

/** What leaves an output, in the order of the definition. */
export const connectionsFrom = (
  snapshot: FlowSnapshot,
  node: Pick<NodeView, 'id' | 'scope'>,
  place: { readonly output?: string; readonly condition?: string },
): readonly ConnectionView[] =>
  (snapshot.scopes.get(node.scope)?.connections ?? [])
    .map((id) => snapshot.connections.get(id)!)
    .filter(
      (connection) =>
        connection.source === node.id &&
        connection.sourceOutput === place.output &&
        connection.condition === place.condition,
    );

/** An output that an input could take its value from. */
export interface SourceChoice {
  readonly node: NodeId;
  readonly output: string;
  readonly label: string;
  readonly says: string;
  /** Why not. */
  readonly refused?: string;
}

/** Every output of the scope, for an input: those that fit first, then what would have to be picked from, then the rest. */
export const sourcesFor = (
  snapshot: FlowSnapshot,
  node: Pick<NodeView, 'id' | 'scope'>,
  input: string,
): readonly SourceChoice[] => {
  const ranked: { readonly rank: number; readonly choice: SourceChoice }[] = [];
  for (const id of snapshot.scopes.get(node.scope)?.nodes ?? []) {
    const source = snapshot.nodes.get(id)!;
    if (id === node.id) continue;
    for (const { name } of source.outputs) {
      const outcome = beginConnecting(snapshot, { node: id, output: name }).to({ node: node.id, input });
      const choice = { node: id, output: name, label: `${source.name}.${name}`, says: '' };
      if (outcome.kind === 'refused')
        ranked.push({ rank: 2, choice: { ...choice, refused: outcome.reason } });
      else
        ranked.push({
          rank: outcome.kind === 'pickMember' ? 1 : 0,
          choice: { ...choice, says: outcome.says },
        });
    }
  }
  return ranked.sort((a, b) => a.rank - b.rank).map(({ choice }) => choice);
};

/** A node that a branch could lead to. */
export interface BranchChoice {
  readonly node: NodeId;
  readonly label: string;
  /** Why not. */
  readonly refused?: string;
}

/** Every node of the scope, for a branch: those that it can lead to first. */
export const branchChoices = (
  snapshot: FlowSnapshot,
  node: Pick<NodeView, 'id' | 'scope'>,
  condition: string,
): readonly BranchChoice[] => {
  const connecting = beginConnecting(snapshot, { node: node.id, condition });
  const choices = (snapshot.scopes.get(node.scope)?.nodes ?? [])
    .filter((id) => id !== node.id)
    .map((id): BranchChoice => {
      const outcome = connecting.to(id);
      const label = snapshot.nodes.get(id)!.name;
      return outcome.kind === 'refused' ? { node: id, label, refused: outcome.reason } : { node: id, label };
    });
  return [
    ...choices.filter(({ refused }) => refused === undefined),
    ...choices.filter(({ refused }) => refused !== undefined),
  ];
};
