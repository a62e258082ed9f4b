import type { FlowDefinition, FlowNode } from '@streambed/model/bedrock-agent';
import { FLOW_SCOPE, type FlowSnapshot, type NodeId } from '../../document/index.ts';

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

const contentOf = ({
  configuration,
  inputs,
  outputs,
}: {
  readonly configuration?: FlowNode['configuration'];
  readonly inputs?: readonly unknown[];
  readonly outputs?: readonly unknown[];
}): string => JSON.stringify([configuration ?? {}, inputs ?? [], outputs ?? []]);

/** Nodes that are new, or that do or take something else than in the definition that ran; bodies of loops left out. */
export const differingNodes = (ran: FlowDefinition, snapshot: FlowSnapshot): ReadonlySet<NodeId> => {
  const before = new Map((ran.nodes ?? []).map((each) => [each.name, each]));
  const found = new Set<NodeId>();
  for (const id of snapshot.scopes.get(FLOW_SCOPE)?.nodes ?? []) {
    const view = snapshot.nodes.get(id);
    const was = view && before.get(view.name);
    if (view && view.type !== 'Loop' && (!was || contentOf(was) !== contentOf(view))) found.add(id);
  }
  return found;
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
  for (const id of differingNodes(ran, snapshot))
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
