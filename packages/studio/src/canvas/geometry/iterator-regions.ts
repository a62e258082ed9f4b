import type { FlowSnapshot, NodeId, ScopeId } from '../../document/index.ts';
import { scopeGraph } from './reading-order.ts';

/** What runs once for each item: an Iterator, what lies behind it, and the Collector that ends it. */
export interface IteratorRegion {
  readonly iterator: NodeId;
  readonly members: ReadonlySet<NodeId>;
  readonly hasCollector: boolean;
}

/** The regions of a scope. Source: studio.md section 3.4; which nodes run per item: nodes.md, Iterator and Collector. */
export const iteratorRegions = (snapshot: FlowSnapshot, scope: ScopeId): readonly IteratorRegion[] => {
  const graph = scopeGraph(snapshot, scope);
  const typeOf = (id: NodeId) => snapshot.nodes.get(id)?.type;
  return graph.nodes
    .filter((id) => typeOf(id) === 'Iterator')
    .map((iterator) => {
      const members = new Set([iterator]);
      let hasCollector = false;
      for (const id of members) {
        if (typeOf(id) === 'Collector') {
          hasCollector = true;
          continue;
        }
        for (const after of graph.next.get(id) ?? []) members.add(after);
      }
      return { iterator, members, hasCollector };
    });
};
