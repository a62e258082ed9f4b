import { checkQuotas, type FlowDefinition, type FlowNode } from '../definition/index.ts';
import type { ExportFlow, ExportNote } from './export-flow.ts';
import { referencesIn } from './references.ts';

/** What is to be said of a flow whatever form it is written in. */
export const notesOf = (flow: ExportFlow): ExportNote[] => [
  ...checkQuotas(flow.definition).map((message): ExportNote => ({ kind: 'refused', message })),
  ...[...nodesOf(flow.definition)].flatMap(([path, node]) => notesOfNode(path, node)),
  ...roleNotes(flow),
  ...modelNotes(flow.definition),
];

/** Every node with its path, loop bodies after their loops. */
function* nodesOf(definition: FlowDefinition, scope = ''): Generator<[string, FlowNode]> {
  for (const node of definition.nodes ?? []) {
    const path = scope === '' ? node.name : `${scope}/${node.name}`;
    yield [path, node];
    const body = node.configuration?.loop?.definition;
    if (body) yield* nodesOf(body, path);
  }
}

const notesOfNode = (path: string, node: FlowNode): ExportNote[] => {
  const fields: unknown =
    node.configuration?.prompt?.sourceConfiguration?.inline?.additionalModelRequestFields;
  // The one thing that Streambed reads into a member of the cloud's: see expressions/prompt-output-config.
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, 'outputConfig')) return [];
  return [
    {
      kind: 'streambedOnly',
      node: path,
      message: `${path} has an output schema (outputConfig among its additional fields). The cloud hands it to the model as it is, and most models refuse it.`,
    },
  ];
};

const roleNotes = ({ executionRoleArn }: ExportFlow): ExportNote[] =>
  /^arn:[^:]*:iam::0{12}:/.test(executionRoleArn)
    ? [
        {
          kind: 'refused',
          message: `The execution role ${executionRoleArn} is a stand-in of this server. The cloud needs a role of your account that may call what the flow calls.`,
        },
      ]
    : [];

/** Model ids of the cloud look like `anthropic.claude-3-haiku…` or are ARNs. */
const CLOUD_MODEL = /^(?:arn:|[a-z-]+(?:\.[a-z0-9-]+)+)/;

const modelNotes = (definition: FlowDefinition): ExportNote[] =>
  referencesIn(definition)
    .filter(
      ({ kind, value }) => kind === 'model' && (value.startsWith('streambed.') || !CLOUD_MODEL.test(value)),
    )
    .map(({ value, places }) => ({
      kind: 'streambedOnly',
      message: `Model ${value}, of ${placesText(places.map(({ node }) => node))}, is one of this server's. In the cloud, choose another.`,
      ...(places.length === 1 && { node: places[0]!.node }),
    }));

/** `Ask`, `Ask and Tell`, `Ask, Tell and 3 more`. */
export const placesText = (nodes: readonly string[]): string => {
  const names = [...new Set(nodes)];
  if (names.length <= 2) return names.join(' and ');
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
};
