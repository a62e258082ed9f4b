import { nodeTypeOf } from '@streambed/flow/nodes';
import type { JsonValue } from '@streambed/model';
import type { FlowNode, FlowNodeType } from '@streambed/model/bedrock-agent';
import { exampleFor, type FlowSnapshot, type NodeView } from '../document/index.ts';
import { nodeMessages } from '../messages/node-types.ts';

const words = nodeMessages.summary;

/** Passages that a knowledge base yields when a node does not say (nodes.md, KnowledgeBase). */
const DEFAULT_RESULTS = 5;

/** `eu.anthropic.claude-3-haiku-20240307-v1:0` → `claude-3-haiku`: what people call a model. */
export const shortModelId = (modelId: string): string => {
  const id = modelId.startsWith('arn:') ? modelId.slice(modelId.lastIndexOf('/') + 1) : modelId;
  const withoutVendor = id.replace(/^(?:[a-z]{2,6}\.)?[a-z0-9]+\.(?=[a-z])/, '');
  return (
    withoutVendor
      .replace(/:\d+[a-z]*$/, '')
      .replace(/-v\d+$/, '')
      .replace(/-\d{8}$/, '') || id
  );
};

/** `arn:aws:lambda:eu-west-1:1:function:price:live` → `price:live`; the last part of any other ARN. */
export const shortArn = (arn: string): string => {
  if (!arn.startsWith('arn:')) return arn;
  const resource = arn.split(':').slice(5).join(':');
  return resource
    .replace(/^function:/, '')
    .replace(/^.*?\//, '')
    .replaceAll('/', ':');
};

const joined = (...parts: readonly (string | false | undefined)[]): string =>
  parts.filter((part) => typeof part === 'string' && part !== '').join(' · ');

/** Names of members that are said in a summary; of further ones there is only the number. */
const MOST_MEMBERS = 3;

/** `{genre, number}`; undefined for what has no members. */
const membersOf = (value: JsonValue | undefined): string | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const names = Object.keys(value);
  if (names.length === 0) return undefined;
  const more = names.length - MOST_MEMBERS;
  return `{${[...names.slice(0, MOST_MEMBERS), ...(more > 0 ? [words.more(more)] : [])].join(', ')}}`;
};

type Summarize = (node: NodeView, snapshot: FlowSnapshot | undefined) => string;

const typeOfOutput: Summarize = ({ outputs }) => outputs[0]?.type ?? '';

const summaries: Readonly<Record<FlowNodeType, Summarize>> = {
  Input(node, snapshot) {
    const type = typeOfOutput(node, snapshot);
    const example = type === 'Object' && snapshot ? exampleFor(snapshot, node) : undefined;
    return joined(type, membersOf(example));
  },
  Output: ({ inputs }) => inputs[0]?.type ?? '',
  Prompt({ configuration: { prompt } }) {
    const guarded = prompt?.guardrailConfiguration?.guardrailIdentifier ? words.guarded : undefined;
    const { inline, resource } = prompt?.sourceConfiguration ?? {};
    if (resource) return joined(words.library, shortArn(resource.promptArn), guarded);
    const { temperature, maxTokens } = inline?.inferenceConfiguration?.text ?? {};
    return joined(
      shortModelId(inline?.modelId ?? ''),
      temperature !== undefined && words.temperature(temperature),
      maxTokens !== undefined && words.maxTokens(maxTokens),
      guarded,
    );
  },
  KnowledgeBase({ configuration: { knowledgeBase } }) {
    const { knowledgeBaseId = '', numberOfResults, modelId, guardrailConfiguration } = knowledgeBase ?? {};
    return joined(
      knowledgeBaseId,
      words.passages(numberOfResults ?? DEFAULT_RESULTS),
      modelId !== undefined && words.answerBy(shortModelId(modelId)),
      guardrailConfiguration?.guardrailIdentifier && words.guarded,
    );
  },
  Agent: ({ configuration }) => shortArn(configuration.agent?.agentAliasArn ?? ''),
  LambdaFunction: (node, snapshot) =>
    joined(shortArn(node.configuration.lambdaFunction?.lambdaArn ?? ''), typeOfOutput(node, snapshot)),
  Lex: ({ configuration: { lex } }) => joined(shortArn(lex?.botAliasArn ?? ''), lex?.localeId),
  Retrieval: ({ configuration }) => configuration.retrieval?.serviceConfiguration?.s3?.bucketName ?? '',
  Storage: ({ configuration }) => configuration.storage?.serviceConfiguration?.s3?.bucketName ?? '',
  Condition({ configuration }) {
    const names = (configuration.condition?.conditions ?? []).map(({ name }) => name);
    return joined(names.slice(0, 2).join(', '), names.length > 2 && words.more(names.length - 2));
  },
  Iterator(node, snapshot) {
    const source = snapshot && sourceOf(node, 'array', snapshot);
    return source === undefined ? words.each : words.eachOf(source);
  },
  Collector: () => words.toArray,
  InlineCode: ({ configuration }) =>
    configuration.inlineCode?.code
      ?.split('\n')
      .map((line) => line.trim())
      .find((line) => line !== '' && !line.startsWith('#')) ?? '',
  Loop(node, snapshot) {
    const body = snapshot?.scopes.get(node.id);
    if (!body) return '';
    const controller = body.nodes
      .map((id) => snapshot?.nodes.get(id))
      .find((inner) => inner?.type === 'LoopController');
    return joined(
      words.nodes(body.nodes.length),
      controller && summaries.LoopController(controller, snapshot),
    );
  },
  LoopInput: ({ outputs }) => outputs.map(({ name }) => name).join(', '),
  LoopController({ configuration: { loopController } }) {
    const { continueCondition, maxIterations } = loopController ?? {};
    return joined(
      continueCondition?.expression && words.while(continueCondition.expression),
      words.rounds(maxIterations ?? 10),
    );
  },
};

/** `docs` of `docs`, or of `Input.docs`: what leads to the input, by its last name. */
const sourceOf = (node: NodeView, input: string, snapshot: FlowSnapshot): string | undefined => {
  for (const id of snapshot.scopes.get(node.scope)?.connections ?? []) {
    const connection = snapshot.connections.get(id);
    if (connection?.target !== node.id || connection.targetInput !== input) continue;
    const member = /\.([\p{L}\p{N}_-]+)$/u.exec(
      node.inputs.find(({ name }) => name === input)?.expression.replace(/^\$\.data/, '') ?? '',
    )?.[1];
    return member ?? `${connection.sourceName}.${connection.sourceOutput ?? ''}`;
  }
  return undefined;
};

/** A node as the definition has it; a Loop without its body. */
const asNode = (node: NodeView): FlowNode => ({
  name: node.name,
  type: node.type as FlowNodeType,
  configuration: node.configuration,
  inputs: [...node.inputs],
  outputs: [...node.outputs],
});

/** See `NodeFacts.summary`. */
export const nodeSummary = (node: NodeView, snapshot?: FlowSnapshot): string | undefined => {
  if (!node.isKnown) return '';
  const type = node.type as FlowNodeType;
  if (type !== 'Loop' && nodeTypeOf(type).missingConfiguration(asNode(node)) !== undefined) return undefined;
  return summaries[type](node, snapshot);
};
