import type { JsonObject, JsonValue } from '@streambed/model';
import type {
  ContentBlock,
  Message,
  PromptInferenceConfiguration,
  PromptTemplateConfiguration,
  PromptTemplateType,
  SystemContentBlock,
} from '@streambed/model/bedrock-agent';

/** What an inline prompt of a node and a variant of a stored prompt have in common: what PromptEditor edits. */
export interface PromptValue {
  readonly templateType: PromptTemplateType;
  readonly templateConfiguration: PromptTemplateConfiguration;
  readonly modelId?: string;
  readonly inferenceConfiguration?: PromptInferenceConfiguration;
  readonly additionalModelRequestFields?: JsonValue;
}

/** One change of a prompt, small enough to be written by itself. */
export interface PromptEdit {
  /** From the prompt; empty is the whole of it. */
  readonly path: readonly (string | number)[];
  /** undefined removes. */
  readonly value: unknown;
  /** What was changed, for an undo step: `temperature`. */
  readonly what: string;
  /** Typing in the same field is one undo step. */
  readonly joins?: string;
  /** Whether the value is a long text that several may write. */
  readonly isText?: boolean;
  /** The variable that somebody is in the midst of writing: it is no variable yet. */
  readonly writing?: string;
}

/** The value with what lies at the path replaced, or removed for undefined; empty objects on the way are made. */
export const applyEdit = <Value>(value: Value, path: readonly (string | number)[], next: unknown): Value => {
  const [key, ...rest] = path;
  if (key === undefined) return next as Value;
  if (Array.isArray(value)) {
    const list = [...value];
    if (rest.length === 0 && next === undefined) list.splice(key as number, 1);
    else list[key as number] = applyEdit(list[key as number], rest, next);
    return list as Value;
  }
  const object = { ...(value as object) } as Record<string, unknown>;
  const inner = applyEdit(object[key], rest, next);
  if (inner === undefined) delete object[key];
  else object[key] = inner;
  return object as Value;
};

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === '';

/** The same prompt as a chat: its text is the one message. Nothing is lost. */
export const toChat = ({ text }: PromptTemplateConfiguration): PromptTemplateConfiguration => {
  const content: ContentBlock[] = [{ text: text?.text ?? '' }];
  if (text?.cachePoint) content.push({ cachePoint: text.cachePoint });
  return {
    chat: {
      messages: [{ role: 'user', content }],
      ...(text?.inputVariables && { inputVariables: text.inputVariables }),
    },
  };
};

const textOf = (content: readonly (ContentBlock | SystemContentBlock)[]): string =>
  content
    .map(({ text }) => text)
    .filter((text) => text !== undefined)
    .join('\n\n');

/** The message that a text template keeps: the first of a user. */
const keptMessage = (messages: readonly Message[]): Message | undefined =>
  messages.find(({ role }) => role === 'user') ?? messages[0];

/** The same prompt as one text: its first user message. */
export const toText = ({ chat }: PromptTemplateConfiguration): PromptTemplateConfiguration => ({
  text: {
    text: textOf(keptMessage(chat?.messages ?? [])?.content ?? []),
    ...(chat?.inputVariables && { inputVariables: chat.inputVariables }),
  },
});

/** Whether two templates say the same: declarations of variables follow the words, and do not count. */
export const sameWords = (one: PromptTemplateConfiguration, other: PromptTemplateConfiguration): boolean => {
  const words = ({ text, chat }: PromptTemplateConfiguration) =>
    JSON.stringify([text?.text, text?.cachePoint, chat?.system, chat?.messages, chat?.toolConfiguration]);
  return words(one) === words(other);
};

export interface Lost {
  readonly system: boolean;
  readonly messages: number;
  readonly tools: number;
  readonly cachePoints: number;
}

