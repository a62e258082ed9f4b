import { dataTypeOf } from '@streambed/flow/definition';
import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowNodeIODataType } from '@streambed/model/bedrock-agent';
import type { RunInput } from '@streambed/model/streambed';
import { FLOW_SCOPE, type FlowSnapshot, type NodeView } from '../../document/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';

/** What is filled in for each Input node, by the node's name. */
export type InputDocuments = { readonly [nodeName: string]: JsonValue };

export interface InputNode {
  readonly id: string;
  readonly name: string;
  readonly output: string;
  readonly type: FlowNodeIODataType;
}

/** The flow's own Input nodes, in the order of the definition. */
export const inputNodesOf = (snapshot: FlowSnapshot): readonly InputNode[] => {
  const found: InputNode[] = [];
  for (const id of snapshot.scopes.get(FLOW_SCOPE)?.nodes ?? []) {
    const node = snapshot.nodes.get(id);
    if (node?.type === 'Input') found.push(inputNode(node));
  }
  return found;
};

const inputNode = ({ id, name, outputs }: NodeView): InputNode => ({
  id,
  name,
  output: outputs[0]?.name ?? 'document',
  type: outputs[0]?.type ?? 'String',
});

const EMPTY: { readonly [Type in FlowNodeIODataType]: JsonValue } = {
  String: '',
  Number: 0,
  Boolean: false,
  Object: {},
  Array: [],
};
/** What a form starts with when nothing is known. */
export const emptyValue = (type: FlowNodeIODataType): JsonValue => structuredClone(EMPTY[type]);

/** Why the document cannot be sent, or undefined. */
export const inputProblem = (value: JsonValue | undefined, type: FlowNodeIODataType): string | undefined => {
  if (value === undefined) return words.test.empty(type);
  const actual = dataTypeOf(value);
  return actual === type ? undefined : words.test.wrongType(actual, type);
};

/** The documents as StartRun takes them. */
export const runInputs = (nodes: readonly InputNode[], documents: InputDocuments): RunInput[] =>
  nodes.map(({ name, output }) => ({
    nodeName: name,
    nodeOutputName: output,
    document: documents[name] ?? null,
  }));

/** How a flow's inputs are saved: the document itself, or, with several Input nodes, documents by their names. */
export const savedDocument = (nodes: readonly InputNode[], documents: InputDocuments): JsonValue =>
  nodes.length === 1
    ? (documents[nodes[0]!.name] ?? null)
    : Object.fromEntries(nodes.map(({ name }) => [name, documents[name] ?? null]));

/** The reverse of savedDocument. Input nodes that it says nothing of are left out. */
export const documentsFrom = (nodes: readonly InputNode[], saved: unknown): InputDocuments => {
  if (nodes.length === 1) return { [nodes[0]!.name]: saved as JsonValue };
  const byName: JsonObject =
    typeof saved === 'object' && saved !== null && !Array.isArray(saved) ? (saved as JsonObject) : {};
  return Object.fromEntries(
    nodes.filter(({ name }) => Object.hasOwn(byName, name)).map(({ name }) => [name, byName[name]!]),
  );
};

/** What a recorded run was given. */
export const documentsOfRun = (nodes: readonly InputNode[], inputs: readonly RunInput[]): InputDocuments => {
  const found: { [name: string]: JsonValue } = {};
  for (const { nodeName, document } of inputs) {
    const node = nodeName === undefined ? nodes[0] : nodes.find(({ name }) => name === nodeName);
    if (node) found[node.name] = document;
  }
  return found;
};
