import type {
  DataType,
  FlowNodeConfiguration,
  FlowNodeInputCategory,
  FlowNodeType,
} from '../definition/index.ts';
import type { ConditionExpression, InputExpression } from '../expressions/index.ts';

/**
 * What the engine runs: a definition compiled to steps, connections and scopes, as plain JSON. Everything is
 * addressed by index so that the state of an execution is a handful of flat arrays.
 *
 * A scope is a body that runs zero or more times: the root once, an Iterator's body once per item, a Loop's nested
 * definition until its controller says stop. Iterations of one scope never overlap, so each scope needs one set of
 * counters, reset for each iteration. The steps, inputs and outputs of a scope are contiguous.
 */
export interface Plan {
  readonly steps: readonly PlanStep[];
  readonly inputs: readonly PlanInput[];
  readonly connections: readonly PlanConnection[];
  /** The first is the root; a scope comes after the scope around it. */
  readonly scopes: readonly PlanScope[];
  /** Number of output slots over all steps. */
  readonly outputCount: number;
  /** Starting values of the counters, see State. */
  readonly initialMissing: readonly number[];
  readonly initialLive: readonly number[];
}

interface StepBase {
  readonly index: number;
  readonly name: string;
  readonly nodeType: FlowNodeType;
  readonly scope: number;
  /** Range in Plan.inputs, data inputs only. */
  readonly firstInput: number;
  readonly endInput: number;
  /** The pseudo input that conditional connections feed, or -1. */
  readonly gate: number;
  readonly outputs: readonly PlanOutput[];
}

/** What a step does. `document`, `array` and `item` are inputs, `opens` and `gathers` scopes, by their index. */
export type PlanStep = StepBase &
  (
    | { readonly kind: 'source' }
    | { readonly kind: 'emit'; readonly document: number }
    | {
        readonly kind: 'choose';
        readonly conditions: readonly PlanCondition[];
        /** Slot that holds the name of the condition that held. */
        readonly chosen: number;
      }
    | { readonly kind: 'each'; readonly opens: number; readonly array: number }
    | { readonly kind: 'gather'; readonly gathers: number; readonly item: number }
    | { readonly kind: 'repeat'; readonly opens: number; readonly maxIterations: number }
    | { readonly kind: 'decide'; readonly condition: ConditionExpression }
    | { readonly kind: 'work'; readonly configuration: FlowNodeConfiguration }
  );

export type PlanStepOf<Kind extends PlanStep['kind']> = Extract<PlanStep, { kind: Kind }>;

export interface PlanInput {
  readonly name: string;
  readonly type: DataType;
  /** The expression as written, for traces and function payloads. */
  readonly text: string;
  readonly expression: InputExpression;
  readonly category?: FlowNodeInputCategory;
  /** Fed from inside the scope that its gather step collects; counted per iteration, not per step. */
  readonly fromBody: boolean;
}

export interface PlanOutput {
  /** Index of the value in State.values. */
  readonly slot: number;
  readonly name: string;
  readonly type: DataType;
  readonly connections: readonly number[];
}

export interface PlanCondition {
  readonly name: string;
  /** null: always true. */
  readonly expression: ConditionExpression | null;
  readonly connections: readonly number[];
}

export interface PlanConnection {
  readonly name: string;
  readonly source: number;
  readonly target: number;
  /** Index in Plan.inputs; the target's gate for a conditional connection. */
  readonly input: number;
  /** Slot that holds the value; -1 for a conditional connection. */
  readonly slot: number;
  /** For traces: where the value came from. Empty for a conditional connection. */
  readonly sourceOutput: string;
  /** The scope whose iterations the value must wait for, when source and target differ in scope; else -1. */
  readonly enters: number;
  /** Leaves a body for the gather step that collects it. */
  readonly gathered: boolean;
}

export interface PlanScope {
  readonly index: number;
  readonly parent: number;
  /** The step that opens it; -1 for the root. */
  readonly owner: number;
  readonly firstStep: number;
  readonly endStep: number;
  readonly firstInput: number;
  readonly endInput: number;
  /** Steps that can never run: some input has no connection, or nothing leads to them. */
  readonly dead: readonly number[];
  /** Connections from outside, to be made good when an iteration opens. */
  readonly imports: readonly number[];
  /** Steps that start by themselves: the flow's Input, the loop's LoopInput. */
  readonly sources: readonly number[];
  /** Gather steps outside that collect from each iteration. */
  readonly gatherers: readonly number[];
}
