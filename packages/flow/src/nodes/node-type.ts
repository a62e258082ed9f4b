import type { DataType, FlowNode, FlowNodeConfiguration, FlowNodeType } from '../definition/index.ts';
import type { ConditionExpression } from '../expressions/index.ts';

/**
 * One value of this form per node type, one file each: what the type declares, what it needs, what it becomes in a
 * plan. What work nodes do is a function beside it, which execute-node.ts finds. Source: nodes.md sections 2 and 3.
 */
export interface NodeType {
  readonly type: FlowNodeType;
  /** The member of FlowNodeConfiguration that belongs to the type. */
  readonly configurationKey: keyof FlowNodeConfiguration;
  /** The inputs and outputs that a node of this type, so configured, must or may declare. */
  slots(node: FlowNode): Slots;
  /** What the configuration still lacks, as a sentence that says what to do; undefined when it is complete. */
  missingConfiguration(node: FlowNode): string | undefined;
  /** What the node becomes when the definition is compiled; only called for definitions without errors. */
  lower(node: FlowNode): Lowering;
}

export interface Slot {
  readonly name: string;
  /** `Any`: the author picks one of the five types. */
  readonly type: DataType | 'Any';
  readonly required: boolean;
}

/** `free`: any names of any type, chosen by the author. */
export interface Slots {
  readonly inputs: readonly Slot[] | 'free';
  readonly outputs: readonly Slot[] | 'free';
}

/** Control nodes disappear into these plan constructs; the engine knows them and no node type. */
export type Lowering =
  /** Values come from outside the scope: the flow's input, or the loop's. */
  | { readonly kind: 'source' }
  /** The value of `document` leaves the flow. */
  | { readonly kind: 'emit' }
  /** The first true condition opens its conditional connections; `null` is always true (default). */
  | {
      readonly kind: 'choose';
      readonly conditions: readonly {
        readonly name: string;
        readonly expression: ConditionExpression | null;
      }[];
    }
  /** Opens a scope once per item of `array`. */
  | { readonly kind: 'each' }
  /** Gathers `arrayItem` from each iteration of the scope around it. */
  | { readonly kind: 'gather' }
  /** Opens a scope, the nested definition, until its decision says stop. */
  | { readonly kind: 'repeat' }
  /** Decides whether the loop goes on, and with which values. `maxIterations` ≥ 1. */
  | {
      readonly kind: 'decide';
      readonly condition: ConditionExpression;
      readonly maxIterations: number;
    }
  /** Asks the world through ports. */
  | { readonly kind: 'work' };

export const required = (name: string, type: Slot['type']): Slot => ({ name, type, required: true });
export const optional = (name: string, type: Slot['type']): Slot => ({ name, type, required: false });
