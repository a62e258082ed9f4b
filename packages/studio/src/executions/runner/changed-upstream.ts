import type { FlowDefinition, FlowNodeConfiguration } from '@streambed/model/bedrock-agent';
import type { FlowSnapshot, NodeId, NodeView } from '../../document/index.ts';

/** Every node from which something leads to the node, itself left out. */
export const upstreamOf = (snapshot: FlowSnapshot, node: NodeId): ReadonlySet<NodeId> => {
  const sources = new Map<NodeId, NodeId[]>();
  for (const { source, target } of snapshot.connections.values())
    if (source !== undefined && target !== undefined)
      sources.set(target, [...(sources.get(target) ?? []), source]);
  const found = new Set<NodeId>();
  const next = [node];
  while (next.length > 0)
    for (const source of sources.get(next.pop()!) ?? [])
      if (!found.has(source) && source !== node) {
        found.add(source);
        next.push(source);
      }
  return found;
};

/** Members in one order: the server may keep them in another than the document. */
const sorted = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** What a node is, does and takes, without its name and without the body of a Loop. */
const contentOf = ({
  type,
  configuration: { loop, ...rest } = {},
  inputs = [],
  outputs = [],
}: {
  readonly type?: string;
  readonly configuration?: FlowNodeConfiguration;
  readonly inputs?: readonly unknown[];
  readonly outputs?: readonly unknown[];
}): string => JSON.stringify([type, loop ? {} : rest, inputs, outputs], sorted);

/**
 * Tells which nodes of a snapshot are new, or do or take something else than in the definition that ran, or are Loops
 * with such a node in their body. Asked after each edit, it reads only the nodes that were edited.
 */
export const comparisonWith = (ran: FlowDefinition): ((snapshot: FlowSnapshot) => ReadonlySet<NodeId>) => {
  const before = new Map<string, string>();
  const bodies = new Map<string, number>();
  const read = ({ nodes = [] }: FlowDefinition, within: string) => {
    for (const node of nodes) {
      const path = `${within}${node.name}`;
      before.set(path, contentOf(node));
      const body = node.configuration?.loop?.definition;
      if (!body) continue;
      bodies.set(path, body.nodes?.length ?? 0);
      read(body, `${path}/`);
    }
  };
  read(ran, '');
  const contents = new WeakMap<NodeView, string>();
  const content = (view: NodeView): string => {
    const known = contents.get(view) ?? contentOf(view);
    contents.set(view, known);
    return known;
  };
  return (snapshot) => {
    const found = new Set<NodeId>();
    for (const view of snapshot.nodes.values()) {
      const { id, path } = view;
      const size = snapshot.scopes.get(id)?.nodes.length ?? 0;
      if (before.get(path) === content(view) && (bodies.get(path) ?? 0) === size) continue;
      let around: NodeView | undefined = view;
      while (around) {
        found.add(around.id);
        const loop: NodeId | undefined = snapshot.scopes.get(around.scope)?.loop;
        around = loop === undefined ? undefined : snapshot.nodes.get(loop);
      }
    }
    return found;
  };
};

/**
 * Names of nodes before `node` whose recorded outputs no longer fit: nodes that are new, or that do or take something
 * else than in the definition that ran. Only nodes of the flow itself count: a run starts within no loop.
 */
export const changedUpstream = (
  ran: FlowDefinition,
  snapshot: FlowSnapshot,
  node: NodeId,
): readonly string[] => {
  const sourcesBefore = new Set(
    (ran.connections ?? []).map(({ source, target, configuration }) =>
      JSON.stringify([source, target, configuration]),
    ),
  );
  const upstream = upstreamOf(snapshot, node);
  const changed: string[] = [];
  for (const id of comparisonWith(ran)(snapshot))
    if (upstream.has(id)) changed.push(snapshot.nodes.get(id)!.name);
  for (const { source, target, sourceName, targetName, ...rest } of snapshot.connections.values()) {
    if (target === undefined || source === undefined || !upstream.has(target)) continue;
    const configuration =
      rest.condition === undefined
        ? { data: { sourceOutput: rest.sourceOutput, targetInput: rest.targetInput } }
        : { conditional: { condition: rest.condition } };
    const isNew = !sourcesBefore.has(JSON.stringify([sourceName, targetName, configuration]));
    if (isNew && !changed.includes(targetName)) changed.push(targetName);
  }
  return changed;
};
