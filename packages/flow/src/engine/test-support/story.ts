import type { JsonObject, JsonValue } from '@streambed/model';
import type { FlowDefinition, FlowNode } from '../../definition/index.ts';
import type { FlowEvent } from '../flow-event.ts';
import { type EngineRunOptions, runEngine } from './run-engine.ts';

/** Adds up what comes in, and one. */
export function compute(_node: FlowNode, inputs: JsonObject): JsonValue {
  return Object.values(inputs).reduce<number>((sum, value) => sum + Number(value), 1);
}

/** What happened, a line each: `node[iterations] < inputs`, `> outputs`, `? condition`, `! document`. */
export const story = (flow: FlowDefinition, document: JsonValue, options?: EngineRunOptions): string[] =>
  runEngine(flow, document, compute, options).events.map(line);

export function line(event: FlowEvent): string {
  const place = 'chain' in event ? event.chain.map(({ index }) => `[${index}]`).join('') : '';
  switch (event.type) {
    case 'nodeInput':
      return `${event.nodeName}${place} < ${event.fields.map(({ name, value }) => `${name}=${JSON.stringify(value)}`)}`;
    case 'nodeOutput':
      return `${event.nodeName}${place} > ${JSON.stringify(Object.values(event.outputs))}`;
    case 'conditionResult':
      return `${event.nodeName}${place} ? ${event.satisfiedConditions}`;
    case 'flowOutput':
      return `${event.nodeName}${place} ! ${JSON.stringify(event.document)}`;
    case 'nodeFailed':
      return `${event.nodeName}${place} failed`;
    case 'flowFailed':
      return `failed ${event.fault.kind}: ${event.fault.message}`;
    default:
      return event.type;
  }
}
