import type {
  ExecutionChainItem,
  FlowEvent,
  NodeInputEvent,
  NodeInputField,
  NodeOutputEvent,
} from '@streambed/flow/engine';
import type { Plan, PlanOutput } from '@streambed/flow/plan';
import type {
  FlowNodeIODataType,
  FlowTrace,
  FlowTraceNodeInputField,
  FlowTraceNodeOutputField,
  FlowTraceNodeOutputNext,
} from '@streambed/model/bedrock-agent-runtime';
import type { FlowStreamEvent } from '../fault-exceptions.ts';
import { timestamp } from '../timestamp.ts';

/**
 * A FlowEvent as the real service traces it (api-runtime.md section 4): an Input node shows only its output, a
 * Condition its input and then the satisfied condition, a service node input, action and output. Undefined for events
 * that are no trace, and for outputs of a node that declares none: the model wants at least one field.
 */
export function projectTrace(plan: Plan, event: FlowEvent): FlowStreamEvent | undefined {
  const trace = traceOf(plan, event);
  return trace && { name: 'flowTraceEvent', payload: { trace } };
}

function traceOf(plan: Plan, event: FlowEvent): FlowTrace | undefined {
  switch (event.type) {
    case 'nodeInput':
      return { nodeInputTrace: nodeInputTrace(plan, event) };
    case 'nodeOutput':
      return plan.steps[event.step]!.outputs.length === 0
        ? undefined
        : { nodeOutputTrace: nodeOutputTrace(plan, event) };
    case 'conditionResult':
      return {
        conditionNodeResultTrace: {
          nodeName: event.nodeName,
          timestamp: timestamp(event.at),
          satisfiedConditions: event.satisfiedConditions.map((conditionName) => ({ conditionName })),
        },
      };
    case 'nodeAction': {
      const { at, ...action } = event.action;
      return { nodeActionTrace: { nodeName: event.nodeName, timestamp: timestamp(at), ...action } };
    }
    default:
      return undefined;
  }
}

function nodeInputTrace(plan: Plan, event: NodeInputEvent): NonNullable<FlowTrace['nodeInputTrace']> {
  return {
    nodeName: event.nodeName,
    timestamp: timestamp(event.at),
    fields: event.fields.map((field) => inputField(plan, field, event.chain)),
  };
}

function inputField(
  plan: Plan,
  field: NodeInputField,
  chain: readonly ExecutionChainItem[],
): FlowTraceNodeInputField {
  const connection = plan.connections[field.connection]!;
  return {
    nodeInputName: field.name,
    content: { document: field.value },
    source: {
      nodeName: plan.steps[connection.source]!.name,
      outputFieldName: connection.sourceOutput,
      expression: field.expression,
    },
    type: traceType(field.type),
    ...(field.category && { category: field.category }),
    ...(chain.length > 0 && { executionChain: [...chain] }),
  };
}

function nodeOutputTrace(plan: Plan, event: NodeOutputEvent): NonNullable<FlowTrace['nodeOutputTrace']> {
  return {
    nodeName: event.nodeName,
    timestamp: timestamp(event.at),
    fields: plan.steps[event.step]!.outputs.map(
      (output): FlowTraceNodeOutputField => ({
        nodeOutputName: output.name,
        content: { document: event.outputs[output.name]! },
        next: nextOf(plan, output),
        type: traceType(output.type),
      }),
    ),
  };
}

/** Every input that an output is connected to, those of branches not taken included, each once. */
function nextOf(plan: Plan, { connections }: PlanOutput): FlowTraceNodeOutputNext[] {
  const next = new Map<string, FlowTraceNodeOutputNext>();
  for (const index of connections) {
    const { target, input } = plan.connections[index]!;
    const nodeName = plan.steps[target]!.name;
    const inputFieldName = plan.inputs[input]!.name;
    next.set(`${nodeName} ${inputFieldName}`, { nodeName, inputFieldName });
  }
  return [...next.values()];
}

/** Real traces carry upper-case type names although the model's enum does not; SDKs pass both through. */
const traceType = (type: string): FlowNodeIODataType => type.toUpperCase() as FlowNodeIODataType;
