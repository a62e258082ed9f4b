import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowSnapshot, NodeView, SavedInput } from './flow-snapshot.ts';

/** The saved input that stands for the flow's input when nothing ran yet: one called Example, else the first. */
export const exampleInput = (saved: readonly SavedInput[]): SavedInput | undefined =>
  saved.find(({ name }) => name.toLowerCase() === 'example') ?? saved[0];

/** What a saved input gives to an Input node: its document, or, in flows with several Input nodes, the one by name. */
const documentFor = (
  saved: unknown,
  node: Pick<NodeView, 'name'>,
  inputNodes: number,
): JsonValue | undefined => {
  if (inputNodes <= 1) return saved as JsonValue;
  const byName = saved as JsonObject | undefined;
  return typeof byName === 'object' && byName !== null && Object.hasOwn(byName, node.name)
    ? byName[node.name]
    : undefined;
};

/** What the example gives to an Input node; undefined for any other node, and where there is none. */
export const exampleFor = (snapshot: FlowSnapshot, node: NodeView | undefined): JsonValue | undefined => {
  if (node?.type !== 'Input') return undefined;
  const example = exampleInput(snapshot.savedInputs);
  if (example === undefined) return undefined;
  const inputs = [...snapshot.nodes.values()].filter(({ type }) => type === 'Input').length;
  return documentFor(example.document, node, inputs);
};
