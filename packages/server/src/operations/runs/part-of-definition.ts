import type { FlowConnection, FlowDefinition, FlowNode } from '@streambed/flow/definition';
import type { Plan } from '@streambed/flow/plan';
import type { Iteration } from '@streambed/model/streambed';
import { nodePaths, ownersOf } from '../../executions/index.ts';
import { validationException } from '../../protocol/index.ts';

/** A part of a flow as a definition of its own, for a run of that part. */
export interface PartOfDefinition {
  readonly definition: FlowDefinition;
  /** The names of the loops that the part is taken out of: `Refine/`; empty for a part of the flow itself. */
  readonly pathPrefix: string;
  /** Nodes of the part that the flow does not have; nobody is told of them. */
  readonly madeUp: ReadonlySet<string>;
}

/** A node by its path, with the definition that it stands in. */
export interface FoundNode {
  readonly node: FlowNode;
  /** The loops around it, outermost first. */
  readonly loops: readonly FlowNode[];
  readonly level: FlowDefinition;
}

/** The node of a path such as `Refine/Critic`. Throws ValidationException when the flow has none. */
export function findNode(definition: FlowDefinition, path: string): FoundNode {
  const loops: FlowNode[] = [];
  let level = definition;
  const names = path.split('/');
  for (const [depth, name] of names.entries()) {
    const node = level.nodes?.find((each) => each.name === name);
    if (!node) throw noSuchNode(path);
    if (depth === names.length - 1) return { node, loops, level };
    const body = node.configuration?.loop?.definition;
    if (!body) throw noSuchNode(path);
    loops.push(node);
    level = body;
  }
  throw noSuchNode(path);
}

const noSuchNode = (path: string) =>
  validationException(
    `The flow has no node ${path}. Name it as in the definition; a node in a loop with the loop's name before it, as in Refine/Critic.`,
  );

/** Where the values of a node that runs alone come from. */
export const VALUES_NODE = '(values)';
const START_NODE = '(start)';

/** Nodes that only make sense together with others. */
const NEVER_ALONE: ReadonlySet<string> = new Set(['Collector', 'LoopInput', 'LoopController']);

/**
 * One node alone, its inputs given by the node VALUES_NODE, which has an output for each. Throws ValidationException for
 * nodes that cannot run alone.
 */
export function onlyNode(definition: FlowDefinition, path: string): PartOfDefinition {
  const { node, loops } = findNode(definition, path);
  if (NEVER_ALONE.has(node.type))
    throw validationException(
      `${path} is a ${node.type}, which cannot run alone: it takes part in the iterations around it. Run until it, or from it.`,
    );
  const pathPrefix = loops.map(({ name }) => `${name}/`).join('');
  if (node.type === 'Input') return { definition: { nodes: [node] }, pathPrefix, madeUp: new Set() };
  const inputs = node.inputs ?? [];
  // A node without inputs starts by a condition.
  const given =
    inputs.length > 0
      ? inputs.map(({ name, type }) => ({ name, type }))
      : [{ name: 'start', type: 'Boolean' as const }];
  const values: FlowNode = { name: VALUES_NODE, type: 'Input', configuration: { input: {} }, outputs: given };
  const alone: FlowNode = { ...node, inputs: inputs.map((input) => ({ ...input, expression: '$.data' })) };
  const madeUp = new Set([VALUES_NODE, START_NODE]);
  if (inputs.length > 0)
    return {
      definition: {
        nodes: [values, alone],
        connections: inputs.map(({ name }) => data(VALUES_NODE, name, node.name, name)),
      },
      pathPrefix,
      madeUp,
    };
  const start: FlowNode = {
    name: START_NODE,
    type: 'Condition',
    configuration: { condition: { conditions: [{ name: 'default' }] } },
    inputs: [{ name: 'start', type: 'Boolean', expression: '$.data' }],
  };
  return {
    definition: {
      nodes: [values, start, alone],
      connections: [
        data(VALUES_NODE, 'start', START_NODE, 'start'),
        {
          name: 'start',
          type: 'Conditional',
          source: START_NODE,
          target: node.name,
          configuration: { conditional: { condition: 'default' } },
        },
      ],
    },
    pathPrefix,
    madeUp,
  };
}

const data = (source: string, sourceOutput: string, target: string, targetInput: string): FlowConnection => ({
  name: `${sourceOutput}`,
  type: 'Data',
  source,
  target,
  configuration: { data: { sourceOutput, targetInput } },
});

/**
 * A node and all that leads to it. Of the loops around it the first round runs, up to the node: their controllers get
 * nothing, and so decide nothing.
 */
export function untilNode(definition: FlowDefinition, path: string): PartOfDefinition {
  const { loops, node } = findNode(definition, path);
  const names = [...loops, node].map(({ name }) => name);
  return { definition: upTo(definition, names), pathPrefix: '', madeUp: new Set() };
}

function upTo(definition: FlowDefinition, [name, ...inner]: readonly string[]): FlowDefinition {
  const kept = ancestors(definition, name!);
  const nodes = (definition.nodes ?? []).flatMap((node): FlowNode[] => {
    if (node.name === name && inner.length > 0) return [loopUpTo(node, inner)];
    if (kept.has(node.name)) return [node];
    // A loop without its controller could not be compiled; one that nothing leads to is never asked.
    return node.type === 'LoopController' ? [{ ...node, inputs: [] }] : [];
  });
  const connections = (definition.connections ?? []).filter(
    ({ source, target }) => kept.has(source) && kept.has(target),
  );
  return { nodes, connections };
}

const loopUpTo = (node: FlowNode, inner: readonly string[]): FlowNode => ({
  ...node,
  configuration: {
    loop: { definition: upTo(node.configuration?.loop?.definition ?? {}, inner) },
  },
});

/** The node of that name and every node that leads to it. */
function ancestors({ connections = [] }: FlowDefinition, name: string): ReadonlySet<string> {
  const sources = Map.groupBy(connections, ({ target }) => target);
  const found = new Set([name]);
  for (const each of found) for (const { source } of sources.get(each) ?? []) found.add(source);
  return found;
}

/** Throws ValidationException when a node does not run in such an iteration. */
export function checkIteration(plan: Plan, path: string, iteration: readonly Iteration[] | undefined): void {
  if (!iteration || iteration.length === 0) return;
  const step = plan.steps[nodePaths(plan).indexOf(path)]!;
  const owners = ownersOf(plan, step);
  const isOwn = owners.every(
    ({ name, kind }, depth) =>
      iteration[depth]?.nodeName === name &&
      iteration[depth].type === (kind === 'repeat' ? 'Loop' : 'Iterator') &&
      iteration[depth].index >= 0,
  );
  if (isOwn && owners.length === iteration.length) return;
  const around =
    owners.length === 0
      ? 'in no iteration'
      : `in iterations of ${owners.map(({ name }) => name).join(', then ')}`;
  throw validationException(`Node ${path} runs ${around}; \`iteration\` says otherwise.`);
}
