import type { JsonValue } from '@streambed/model';
import type { DataType, FlowNodeConfiguration, FlowNodeType } from '../definition/index.ts';
import type { ActionRecord } from './port-call.ts';

/** One input of a work node, evaluated and of its declared type. */
export interface WorkInput {
  readonly name: string;
  readonly type: DataType;
  readonly expression: string;
  readonly value: JsonValue;
}

/** What a work node is asked to do: its own part of the definition and its evaluated inputs. */
export interface Work {
  readonly nodeName: string;
  readonly nodeType: FlowNodeType;
  readonly configuration: FlowNodeConfiguration;
  readonly inputs: readonly WorkInput[];
  /** Declared outputs; the engine checks each result against its type. */
  readonly outputs: readonly { readonly name: string; readonly type: DataType }[];
}

/** What came of it: a value for each declared output, and the service calls made on the way. */
export interface WorkResult {
  readonly outputs: { readonly [name: string]: JsonValue };
  readonly actions?: readonly ActionRecord[];
  /** What models used for it, one entry a call. */
  readonly usage?: readonly ModelUsage[];
}

/** What one call of a model used. */
export interface ModelUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars by the price table; absent when the model has no price there. */
  readonly usd?: number;
}
