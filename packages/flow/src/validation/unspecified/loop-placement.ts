import { error, type Rule, warning } from '../rule.ts';

/** Nodes that stand where loops do not allow them. */
export const loopPlacement: Rule<'Unspecified'> = function* ({ graph, loop }) {
  for (const node of graph.nodes) {
    if (!loop && (node.type === 'LoopInput' || node.type === 'LoopController'))
      yield error(
        `${node.type} node ${node.name} stands outside a loop. Move it into the definition of a Loop node.`,
        {},
        { node: node.name },
      );
    if (loop && node.type === 'Loop')
      yield warning(
        `Loop ${node.name} stands inside another loop. That is not documented for the cloud service and may be refused there.`,
        {},
        { node: node.name },
      );
  }
};
