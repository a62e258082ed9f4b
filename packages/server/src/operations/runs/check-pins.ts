import { dataTypeOf, type FlowDefinition, isOfType } from '@streambed/flow/definition';
import type { JsonObject } from '@streambed/model';
import type { RunPin } from '@streambed/model/streambed';
import { ServiceException, validationException } from '../../protocol/index.ts';
import { findNode } from './part-of-definition.ts';

/** Throws a ValidationException that lists every pin that does not fit the flow. */
export function checkPins(definition: FlowDefinition, pins: readonly RunPin[]): void {
  const problems = pins.flatMap((pin, index) =>
    problemsIn(definition, pin).map((message) => ({ name: `pins[${index}]`, message })),
  );
  if (problems.length === 0) return;
  const shown = problems.slice(0, SHOWN);
  throw validationException(shown.map(({ name, message }) => `${name}: ${message}`).join(' '), shown);
}

const SHOWN = 20;

function problemsIn(definition: FlowDefinition, { node: path, outputs }: RunPin): string[] {
  let declared: ReturnType<typeof findNode>['node'];
  try {
    declared = findNode(definition, path).node;
  } catch (error) {
    if (!(error instanceof ServiceException)) throw error;
    return [error.message];
  }
  const names = declared.outputs ?? [];
  if (names.length === 0) return [`Node ${path} has no outputs, so nothing of it can be pinned.`];
  if (typeof outputs !== 'object' || outputs === null || Array.isArray(outputs))
    return [`The outputs of a pin are an object with a value for each output of ${path}, by its name.`];
  const given: JsonObject = outputs;
  const problems = names.flatMap(({ name, type }): string[] => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined) return [`Output ${name} of ${path} is missing.`];
    if (isOfType(value, type)) return [];
    return [
      `Output ${name} of ${path} is declared as ${type}; what is pinned is of type ${dataTypeOf(value)}.`,
    ];
  });
  for (const name of Object.keys(given))
    if (!names.some((output) => output.name === name)) problems.push(`Node ${path} has no output ${name}.`);
  return problems;
}
