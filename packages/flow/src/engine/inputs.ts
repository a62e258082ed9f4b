import type { JsonValue } from '@streambed/model';
import { type DataType, dataTypeOf, isOfType } from '../definition/index.ts';
import { evaluateInputExpression } from '../expressions/index.ts';
import type { PlanStep } from '../plan/index.ts';
import { authorFault, FlowError } from '../ports/index.ts';
import type { NodeInputField } from './flow-event.ts';
import type { Turn } from './turn.ts';

/**
 * The inputs of a step that has all it waited for; of a Collector those that its iterations do not feed. Throws
 * FlowError when an expression or a type does not fit.
 */
export function evaluateInputs(turn: Turn, step: PlanStep): NodeInputField[] {
  const inputs: NodeInputField[] = [];
  for (let index = step.firstInput; index < step.endInput; index++)
    if (!turn.plan.inputs[index]!.fromBody) inputs.push(evaluateInput(turn, step, index));
  return inputs;
}

/** One input, by its index in the plan. */
export function evaluateInput({ plan, state }: Turn, step: PlanStep, index: number): NodeInputField {
  const input = plan.inputs[index]!;
  const via = state.via[index]!;
  const delivered = state.values[plan.connections[via]!.slot]!;
  const value = extract(step, input, delivered);
  if (!isOfType(value, input.type))
    throw authorFault(
      `Expected type for Node Input ${input.name} of Node ${step.name} to be ${input.type.toUpperCase()}. Actual type is ${dataTypeOf(value).toUpperCase()}. Its expression is ${input.text}.`,
      { field: `input:${input.name}` },
    );
  return {
    name: input.name,
    type: input.type,
    expression: input.text,
    value,
    connection: via,
    category: input.category,
  };
}

/** Why a value may not leave a step through an output, or undefined when it may. */
export function outputMismatch(
  stepName: string,
  output: { readonly name: string; readonly type: DataType },
  value: JsonValue | undefined,
): string | undefined {
  if (value !== undefined && isOfType(value, output.type)) return undefined;
  const actual = value === undefined ? 'missing' : dataTypeOf(value).toUpperCase();
  return `Expected type for Node Output ${output.name} of Node ${stepName} to be ${output.type.toUpperCase()}. Actual type is ${actual}.`;
}

function extract(step: PlanStep, input: Turn['plan']['inputs'][number], delivered: JsonValue): JsonValue {
  try {
    return evaluateInputExpression(input.expression, delivered);
  } catch (error) {
    if (!(error instanceof FlowError)) throw error;
    throw authorFault(
      `Input ${input.name} of node ${step.name} cannot be read with ${input.text}: ${error.message}`,
      { field: `input:${input.name}.expression` },
    );
  }
}
