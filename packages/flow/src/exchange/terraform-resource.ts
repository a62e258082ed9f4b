import type { JsonValue } from '@streambed/model';

/**
 * What `aws_bedrockagent_flow` of the Terraform provider hashicorp/aws has room for. Source: its documentation
 * (website/docs/r/bedrockagent_flow.html.markdown) and internal/service/bedrockagent/flow.go, as of 2026. Not there:
 * loops, and of knowledge bases the number of results, prompt templates, reranking, orchestration, and asking without a
 * model. There is no `awscc_bedrock_flow`, since a loop's definition holds definitions; awscc has versions and aliases.
 */
export type ResourceShape =
  /** An attribute that takes the value as it is. */
  | 'value'
  /** An attribute that takes JSON as a text. */
  | 'json'
  | ResourceBlock;

export interface ResourceBlock {
  /** Members by their API name. */
  readonly members: { readonly [member: string]: ResourceShape };
  /** Members that the resource insists on. */
  readonly required?: readonly string[];
  /** The API has a list: one block for each item, of this name. */
  readonly item?: string;
  readonly most?: number;
}

const block = (members: ResourceBlock['members'], required?: readonly string[]): ResourceBlock => ({
  members,
  ...(required && { required }),
});
const list = (item: string, members: ResourceBlock['members'], most?: number): ResourceBlock => ({
  members,
  item,
  ...(most !== undefined && { most }),
});

const empty = block({});
const guardrail = block({ guardrailIdentifier: 'value', guardrailVersion: 'value' }, [
  'guardrailIdentifier',
  'guardrailVersion',
]);
const inference = block({
  text: block({ maxTokens: 'value', stopSequences: 'value', temperature: 'value', topP: 'value' }),
});
const cachePoint = block({ type: 'value' });
const variables = list('input_variable', { name: 'value' });
const bucket = block({ serviceConfiguration: block({ s3: block({ bucketName: 'value' }) }) });

const prompt = block({
  guardrailConfiguration: guardrail,
  sourceConfiguration: block({
    resource: block({ promptArn: 'value' }),
    inline: block({
      additionalModelRequestFields: 'json',
      inferenceConfiguration: inference,
      modelId: 'value',
      templateType: 'value',
      templateConfiguration: block({
        text: block({ text: 'value', cachePoint, inputVariables: variables }),
        chat: block({
          inputVariables: variables,
          messages: list('message', {
            role: 'value',
            content: list('content', { text: 'value', cachePoint }, 1),
          }),
          system: list('system', { text: 'value', cachePoint }),
          toolConfiguration: block({
            tools: list('tool', {
              cachePoint,
              toolSpec: block({
                name: 'value',
                description: 'value',
                inputSchema: block({ json: 'json' }),
              }),
            }),
            toolChoice: block({ any: empty, auto: empty, tool: block({ name: 'value' }) }),
          }),
        }),
      }),
    }),
  }),
});

export const flowDefinitionResource: ResourceBlock = block({
  nodes: list('node', {
    name: 'value',
    type: 'value',
    configuration: block({
      input: empty,
      output: empty,
      iterator: empty,
      collector: empty,
      agent: block({ agentAliasArn: 'value' }),
      condition: block({ conditions: list('condition', { name: 'value', expression: 'value' }, 5) }),
      inlineCode: block({ code: 'value', language: 'value' }),
      knowledgeBase: block(
        {
          knowledgeBaseId: 'value',
          modelId: 'value',
          guardrailConfiguration: guardrail,
          inferenceConfiguration: inference,
        },
        ['modelId'],
      ),
      lambdaFunction: block({ lambdaArn: 'value' }),
      lex: block({ botAliasArn: 'value', localeId: 'value' }),
      prompt,
      retrieval: bucket,
      storage: bucket,
    }),
    inputs: list('input', { name: 'value', type: 'value', expression: 'value', category: 'value' }, 20),
    outputs: list('output', { name: 'value', type: 'value' }, 5),
  }),
  connections: list('connection', {
    name: 'value',
    source: 'value',
    target: 'value',
    type: 'value',
    configuration: block({
      data: block({ sourceOutput: 'value', targetInput: 'value' }),
      conditional: block({ condition: 'value' }),
    }),
  }),
});

/** What of a definition the resource has no room for, each as a path; empty when all of it fits. */
export const missingFromResource = (definition: JsonValue): string[] => {
  const missing: string[] = [];
  look(flowDefinitionResource, definition, '', missing);
  return missing;
};

const look = (shape: ResourceShape, value: JsonValue, path: string, missing: string[]): void => {
  if (shape === 'value' || shape === 'json') {
    // An attribute takes texts, numbers, booleans and lists of texts; null would mean that it is not there.
    if (value === null) missing.push(path);
    return;
  }
  if (shape.item !== undefined) {
    const { item: _, most, ...of } = shape;
    if (!Array.isArray(value)) missing.push(path);
    else if (most !== undefined && value.length > most) missing.push(`${path} (more than ${most})`);
    // An empty list and none are the same there.
    else for (const [index, item] of value.entries()) look(of, item, placeOf(path, item, index), missing);
    return;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    missing.push(path);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    const member = Object.hasOwn(shape.members, key) ? shape.members[key] : undefined;
    const at = path === '' ? key : `${path}.${key}`;
    if (member === undefined) missing.push(at);
    else look(member, item, at, missing);
  }
  for (const key of shape.required ?? [])
    if (!Object.hasOwn(value, key)) missing.push(`${path} without ${key}`);
};

const placeOf = (path: string, item: JsonValue, index: number): string => {
  const name =
    typeof item === 'object' && item !== null && !Array.isArray(item) && typeof item.name === 'string'
      ? item.name
      : undefined;
  return path === 'nodes' && name !== undefined ? name : `${path}[${index}]`;
};