/** What a chat has that a text cannot hold. */
export const lostAsText = ({ chat }: PromptTemplateConfiguration): Lost => {
  const messages = chat?.messages ?? [];
  const blocks = [...(chat?.system ?? []), ...messages.flatMap(({ content }) => content)];
  const kept = keptMessage(messages);
  return {
    system: (chat?.system ?? []).some(({ text }) => !isBlank(text)),
    messages: messages.filter((message) => message !== kept && !isBlank(textOf(message.content))).length,
    tools: chat?.toolConfiguration?.tools.length ?? 0,
    cachePoints: blocks.filter(({ cachePoint }) => cachePoint !== undefined).length,
  };
};

export const losesNothing = (lost: Lost): boolean =>
  !lost.system && lost.messages === 0 && lost.tools === 0 && lost.cachePoints === 0;

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const CONFIG = 'outputConfig';

/** The schema that answers must have; it lies where flow/expressions/prompt-output-config.ts looks for it. */
export const outputSchemaOf = (fields: JsonValue | undefined): JsonValue | undefined => {
  let at: JsonValue | undefined = isObject(fields) ? fields[CONFIG] : undefined;
  for (const key of ['textFormat', 'structure', 'jsonSchema', 'schema'])
    at = isObject(at) ? at[key] : undefined;
  if (typeof at !== 'string') return at;
  try {
    return JSON.parse(at) as JsonValue;
  } catch {
    return at;
  }
};

/** The fields with another schema, or without one; undefined when nothing is left. */
export const withOutputSchema = (
  fields: JsonValue | undefined,
  schema: JsonValue | undefined,
): JsonValue | undefined => {
  const { [CONFIG]: _, ...others } = isObject(fields) ? fields : {};
  if (schema === undefined) return Object.keys(others).length === 0 ? undefined : others;
  return {
    ...others,
    [CONFIG]: { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema } } } },
  };
};

/** The additional fields as their author knows them: without the schema, which has a field of its own. */
export const plainFields = (fields: JsonValue | undefined): JsonValue | undefined =>
  outputSchemaOf(fields) === undefined ? fields : withOutputSchema(fields, undefined);

/** Parameters that have fields of their own; a model would be told twice. */
export const misplaced = (fields: JsonValue | undefined): readonly string[] =>
  isObject(fields)
    ? Object.keys(fields).filter((key) =>
        /^(?:temperature|top_?p|max_?tokens|max_tokens_to_sample|stop_?sequences)$/i.test(key),
      )
    : [];

/** A JSON schema that a value has; for lists, of their first element. */
export const inferSchema = (value: JsonValue): JsonObject => {
  if (value === null) return {};
  if (Array.isArray(value))
    return { type: 'array', ...(value[0] !== undefined && { items: inferSchema(value[0]) }) };
  if (isObject(value)) {
    const keys = Object.keys(value);
    return {
      type: 'object',
      properties: Object.fromEntries(keys.map((key) => [key, inferSchema(value[key]!)])),
      required: keys,
      additionalProperties: false,
    };
  }
  if (typeof value === 'number') return { type: Number.isInteger(value) ? 'integer' : 'number' };
  return { type: typeof value };
};

const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);

/** What is wrong with a JSON schema, with the path; undefined when nothing is that we know. */
export const schemaProblem = (schema: JsonValue, path = '$', depth = 0): string | undefined => {
  if (typeof schema === 'boolean') return undefined;
  if (!isObject(schema)) return path;
  if (depth > 20) return undefined;
  const { type, properties, items, required } = schema;
  const types = Array.isArray(type) ? type : type === undefined ? [] : [type];
  if (types.some((each) => typeof each !== 'string' || !TYPES.has(each))) return `${path}.type`;
  if (
    required !== undefined &&
    (!Array.isArray(required) || required.some((each) => typeof each !== 'string'))
  )
    return `${path}.required`;
  if (properties !== undefined) {
    if (!isObject(properties)) return `${path}.properties`;
    for (const [name, inner] of Object.entries(properties)) {
      const problem = schemaProblem(inner, `${path}.properties.${name}`, depth + 1);
      if (problem !== undefined) return problem;
    }
  }
  return items === undefined || Array.isArray(items)
    ? undefined
    : schemaProblem(items, `${path}.items`, depth + 1);
};
