import type {
  FlowConnection,
  FlowDefinition,
  FlowNode,
  FlowNodeInput,
  FlowNodeOutput,
  FlowNodeType,
} from '../definition/index.ts';
import { type NodeType, nodeTypes, type Slots } from '../nodes/index.ts';

/** One node, with what its type says about it; members that a half-built definition lacks are empty. */
export interface GraphNode {
  readonly name: string;
  readonly type: FlowNodeType;
  readonly definition: FlowNode;
  readonly inputs: readonly FlowNodeInput[];
  readonly outputs: readonly FlowNodeOutput[];
  /** Undefined for a type that does not exist. */
  readonly nodeType: NodeType | undefined;
  readonly slots: Slots;
}

/** A connection whose two ends exist. */
export interface Edge {
  readonly connection: FlowConnection;
  readonly source: GraphNode;
  readonly target: GraphNode;
}

/** The facts about one definition's wiring that rules share; computed once, in time linear in its size. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly connections: readonly FlowConnection[];
  /** By name; of nodes that share a name, the first. */
  readonly byName: ReadonlyMap<string, GraphNode>;
  readonly edges: readonly Edge[];
  readonly incoming: ReadonlyMap<GraphNode, readonly Edge[]>;
  readonly outgoing: ReadonlyMap<GraphNode, readonly Edge[]>;
  /** Nodes with a path from one where values enter: Input in a flow, LoopInput in a loop. */
  readonly reachable: ReadonlySet<GraphNode>;
  /** Each node after all nodes it depends on; nodes on a cycle, or behind one, are left out. */
  readonly order: readonly GraphNode[];
  /** The edges that lead back to a node already on the way: each closes a cycle. */
  readonly closing: readonly Edge[];
}

export function buildGraph(definition: FlowDefinition): Graph {
  const nodes = entries(definition.nodes).map(graphNode);
  const connections = entries(definition.connections);
  const byName = new Map<string, GraphNode>();
  for (const node of nodes) if (!byName.has(node.name)) byName.set(node.name, node);
  const edges = connections.flatMap((connection) => {
    const source = byName.get(connection.source);
    const target = byName.get(connection.target);
    return source && target ? [{ connection, source, target }] : [];
  });
  const incoming = Map.groupBy(edges, (edge) => edge.target);
  const outgoing = Map.groupBy(edges, (edge) => edge.source);
  const starts = nodes.filter(isStart);
  return {
    nodes,
    connections,
    byName,
    edges,
    incoming,
    outgoing,
    reachable: reachableFrom(starts, outgoing),
    order: topologicalOrder(nodes, incoming, outgoing),
    closing: closingEdges([...starts, ...nodes], outgoing),
  };
}

/** Whether values enter at this node. */
export const isStart = (node: GraphNode): boolean => node.type === 'Input' || node.type === 'LoopInput';

/** All nodes on paths from the given ones, themselves included. */
export function reachableFrom(
  starts: readonly GraphNode[],
  outgoing: Graph['outgoing'],
  goesOn: (edge: Edge) => boolean = () => true,
): ReadonlySet<GraphNode> {
  const reached = new Set(starts);
  for (const node of reached)
    for (const edge of outgoing.get(node) ?? []) if (goesOn(edge)) reached.add(edge.target);
  return reached;
}

/** The entries of a list that may be absent; anything in it that is no object is dropped. */
function entries<Entry extends object>(list: readonly Entry[] | undefined): Entry[] {
  return Array.isArray(list) ? list.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}

const FREE: Slots = { inputs: 'free', outputs: 'free' };

function graphNode(node: FlowNode): GraphNode {
  const nodeType = Object.hasOwn(nodeTypes, node.type) ? nodeTypes[node.type] : undefined;
  return {
    name: node.name,
    type: node.type,
    definition: node,
    inputs: entries(node.inputs),
    outputs: entries(node.outputs),
    nodeType,
    slots: nodeType?.slots(node) ?? FREE,
  };
}

function topologicalOrder(
  nodes: readonly GraphNode[],
  incoming: Graph['incoming'],
  outgoing: Graph['outgoing'],
): GraphNode[] {
  const waiting = new Map(nodes.map((node) => [node, incoming.get(node)?.length ?? 0]));
  const order = nodes.filter((node) => waiting.get(node) === 0);
  for (const node of order)
    for (const { target } of outgoing.get(node) ?? []) {
      const left = (waiting.get(target) ?? 0) - 1;
      waiting.set(target, left);
      if (left === 0) order.push(target);
    }
  return order;
}

/** Depth first with a stack of our own, since a chain of nodes may be longer than a call stack. */
function closingEdges(starts: readonly GraphNode[], outgoing: Graph['outgoing']): Edge[] {
  const closing: Edge[] = [];
  const visited = new Set<GraphNode>();
  const onPath = new Set<GraphNode>();
  for (const start of starts) {
    if (visited.has(start)) continue;
    const path = [{ node: start, next: 0 }];
    visited.add(start);
    onPath.add(start);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const edge = outgoing.get(top.node)?.[top.next++];
      if (!edge) {
        onPath.delete(top.node);
        path.pop();
      } else if (onPath.has(edge.target)) closing.push(edge);
      else if (!visited.has(edge.target)) {
        visited.add(edge.target);
        onPath.add(edge.target);
        path.push({ node: edge.target, next: 0 });
      }
    }
  }
  return closing;
}
