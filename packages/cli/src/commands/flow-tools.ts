import { parseDefinition } from '@streambed/flow/definition';
import type { JsonValue } from '@streambed/model';
import { type Clients, findAlias, findFlow, servedDefinition, TEST_ALIAS } from '../client/index.ts';
import { savedExamples } from '../client/saved-examples.ts';
import { type InputSchema, inputSchema } from '../definitions/index.ts';
import { usageFailure } from '../failure.ts';

/** A flow as a tool: what agents are told of it, and how it is called. */
export interface FlowTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: InputSchema;
  readonly flowId: string;
  readonly aliasId: string;
  readonly inputNode: string;
  readonly inputOutput: string;
  /** Names of the Output nodes. */
  readonly outputNodes: readonly string[];
}

/** What a person named: a flow, and one of its aliases. */
export interface FlowReference {
  /** Id, ARN or name. */
  readonly flow: string;
  /** Id or name; undefined means the prepared draft. */
  readonly alias: string | undefined;
}

/** `FLOW`, `FLOW/ALIAS` or an alias's ARN; `alias` is of those that name none. */
export const flowReference = (given: string, alias: string | undefined): FlowReference => {
  const arn = /^(arn:[^/]*:flow\/[^/]*)(?:(?:\/alias)?\/(.*))?$/.exec(given);
  const [flow, own] = arn ? [arn[1]!, arn[2]] : given.split(/\/(.*)/s);
  if (!flow || own === '') throw usageFailure(`--flow ${given} is no FLOW or FLOW/ALIAS.`);
  return { flow, alias: own ?? alias };
};

/**
 * Looks the flows up and makes a tool of each, once. Throws a Failure when one is not there, or has no Input node that a
 * tool's arguments could go to.
 */
export const openFlowTools = async (
  clients: Clients,
  references: readonly FlowReference[],
  options: Readonly<Record<string, unknown>>,
): Promise<readonly FlowTool[]> => {
  const found = await Promise.all(references.map((reference) => toolOf(clients, reference, options)));
  const names = toolNames(found.map(({ title }, at) => ({ flow: title, alias: references[at]!.alias })));
  return found.map((tool, at) => ({ ...tool, name: names[at]! }));
};

const toolOf = async (
  { agent, connection }: Clients,
  { flow: given, alias }: FlowReference,
  options: Readonly<Record<string, unknown>>,
): Promise<Omit<FlowTool, 'name'>> => {
  const flow = await findFlow(agent, given);
  const flowId = flow.id!;
  const aliasId = await findAlias(agent, flowId, alias ?? TEST_ALIAS);
  const parsed = parseDefinition((await servedDefinition(agent, flow, aliasId)) ?? {});
  const nodes = (parsed.ok && parsed.definition.nodes) || [];
  const input = nodes.find(({ type }) => type === 'Input');
  if (input === undefined)
    throw usageFailure(`Flow ${given} has no Input node that an agent's arguments could go to.`);
  const [output] = input.outputs ?? [];
  const type = output?.type ?? 'String';
  const examples: readonly JsonValue[] = connection.isCloud ? [] : await savedExamples(options, flowId);
  return {
    title: flow.name ?? flowId,
    description: flow.description || `Runs the flow ${flow.name ?? flowId}.`,
    input: inputSchema({ node: input.name, type }, examples),
    flowId,
    aliasId,
    inputNode: input.name,
    inputOutput: output?.name ?? 'document',
    outputNodes: nodes.filter(({ type }) => type === 'Output').map(({ name }) => name),
  };
};

/** What every provider of models takes as the name of a tool. */
const MAX_NAME = 64;

/**
 * A name for each tool: the flow's, made of what names may hold. Where several would share it, the alias is added, and a
 * number where that is not enough.
 */
export const toolNames = (flows: readonly { flow: string; alias: string | undefined }[]): string[] => {
  const plain = flows.map(({ flow }) => toolName(flow));
  const taken = new Set<string>();
  return flows.map(({ alias }, at) => {
    const isShared = plain.filter((other) => other === plain[at]).length > 1;
    const wanted = isShared ? toolName(plain[at]!, `-${alias ?? 'draft'}`) : plain[at]!;
    let name = wanted;
    for (let number = 2; taken.has(name); number++) name = toolName(wanted, `-${number}`);
    taken.add(name);
    return name;
  });
};

const toolName = (text: string, end = ''): string => {
  const [valid, ending] = [text, end].map((part) => part.replaceAll(/[^A-Za-z0-9_-]+/g, '_'));
  return `${valid!.slice(0, Math.max(1, MAX_NAME - ending!.length))}${ending!}`.slice(0, MAX_NAME);
};
