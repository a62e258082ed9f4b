import { error, type Rule } from '../rule.ts';

/** A connection leads back to a node that comes before it. */
export const cyclicConnection: Rule<'CyclicConnection'> = function* ({ graph }) {
  for (const { connection } of graph.closing)
    yield error(
      `Connection ${connection.name} from ${connection.source} to ${connection.target} closes a cycle. Remove it, or repeat the nodes with a Loop node.`,
      { connection: connection.name },
    );
};
