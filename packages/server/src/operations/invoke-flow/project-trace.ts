import { dataTypeOf } from '@streambed/flow/definition';
import type {
  ExecutionChainItem,
  FlowEvent,
  NodeInputEvent,
  NodeInputField,
  NodeOutputEvent,
} from '@streambed/flow/engine';
import type { Plan } from '@streambed/flow/plan';
import type {
  FlowNodeIODataType,
  FlowTrace,
  FlowTraceNodeInputField,
  FlowTraceNodeOutputField,
} from '@streambed/model/bedrock-agent-runtime';
import type { StreamEvent } from '../../protocol/index.ts';
import { timestamp } from '../timestamp.ts';

/**
 * A FlowEvent as the real service traces it (api-runtime.md section 4): an Input node shows only its output, a
 * Condition its input and then the satisfied condition, a service node input, action and output. Undefined for events
 * that are no trace.
 */
export function projectTrace(plan: Plan, event: FlowEvent): StreamEvent | undefined {
  const trace = traceOf(plan, event);
  return trace && { name: 'flowTraceEvent', payload: { trace } };
}

function traceOf(plan: Plan, event: FlowEvent): FlowTrace | undefined {
  switch (event.type) {
    case 'nodeInput':
      return { nodeInputTrace: nodeInputTrace(plan, event) };
    case 'nodeOutput':
      return event.nodeType === 'Output' ? undefined : { nodeOutputTrace: nodeOutputTrace(plan, event) };
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
  const step = plan.steps[event.step]!;
  return {
    nodeName: event.nodeName,
    timestamp: timestamp(event.at),
    fields: Object.entries(event.outputs).map(([name, document]): FlowTraceNodeOutputField => {
      const output = step.outputs.find((entry) => entry.name === name);
      const next = (output?.connections ?? []).map((index) => {
        const { target, input } = plan.connections[index]!;
        return { nodeName: plan.steps[target]!.name, inputFieldName: plan.inputs[input]!.name };
      });
      return {
        nodeOutputName: name,
        content: { document },
        next,
        type: traceType(output?.type ?? (dataTypeOf(document) as FlowNodeIODataType)),
      };
    }),
  };
}

/** Real traces carry upper-case type names although the model's enum does not; SDKs pass both through. */
const traceType = (type: string): FlowNodeIODataType => type.toUpperCase() as FlowNodeIODataType;
