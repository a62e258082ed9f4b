import { isStart } from '../graph.ts';
import { error, type Rule, warning } from '../rule.ts';

/** Nodes whose form contradicts itself. */
export const nodeForm: Rule<'Unspecified'> = function* ({ graph }) {
  for (const node of graph.nodes) {
    if (!node.nodeType) {
      yield error(
        `Node ${node.name} has the type ${node.type}, which does not exist. Choose another type.`,
        {},
        { node: node.name },
      );
      continue;
    }
    const expected = node.nodeType.configurationKey;
    const configured = Object.entries(node.definition.configuration ?? {});
    for (const [key, value] of configured)
      if (key !== expected && value !== undefined && value !== null)
        yield warning(
          `Node ${node.name} is of type ${node.type} but carries the configuration "${key}", which counts for nothing. Move it to "${expected}", or remove it.`,
          {},
          { node: node.name, field: { configuration: true } },
        );
    if (node.type === 'LoopController')
      for (const { name, category } of node.inputs)
        if (!category)
          yield error(
            `Input ${name} of node ${node.name} has no category. Say what becomes of its value: LoopCondition, ReturnValueToLoopStart or ExitLoop.`,
            {},
            { node: node.name, field: { input: name } },
          );
    if (isStart(node))
      for (const { connection } of graph.incoming.get(node) ?? [])
        if (connection.type === 'Conditional')
          yield error(
            `Connection ${connection.name} leads to ${node.type} node ${node.name}, where values enter; nothing can lead there. Remove it.`,
            {},
            { connection: connection.name },
          );
  }
};
