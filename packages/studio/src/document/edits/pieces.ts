import type { FlowConnection, FlowDefinition, FlowNode } from '@streambed/model/bedrock-agent';
import type { FlowEdit } from '../flow-edit.ts';
import { connectionName, uniqueName } from '../flow-names.ts';
import { FLOW_SCOPE, type FlowSnapshot, type NodeId } from '../flow-snapshot.ts';
import type { Projection } from '../projection.ts';
import { adoptLooseEnds, insertConnection, insertNode, reconcileScope } from '../write-definition.ts';
import type { EditContext } from './edit-context.ts';

type PieceEdits = Pick<FlowEdit, 'replaceDefinition' | 'paste' | 'duplicate'>;

/** Whole pieces of a flow. */
export const pieceEdits = (context: EditContext): PieceEdits => {
  const { store } = context;
  const paste: FlowEdit['paste'] = (piece, { scope = FLOW_SCOPE, position }) => {
    if (!store.scopes.has(scope)) throw new Error('The loop is not there any more.');
    const taken = context.nodeNames(scope);
    /** Name in the piece → what became of it. */
    const made = new Map<string, { readonly id: NodeId; readonly name: string }>();
    const nodes: NodeId[] = [];
    for (const [index, node] of (piece.nodes ?? []).entries()) {
      const name = uniqueName(node.name, taken);
      taken.add(name);
      const id = insertNode(store, scope, { ...node, name });
      if (position) store.positions.set(id, [position.x + index * 280, position.y]);
      if (!made.has(node.name)) made.set(node.name, { id, name });
      nodes.push(id);
    }
    const dropped: string[] = [];
    const names = context.connectionNames(scope);
    for (const connection of piece.connections ?? []) {
      const from = made.get(connection.source);
      const to = made.get(connection.target);
      if (from === undefined || to === undefined) {
        dropped.push(connection.name);
        continue;
      }
      const name = pastedName(connection, from.name, to.name, names);
      names.add(name);
      insertConnection(
        store,
        scope,
        { ...connection, name, source: from.name, target: to.name },
        new Map([
          [from.name, from.id],
          [to.name, to.id],
        ]),
      );
    }
    adoptLooseEnds(store, scope, new Map([...made.values()].map(({ id, name }) => [name, id])));
    return { nodes, dropped };
  };
  return {
    replaceDefinition(definition) {
      // The projection knows what was written before in this edit.
      context.snapshot();
      reconcileScope(store, context.projection, FLOW_SCOPE, definition);
    },
    paste,
    duplicate(nodes) {
      const snapshot = context.snapshot();
      const ids = [...new Set(nodes)].filter((id) => snapshot.nodes.has(id));
      const first = ids[0] === undefined ? undefined : snapshot.nodes.get(ids[0]);
      if (!first) return [];
      const same = ids.filter((id) => snapshot.nodes.get(id)!.scope === first.scope);
      const made = paste(pieceOf(context.projection, snapshot, same), { scope: first.scope }).nodes;
      for (const [index, id] of made.entries()) placeCopy(context, snapshot, same[index]!, id);
      return made;
    },
  };
};

/** The copy lies a little beside the original; bodies of loops lie as they lay. */
const placeCopy = (
  context: EditContext,
  snapshot: FlowSnapshot,
  original: NodeId,
  copy: NodeId,
  offset = 32,
): void => {
  const at = snapshot.nodes.get(original)?.position;
  if (at) context.store.positions.set(copy, [at.x + offset, at.y + offset]);
  const inner = snapshot.scopes.get(original)?.nodes ?? [];
  const copies = context.snapshot().scopes.get(copy)?.nodes ?? [];
  for (const [index, id] of inner.entries())
    if (copies[index] !== undefined) placeCopy(context, snapshot, id, copies[index], 0);
};

/** Its own name where nothing stands in the way, else a generated one. */
const pastedName = (
  connection: FlowConnection,
  source: string,
  target: string,
  taken: ReadonlySet<string>,
): string => {
  const isSame = source === connection.source && target === connection.target;
  if (isSame && !taken.has(connection.name)) return connection.name;
  const { data, conditional } = connection.configuration ?? {};
  const from = data?.sourceOutput ?? conditional?.condition ?? '';
  return connectionName({ source, from, target, ...(data && { to: data.targetInput }) }, taken);
};

/** The nodes as the API writes them, with the connections among them. */
export const pieceOf = (
  projection: Projection,
  snapshot: FlowSnapshot,
  nodes: readonly NodeId[],
): FlowDefinition => {
  const wanted = new Set(nodes);
  const made = [...wanted].filter((id) => snapshot.nodes.has(id)).map((id) => projection.nodeJson(id));
  const connections = [...snapshot.connections.values()]
    .filter(
      ({ source, target }) =>
        source !== undefined && target !== undefined && wanted.has(source) && wanted.has(target),
    )
    .map(({ id }) => projection.connectionJson(id));
  return { nodes: made as FlowNode[], connections };
};
