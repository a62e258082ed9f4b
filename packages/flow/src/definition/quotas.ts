import type { FlowDefinition, FlowNodeType } from '@streambed/model/bedrock-agent';

/**
 * The quotas of one flow, with the service's defaults. Source: platform.md section 1. Bounds that the wire model
 * carries itself (20 inputs and 5 outputs of a node, 5 conditions of a Condition node) are checked with it.
 *
 * Decided here, as it is undocumented: each definition is counted by itself. The nodes of a loop's body do not count
 * towards the flow around it, and the body has the same quotas as a flow.
 */
export const flowQuotas = {
  nodes: 40,
  nodesOfType: {
    Input: 1,
    Output: 20,
    Prompt: 20,
    Agent: 20,
    KnowledgeBase: 20,
    LambdaFunction: 20,
    Lex: 5,
    Condition: 5,
    Iterator: 1,
    Collector: 1,
    InlineCode: 5,
    Retrieval: 10,
    Storage: 10,
  } satisfies Partial<Record<FlowNodeType, number>>,
  conditionsOfConditionNode: 5,
  inputsOfInlineCodeNode: 5,
} as const;

/** How much one definition may hold. */
export interface FlowQuotas {
  readonly nodes: number;
  readonly nodesOfType: { readonly [Type in FlowNodeType]?: number };
}

/** Of these an engine takes one, however many nodes a flow may have. */
const ONLY_ONE = { Input: 1, Iterator: 1, Collector: 1 } as const;

/**
 * The quotas of a flow that may have so many nodes. Whoever raises the number wants larger flows, so the quotas of single
 * types go with it.
 */
export const quotasOf = (nodes: number): FlowQuotas =>
  nodes <= flowQuotas.nodes ? { ...flowQuotas, nodes } : { nodes, nodesOfType: ONLY_ONE };

/** Connections of a flow that may have so many nodes. The service takes more than its published 20; model/patches.json. */
export const connectionsWith = (nodes: number): number => Math.max(200, 10 * nodes);

/**
 * The quotas that a definition, or the body of a loop in it, exceeds: one sentence each, with what to do. No type of
 * validation stands for a quota, so ValidateFlowDefinition reports these as `Unspecified` errors.
 */
export function checkQuotas(definition: FlowDefinition, quotas: FlowQuotas = flowQuotas): string[] {
  const messages: string[] = [];
  const pending = [{ definition, place: 'The flow' }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    checkOwnNodes(next.definition, next.place, quotas, messages);
    for (const node of next.definition.nodes ?? []) {
      const body = node?.configuration?.loop?.definition;
      if (body) pending.push({ definition: body, place: `The body of the loop ${node.name}` });
    }
  }
  return messages;
}

function checkOwnNodes(
  definition: FlowDefinition,
  place: string,
  quotas: FlowQuotas,
  messages: string[],
): void {
  const nodes = (definition.nodes ?? []).filter((node) => node !== null && typeof node === 'object');
  if (nodes.length > quotas.nodes)
    messages.push(
      `${place} has ${nodes.length} nodes; at most ${quotas.nodes} are allowed. Join nodes, or move some into another flow.`,
    );
  const counts = Map.groupBy(nodes, (node) => node.type);
  for (const [type, quota] of Object.entries(quotas.nodesOfType)) {
    const count = counts.get(type as FlowNodeType)?.length ?? 0;
    if (count > quota)
      messages.push(
        `${place} has ${count} ${type} nodes; at most ${quota} ${quota === 1 ? 'is' : 'are'} allowed.`,
      );
  }
  for (const node of nodes) {
    const inputs = node.inputs?.length ?? 0;
    if (node.type === 'InlineCode' && inputs > flowQuotas.inputsOfInlineCodeNode)
      messages.push(
        `Node ${node.name} has ${inputs} inputs; an InlineCode node may have ${flowQuotas.inputsOfInlineCodeNode}. Pass an Object that holds several values.`,
      );
    const conditions = node.configuration?.condition?.conditions?.length ?? 0;
    if (conditions > flowQuotas.conditionsOfConditionNode)
      messages.push(
        `Node ${node.name} has ${conditions} conditions; a Condition node may have ${flowQuotas.conditionsOfConditionNode}. Let its default lead to another Condition node.`,
      );
  }
}
