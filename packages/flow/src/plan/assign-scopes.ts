import type { FlowConnection } from '../definition/index.ts';
import type { Lowering } from '../nodes/index.ts';
import { PlanError } from './plan-error.ts';

/** What of a node decides about scopes. */
export interface ScopedNode {
  readonly name: string;
  readonly kind: Lowering['kind'];
}

/** Where a node stands: the Iterators in whose bodies it runs, by name, outermost first. */
export interface NodeScope {
  readonly around: readonly string[];
  /** For a Collector: the Iterator whose items it collects. */
  readonly collects: string | undefined;
}

/**
 * Which iterations each node of one definition lives in. A node belongs to the body of every Iterator upstream of it
 * that no Collector has closed in between (nodes.md, Iterator and Collector). In the order of `nodes`.
 *
 * Throws PlanError when a name stands for two nodes, when a connection has an end that does not exist, when nodes wait
 * for each other, when a Collector has no Iterator, or when a node would belong to two bodies of which neither contains
 * the other.
 */
export function assignScopes(
  nodes: readonly ScopedNode[],
  connections: readonly FlowConnection[],
): NodeScope[] {
  const graph = graphOf(nodes, connections);
  const scopes: NodeScope[] = [];
  const order = sort(nodes.length, graph.edges);
  if (order.length < nodes.length) {
    const sorted = new Set(order);
    const first = nodes.find((_, index) => !sorted.has(index));
    throw new PlanError(`node ${first?.name} waits for itself: its connections form a cycle`);
  }
  for (const index of order) {
    const node = nodes[index]!;
    const sources = graph.sources[index]!.map((source) => valuesScope(nodes[source]!, scopes[source]!));
    const deepest = innermost(node.name, sources);
    const collects = node.kind === 'gather' ? deepest.at(-1) : undefined;
    if (node.kind === 'gather' && collects === undefined)
      throw new PlanError(`Collector ${node.name} has no Iterator upstream`);
    scopes[index] = { around: collects === undefined ? deepest : deepest.slice(0, -1), collects };
  }
  refuseBodiesThatWaitForTheirEnd(nodes, scopes, graph);
  return scopes;
}

/** Nodes by their index. */
interface Graph {
  readonly indexOf: ReadonlyMap<string, number>;
  /** Per node: where its connections lead. */
  readonly edges: readonly number[][];
  /** Per node: where its connections come from. */
  readonly sources: readonly number[][];
}

function graphOf(nodes: readonly ScopedNode[], connections: readonly FlowConnection[]): Graph {
  const indexOf = new Map<string, number>();
  for (const [index, { name }] of nodes.entries()) {
    if (indexOf.has(name)) throw new PlanError(`more than one node is named ${name}`);
    indexOf.set(name, index);
  }
  const edges = nodes.map((): number[] => []);
  const sources = nodes.map((): number[] => []);
  for (const { name, source, target } of connections) {
    const from = indexOf.get(source);
    const to = indexOf.get(target);
    if (from === undefined || to === undefined)
      throw new PlanError(
        `connection ${name} names node ${from === undefined ? source : target}, which does not exist`,
      );
    edges[from]!.push(to);
    sources[to]!.push(from);
  }
  return { indexOf, edges, sources };
}

/** The iterations that the values of a node belong to: an Iterator's are its body's. */
const valuesScope = ({ name, kind }: ScopedNode, { around }: NodeScope): readonly string[] =>
  kind === 'each' ? [...around, name] : around;

function innermost(name: string, chains: readonly (readonly string[])[]): readonly string[] {
  let deepest: readonly string[] = [];
  for (const chain of chains) if (chain.length > deepest.length) deepest = chain;
  for (const chain of chains)
    if (chain.some((iterator, depth) => deepest[depth] !== iterator))
      throw new PlanError(
        `node ${name} takes values from the bodies of two Iterators, neither inside the other`,
      );
  return deepest;
}

/**
 * A Collector waits for the end of an Iterator's body, and that end for every node in it. So a node must not need,
 * however indirectly, what comes only when its own body is over: the execution would come to a stand.
 */
function refuseBodiesThatWaitForTheirEnd(
  nodes: readonly ScopedNode[],
  scopes: readonly NodeScope[],
  { indexOf, edges }: Graph,
): void {
  // Besides each node, its end: that of the last iteration for an Iterator, unused for others.
  const endOf = (index: number) => nodes.length + index;
  const waits = [...edges.map((targets) => [...targets]), ...nodes.map((): number[] => [])];
  for (const [index, { around, collects }] of scopes.entries()) {
    const inner = around.at(-1);
    if (inner !== undefined) {
      const end = endOf(indexOf.get(inner)!);
      waits[index]!.push(end);
      waits[endOf(index)]!.push(end);
    }
    if (collects !== undefined) waits[endOf(indexOf.get(collects)!)]!.push(index);
  }
  const order = sort(waits.length, waits);
  if (order.length === waits.length) return;
  // What is left out from both sides is on a cycle itself, not merely behind one.
  const free = new Set([...order, ...sort(waits.length, reversed(waits))]);
  const stuck = nodes.findIndex((node, index) => node.kind === 'each' && !free.has(endOf(index)));
  throw new PlanError(
    `the body of Iterator ${nodes[stuck]?.name} waits for what comes only when that body is over`,
  );
}

function reversed(edges: readonly (readonly number[])[]): number[][] {
  const back = edges.map((): number[] => []);
  for (const [vertex, targets] of edges.entries()) for (const target of targets) back[target]!.push(vertex);
  return back;
}

/** Every vertex after all that lead to it (Kahn's algorithm); what is on a cycle, or behind one, is left out. */
function sort(count: number, edges: readonly (readonly number[])[]): number[] {
  const waiting = new Array<number>(count).fill(0);
  for (const targets of edges) for (const target of targets) waiting[target]!++;
  const sorted: number[] = [];
  for (let vertex = 0; vertex < count; vertex++) if (waiting[vertex] === 0) sorted.push(vertex);
  for (const vertex of sorted)
    for (const target of edges[vertex]!) if (--waiting[target]! === 0) sorted.push(target);
  return sorted;
}
