import { flowQuotas, quotasOf } from '@streambed/flow/definition';
import { type LocatedValidation, locateValidations } from '@streambed/flow/validation';
import { bedrockAgent, type ConstraintViolation, checkConstraints } from '@streambed/model';
import type { FlowDefinition, FlowValidation } from '@streambed/model/bedrock-agent';
import { problemMessages as words } from '../../messages/document.ts';
import type { FlowDocument } from '../flow-document.ts';
import type { ConnectionId, FlowSnapshot, NodeId, NodeView } from '../flow-snapshot.ts';
import { fixFor } from './fixes.ts';

/** One thing that is wrong, with its place in the open document. The editor's Problem has this form. */
export interface FlowProblem {
  readonly key: string;
  readonly severity: 'Error' | 'Warning';
  readonly message: string;
  readonly address: { readonly node?: NodeId; readonly connection?: ConnectionId; readonly field?: string };
  readonly source: 'validation' | 'studio';
  readonly validation?: FlowValidation;
  readonly fix?: { readonly label: string; run(document: FlowDocument): void };
}

/** What is wrong with an input as a whole and is mended where it is connected. */
const AT_THE_SOURCE: ReadonlySet<string | undefined> = new Set([
  'UnfulfilledNodeInput',
  'MultipleNodeInputConnections',
]);

/** `{input, part}` → the address of the inspector's field in which it is mended. */
const fieldOf = (
  { field, validation: { type } }: LocatedValidation,
  node: NodeView | undefined,
): string | undefined => {
  if (field === undefined) return undefined;
  if ('input' in field) {
    const part = field.part ?? (AT_THE_SOURCE.has(type) ? 'source' : undefined);
    return `input:${field.input}${part === undefined ? '' : `.${part}`}`;
  }
  if ('output' in field) return `output:${field.output}${field.part === undefined ? '' : `.${field.part}`}`;
  if (!('condition' in field))
    return node?.configuration.prompt?.sourceConfiguration?.resource
      ? 'configuration.prompt.sourceConfiguration.resource.promptArn'
      : 'configuration';
  if (field.part === 'target') return `condition:${field.condition}.target`;
  return node?.type === 'LoopController'
    ? 'configuration.loopController.continueCondition'
    : `condition:${field.condition}.expression`;
};

interface Places {
  readonly nodes: ReadonlyMap<string, NodeId>;
  readonly connections: ReadonlyMap<string, ConnectionId>;
}

/** By path, and connections by the path of their scope and their name; of equal names the first. */
const placesOf = (snapshot: FlowSnapshot): Places => {
  const nodes = new Map<string, NodeId>();
  const connections = new Map<string, ConnectionId>();
  for (const scope of snapshot.scopes.values()) {
    const loop = scope.loop === undefined ? '' : `${snapshot.nodes.get(scope.loop)?.path}/`;
    for (const id of scope.nodes) {
      const path = snapshot.nodes.get(id)!.path;
      if (!nodes.has(path)) nodes.set(path, id);
    }
    for (const id of scope.connections) {
      const name = `${loop}${snapshot.connections.get(id)!.name}`;
      if (!connections.has(name)) connections.set(name, id);
    }
  }
  return { nodes, connections };
};

const ofValidation = (
  located: LocatedValidation,
  snapshot: FlowSnapshot,
  places: Places,
  index: number,
): FlowProblem => {
  const { validation, loops, node, connection } = located;
  const prefix = loops.length === 0 ? '' : `${loops.join('/')}/`;
  const nodeId = node === undefined ? undefined : places.nodes.get(prefix + node);
  const connectionId = connection === undefined ? undefined : places.connections.get(prefix + connection);
  // A connection has no fields of its own; what is wrong with it is mended at the input it leads to.
  const view = connectionId === undefined ? undefined : snapshot.connections.get(connectionId);
  const end = validation.type === 'IncompatibleConnectionDataType' ? 'expression' : 'source';
  const field =
    fieldOf(located, nodeId === undefined ? undefined : snapshot.nodes.get(nodeId)) ??
    (view?.targetInput === undefined ? undefined : `input:${view.targetInput}.${end}`);
  const at = nodeId ?? view?.target;
  const address = {
    ...(at !== undefined && { node: at }),
    ...(connectionId !== undefined && { connection: connectionId }),
    ...(field !== undefined && { field }),
  };
  const fix = fixFor(validation, address, snapshot);
  return {
    key: `${validation.type}:${prefix}${node ?? connection ?? ''}:${field ?? ''}:${index}`,
    severity: validation.severity,
    message: validation.message,
    address,
    source: 'validation',
    validation,
    ...(fix && { fix }),
  };
};

