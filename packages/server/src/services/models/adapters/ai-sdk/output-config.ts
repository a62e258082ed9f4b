import type { JSONObject, LanguageModelV3CallOptions } from '@ai-sdk/provider';
import type { ConverseRequest } from '@streambed/flow/ports';
import type { JsonObject, JsonValue } from '@streambed/model';
import { isGemini3 } from './gemini.ts';
import { objectIn } from './json-shape.ts';
import type { Addressee } from './prompt.ts';
import { unservable } from './unservable.ts';

type OutputConfig = NonNullable<ConverseRequest['outputConfig']>;

/** The efforts that a provider names; undefined where a name is its own server's business. */
const EFFORTS = {
  openai: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
  anthropic: ['low', 'medium', 'high', 'xhigh', 'max'],
  google: ['minimal', 'low', 'medium', 'high'],
  'openai-compatible': undefined,
} as const;

/** What a response format is called in a request; OpenAI takes these characters only. */
const NAME = /^[a-zA-Z0-9_-]{1,64}$/;

/** The JSON schema that the answer must have, as each provider's own structured output. Throws ProviderFailed. */
export function responseFormat({
  textFormat,
}: OutputConfig): NonNullable<LanguageModelV3CallOptions['responseFormat']> | undefined {
  const definition = textFormat?.structure.jsonSchema;
  if (!definition) return undefined;
  const { name, description } = definition;
  return {
    type: 'json',
    schema: parseSchema(definition.schema) as object,
    ...(name !== undefined && NAME.test(name) ? { name } : {}),
    ...(description === undefined ? {} : { description }),
  };
}

/** Effort as the provider's option; nothing for models that have no such thing. Throws ProviderFailed. */
export function effortOptions(
  { effort }: OutputConfig,
  { type, modelName }: Addressee,
): JSONObject | undefined {
  if (effort === undefined) return undefined;
  const known: readonly string[] | undefined = EFFORTS[type];
  if (known && !known.includes(effort))
    throw unservable(`its effort is one of ${known.join(', ')}, not "${effort.slice(0, 40)}"`);
  switch (type) {
    case 'anthropic':
      return { effort };
    case 'google':
      return isGemini3(modelName) ? { thinkingConfig: { thinkingLevel: effort } } : undefined;
    default:
      return { reasoningEffort: effort };
  }
}

export function parseSchema(schema: string): JsonObject {
  try {
    const parsed = objectIn(JSON.parse(schema));
    if (parsed) return parsed;
  } catch {
    // Said below.
  }
  throw unservable('the schema of outputConfig.textFormat is not a JSON object');
}

/**
 * Whether OpenAI's strict mode takes a schema: every object in it is closed and requires all it has. Others are asked
 * for without strictness, which guides the model all the same.
 */
export function isStrict(schema: JsonValue): boolean {
  if (Array.isArray(schema)) return schema.every(isStrict);
  const members = objectIn(schema);
  if (!members) return true;
  const properties = objectIn(members.properties);
  if (properties) {
    const required = Array.isArray(members.required) ? members.required : [];
    const requiresAll = Object.keys(properties).every((name) => required.includes(name));
    if (members.additionalProperties !== false || !requiresAll) return false;
  } else if (members.type === 'object') return false;
  return Object.values(members).every(isStrict);
}
