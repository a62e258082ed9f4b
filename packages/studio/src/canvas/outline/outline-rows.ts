import { FLOW_SCOPE, type FlowSnapshot, type NodeId, type ScopeId } from '../../document/index.ts';
import { branchesOf } from '../geometry/card-geometry.ts';
import { readingOrder, scopeGraph } from '../geometry/reading-order.ts';

/** One row of the outline: a node, or a branch that nodes hang on. */
export interface OutlineRow {
  readonly key: string;
  /** 1 for the outermost. */
  readonly level: number;
  readonly node: NodeId;
  /** Of a branch: the condition's name; `node` is then the Condition. */
  readonly branch?: string;
  readonly hasChildren: boolean;
  readonly position: number;
  readonly siblings: number;
}

interface Tree {
  readonly key: string;
  readonly node: NodeId;
  readonly branch?: string;
  readonly children: Tree[];
}

/**
 * The flow in the order in which it is read: what only a branch leads to hangs on that branch, the body of a loop on its
 * loop. Nodes where branches meet again stand outside of them. `closed` holds the keys of rows whose children are hidden.
 */
export const outlineRows = (
  snapshot: FlowSnapshot,
  top: (node: NodeId) => number,
  closed: ReadonlySet<string>,
): readonly OutlineRow[] => flatten(treeOf(snapshot, FLOW_SCOPE, top), closed, 1);

const treeOf = (snapshot: FlowSnapshot, scope: ScopeId, top: (node: NodeId) => number): Tree[] => {
  const { previous } = scopeGraph(snapshot, scope);
  const gates = new Map<NodeId, Set<string>>();
  for (const id of snapshot.scopes.get(scope)?.connections ?? []) {
    const { source, target, condition } = snapshot.connections.get(id) ?? {};
    if (source === undefined || target === undefined || condition === undefined) continue;
    gates.set(target, (gates.get(target) ?? new Set()).add(branchKey(source, condition)));
  }
  const branches = new Map<string, Tree>();
  // The branch that a node hangs on; undefined for nodes outside of all.
  const home = new Map<NodeId, string | undefined>();
  const roots: Tree[] = [];
  for (const id of readingOrder(snapshot, scope, top, () => false)) {
    const node = snapshot.nodes.get(id)!;
    const own = gates.get(id);
    const inherited = new Set((previous.get(id) ?? []).map((before) => home.get(before)).filter(Boolean));
    const places = own ?? inherited;
    const place = places.size === 1 ? [...places][0] : undefined;
    home.set(id, place);
    const tree: Tree = {
      key: id,
      node: id,
      children: snapshot.scopes.has(id) ? treeOf(snapshot, id, top) : [],
    };
    for (const branch of branchesOf(node)) {
      const key = branchKey(id, branch);
      const row: Tree = { key, node: id, branch, children: [] };
      branches.set(key, row);
      tree.children.push(row);
    }
    ((place === undefined ? undefined : branches.get(place)?.children) ?? roots).push(tree);
  }
  return roots;
};

const branchKey = (node: NodeId, condition: string): string => `${node}\n${condition}`;

const flatten = (trees: readonly Tree[], closed: ReadonlySet<string>, level: number): OutlineRow[] =>
  trees.flatMap(({ key, node, branch, children }, index) => [
    {
      key,
      level,
      node,
      ...(branch !== undefined && { branch }),
      hasChildren: children.length > 0,
      position: index + 1,
      siblings: trees.length,
    },
    ...(closed.has(key) ? [] : flatten(children, closed, level + 1)),
  ]);