/** Violations of the wire's constraints, each node's once as long as the node is the same object. */
const checked = new WeakMap<NodeView, readonly ConstraintViolation[]>();
const violationsOf = (node: NodeView): readonly ConstraintViolation[] => {
  let violations = checked.get(node);
  if (violations === undefined) {
    const { name, type, configuration, inputs, outputs } = node;
    const { loop: _, ...plain } = configuration;
    const wire = {
      name,
      type,
      ...(Object.keys(plain).length > 0 && { configuration: plain }),
      inputs,
      outputs,
    };
    violations = node.isKnown ? checkConstraints(bedrockAgent, 'FlowNode', wire) : [];
    checked.set(node, violations);
  }
  return violations;
};

/** `/inputs/0/expression` or `inputs.0.expression` → the address of the field. */
const fieldOfPath = (node: NodeView, path: string): string | undefined => {
  const steps = path.split(/[./[\]]+/).filter(Boolean);
  const [list, position, ...rest] = steps;
  if (list === 'inputs' && position !== undefined) {
    const input = node.inputs[Number(position)]?.name;
    return input === undefined
      ? 'inputs'
      : ['input:', input, rest[0] && rest[0] !== 'name' ? `.${rest[0]}` : ''].join('');
  }
  if (list === 'outputs' && position !== undefined) {
    const output = node.outputs[Number(position)]?.name;
    return output === undefined ? 'outputs' : `output:${output}`;
  }
  if (list === 'configuration' && position === 'condition' && rest[0] === 'conditions') {
    const condition = node.configuration.condition?.conditions[Number(rest[1])]?.name;
    return condition === undefined ? 'configuration.condition' : `condition:${condition}`;
  }
  return steps.length === 0 ? undefined : steps.join('.');
};

/** The wire's way to say that something is missing. */
const EMPTY = /must have length greater than or equal to 1$/;

/** A pattern says nothing to people; the field's own words say what it wants. */
const PATTERN = /must satisfy regular expression pattern/;

const structural = (snapshot: FlowSnapshot): FlowProblem[] => {
  const problems: FlowProblem[] = [];
  for (const node of snapshot.nodes.values())
    for (const { path, rule } of violationsOf(node)) {
      const field = fieldOfPath(node, path);
      problems.push({
        key: `constraint:${node.path}:${path}`,
        severity: 'Error',
        message: EMPTY.test(rule)
          ? words.isEmpty(node.name, fieldWords(field))
          : PATTERN.test(rule)
            ? words.wrongForm(node.name, fieldWords(field))
            : words.constraint(node.name, fieldWords(field), rule.replace(/^Member /, '')),
        address: { node: node.id, ...(field !== undefined && { field }) },
        source: 'studio',
      });
    }
  return problems;
};

const fieldWords = (field: string | undefined): string => {
  if (field === undefined) return '';
  const slot = /^(input|output|condition):(.+)$/.exec(field);
  return slot ? `${slot[1]} ${slot[2]!.replace('.', ', ')}` : (field.split('.').at(-1) ?? field);
};

/** What a definition says that looks right to the wire and is probably not meant; source: studio.md section 3.5. */
const hints = (snapshot: FlowSnapshot): FlowProblem[] => {
  const problems: FlowProblem[] = [];
  for (const node of snapshot.nodes.values()) {
    const warn = (key: string, message: string, field: string) =>
      problems.push({
        key: `${key}:${node.path}`,
        severity: 'Warning',
        message,
        address: { node: node.id, field },
        source: 'studio',
      });
    const { prompt, knowledgeBase } = node.configuration;
    const inline = prompt?.sourceConfiguration?.inline;
    const parameters = inline?.inferenceConfiguration?.text;
    if (parameters?.temperature !== undefined && parameters.topP !== undefined)
      warn(
        'bothSampling',
        words.bothSampling(node.name),
        'configuration.prompt.sourceConfiguration.inline.inferenceConfiguration.text.topP',
      );
    const template = knowledgeBase?.promptTemplate?.textPromptTemplate;
    if (template !== undefined && !template.includes('$search_results$'))
      warn(
        'noSearchResults',
        words.noSearchResults(node.name),
        'configuration.knowledgeBase.promptTemplate.textPromptTemplate',
      );
  }
  return problems;
};

/**
 * Everything that is wrong with the open flow, errors first, each led to its field: what the server's validation would
 * say, what UpdateFlow would refuse, and hints of the studio. The same code as the server's, so there is no round trip.
 */
export const problemsOf = (
  snapshot: FlowSnapshot,
  definition: FlowDefinition,
  nodesPerFlow: number = flowQuotas.nodes,
): readonly FlowProblem[] => {
  const places = placesOf(snapshot);
  const found = [
    ...structural(snapshot),
    ...locateValidations(definition, quotasOf(nodesPerFlow)).map((located, index) =>
      ofValidation(located, snapshot, places, index),
    ),
    ...hints(snapshot),
  ];
  return [
    ...found.filter(({ severity }) => severity === 'Error'),
    ...found.filter(({ severity }) => severity === 'Warning'),
  ];
};
