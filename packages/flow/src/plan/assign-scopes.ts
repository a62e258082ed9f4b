import type { FlowConnection, FlowNode } from '../definition/index.ts';
import { nodeTypeOf } from '../nodes/index.ts';

/**
 * Which iterations each node of one definition lives in: the names of the enclosing Iterators, outermost first.
 * A node belongs to the body of every Iterator upstream of it that no Collector has closed in between
 * (nodes.md, Iterator and Collector). Throws when connections form a cycle, when a Collector has no Iterator, or
 * when a node would belong to two bodies of which neither contains the other.
 */
export function assignScopes(
  nodes: readonly FlowNode[],
  connections: readonly FlowConnection[],
): ReadonlyMap<string, readonly string[]> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const incoming = new Map<string, FlowConnection[]>(nodes.map((node) => [node.name, []]));
  const outgoing = new Map<string, FlowConnection[]>(nodes.map((node) => [node.name, []]));
  for (const connection of connections) {
    incoming.get(connection.target)?.push(connection);
    outgoing.get(connection.source)?.push(connection);
  }

  const scopes = new Map<string, readonly string[]>();
  const waiting = new Map(nodes.map((node) => [node.name, incoming.get(node.name)?.length ?? 0]));
  const ready = nodes.filter((node) => waiting.get(node.name) === 0);
  for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
    const around = (incoming.get(node.name) ?? []).map((connection) => {
      const source = byName.get(connection.source) as FlowNode;
      const scope = scopes.get(source.name) as readonly string[];
      return opensIteration(source) ? [...scope, source.name] : scope;
    });
    const deepest = innermost(node.name, around);
    if (collects(node)) {
      if (deepest.length === 0) throw new Error(`Collector ${node.name} has no Iterator upstream`);
      scopes.set(node.name, deepest.slice(0, -1));
    } else scopes.set(node.name, deepest);
    for (const connection of outgoing.get(node.name) ?? []) {
      const left = (waiting.get(connection.target) ?? 0) - 1;
      waiting.set(connection.target, left);
      if (left === 0) ready.push(byName.get(connection.target) as FlowNode);
    }
  }
  if (scopes.size < byName.size) throw new Error('connections form a cycle');
  return scopes;
}

const opensIteration = (node: FlowNode): boolean => nodeTypeOf(node.type).type === 'Iterator';
const collects = (node: FlowNode): boolean => nodeTypeOf(node.type).type === 'Collector';

function innermost(name: string, chains: readonly (readonly string[])[]): readonly string[] {
  let deepest: readonly string[] = [];
  for (const chain of chains) if (chain.length > deepest.length) deepest = chain;
  for (const chain of chains)
    if (chain.some((iterator, depth) => deepest[depth] !== iterator))
      throw new Error(`node ${name} takes values from the bodies of two Iterators, neither inside the other`);
  return deepest;
}
