import { dataTypeOf, type FlowNode, isOfType } from '@streambed/flow/definition';
import type { FlowInput } from '@streambed/flow/engine';
import type { Plan } from '@streambed/flow/plan';
import type { JsonObject, JsonValue } from '@streambed/model';
import type { RunInput, StartRunRequest } from '@streambed/model/streambed';
import type { RecordedNode } from '../../executions/index.ts';
import { validationException } from '../../protocol/index.ts';
import type { EarlierRun } from './earlier-run.ts';
import { VALUES_NODE } from './part-of-definition.ts';

/**
 * What goes into the Input nodes of a flow. An input without a nodeName is for the only one. Throws ValidationException
 * when it is not clear which one is meant, or when one gets two or none; whether a document fits is for the run to say.
 */
export function fedInputs(plan: Plan, inputs: readonly RunInput[]): FlowInput[] {
  const names = plan.scopes[0]!.sources.map((index) => plan.steps[index]!.name);
  const fed = inputs.map(({ nodeName, nodeOutputName, document }) => ({
    nodeName: nodeName ?? onlyName(names),
    ...(nodeOutputName !== undefined && { outputName: nodeOutputName }),
    document,
  }));
  for (const name of names) {
    const count = fed.filter(({ nodeName }) => nodeName === name).length;
    if (count === 0) throw validationException(`Send \`inputs\` with a document for Input node ${name}.`);
    if (count > 1)
      throw validationException(`Input node ${name} takes one document; \`inputs\` has ${count} for it.`);
  }
  for (const { nodeName } of fed)
    if (!names.includes(nodeName))
      throw validationException(`The flow has no Input node ${nodeName}; it has ${names.join(', ')}.`);
  return fed;
}

function onlyName(names: readonly string[]): string {
  if (names.length === 1) return names[0]!;
  throw validationException(
    `The flow has the Input nodes ${names.join(', ')}; say with nodeName which one each input is for.`,
  );
}

/** What goes into a node that runs alone: what is sent, and what the earlier run has of the rest. */
export async function fedNode(
  node: FlowNode,
  { node: path = '', iteration, inputs, nodeInputs }: StartRunRequest,
  earlier: EarlierRun | undefined,
): Promise<{ readonly feed: FlowInput[]; readonly nodeInputs?: JsonObject }> {
  if (node.type === 'Input') return { feed: inputFeed(node, inputs ?? earlier?.inputs ?? []) };
  const sent = objectOf(nodeInputs);
  const wanted = node.inputs ?? [];
  if (wanted.length === 0) return { feed: [{ nodeName: VALUES_NODE, outputName: 'start', document: true }] };
  const given: JsonObject = {};
  const missing: string[] = [];
  const recorded = earlier && (await earlier.recording()).find(path, iteration);
  for (const { name, type } of wanted) {
    const value = Object.hasOwn(sent, name) ? sent[name] : recordedValue(recorded, name);
    if (value === undefined) missing.push(name);
    else if (isOfType(value, type)) given[name] = value;
    else
      throw validationException(
        `Input ${name} of ${path} takes ${article(type)}; what it is given is ${article(dataTypeOf(value))}.`,
      );
  }
  if (missing.length > 0) throw validationException(missingInputs(path, missing, earlier !== undefined));
  for (const name of Object.keys(sent))
    if (!Object.hasOwn(given, name)) throw validationException(`Node ${path} has no input ${name}.`);
  const feed = Object.entries(given).map(([outputName, document]) => ({
    nodeName: VALUES_NODE,
    outputName,
    document,
  }));
  return { feed, nodeInputs: given };
}

const inputFeed = ({ name }: FlowNode, inputs: readonly RunInput[]): FlowInput[] =>
  inputs
    .filter(({ nodeName = name }) => nodeName === name)
    .map(({ nodeOutputName, document }) => ({
      nodeName: name,
      ...(nodeOutputName !== undefined && { outputName: nodeOutputName }),
      document,
    }));

/** A value that was cut when it was recorded is none. */
function recordedValue(recorded: RecordedNode | undefined, name: string): JsonValue | undefined {
  if (!recorded || recorded.cut.includes(`fields.${name}`)) return undefined;
  return recorded.fields.find((field) => field.name === name)?.value;
}

function objectOf(value: JsonValue | undefined): JsonObject {
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw validationException('nodeInputs is an object with a value for each input of the node, by its name.');
}

function missingInputs(path: string, names: readonly string[], isRerun: boolean): string {
  const what = names.length === 1 ? `input ${names[0]}` : `inputs ${names.join(', ')}`;
  return isRerun
    ? `The run that fromRun names has no value of ${what} of ${path} in that iteration. Send it with nodeInputs.`
    : `Send a value for ${what} of ${path} with nodeInputs, or name a run with fromRun that has one.`;
}

const article = (type: string): string => `${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type}`;
