import type { JsonObject, JsonValue } from '@streambed/model';
import type { RunAction } from '@streambed/model/streambed';

const TOKENS = ['inputTokens', 'outputTokens', 'cacheReadInputTokens', 'cacheWriteInputTokens'] as const;

/** What people look for first in a service call, taken out of its response. */
export interface ActionFacts {
  readonly tokens: readonly { readonly name: (typeof TOKENS)[number]; readonly count: number }[];
  readonly findings: readonly {
    readonly policy: string;
    readonly name: string;
    readonly action: string;
    /** The words that were found. */
    readonly match: string;
  }[];
  readonly passages: readonly {
    readonly text: string;
    readonly score: number | undefined;
    readonly source: string;
  }[];
  readonly printed: string;
  readonly stopReason: string;
  readonly servedBy: string;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');
const at = (value: JsonValue | undefined, ...path: readonly string[]): JsonValue | undefined =>
  path.reduce<JsonValue | undefined>(
    (part, key) => (isObject(part) && Object.hasOwn(part, key) ? part[key] : undefined),
    value,
  );

/** Everything in an assessment that names what it found: words, filters, topics, entities. */
const findingsIn = (assessment: JsonValue | undefined): ActionFacts['findings'] => {
  const found: { policy: string; name: string; action: string; match: string }[] = [];
  const walk = (value: JsonValue, policy: string) => {
    if (Array.isArray(value)) for (const item of value) walk(item, policy);
    else if (isObject(value)) {
      if (typeof value.action === 'string' && (value.type ?? value.name ?? value.match) !== undefined)
        found.push({
          policy,
          name: textOf(value.name) || textOf(value.type),
          action: value.action,
          match: textOf(value.match),
        });
      for (const [key, member] of Object.entries(value))
        if (typeof member === 'object' && member !== null)
          walk(member, /Policy$/.test(key) ? key.replace(/Policy$/, '') : policy);
    }
  };
  if (assessment !== undefined) walk(assessment, '');
  return found.slice(0, 200);
};

const passagesIn = (response: JsonValue | undefined): ActionFacts['passages'] => {
  const results = at(response, 'retrievalResults') ?? at(response, 'citations');
  if (!Array.isArray(results)) return [];
  const references = results.flatMap((result) => {
    const retrieved = at(result, 'retrievedReferences');
    return Array.isArray(retrieved) ? retrieved : [result];
  });
  return references.slice(0, 100).map((reference) => {
    const score = at(reference, 'score');
    return {
      text: textOf(at(reference, 'content', 'text')),
      score: typeof score === 'number' ? score : undefined,
      source:
        textOf(at(reference, 'location', 's3Location', 'uri')) ||
        textOf(at(reference, 'metadata', 'x-amz-bedrock-kb-source-uri')),
    };
  });
};

export const actionFacts = ({ operationName, operationResponse: response }: RunAction): ActionFacts => {
  const usage = at(response, 'usage');
  return {
    tokens: TOKENS.flatMap((name) => {
      const count = at(usage, name);
      return typeof count === 'number' && count > 0 ? [{ name, count }] : [];
    }),
    findings: findingsIn(at(response, 'trace', 'guardrail') ?? at(response, 'assessments')),
    passages: passagesIn(response),
    printed: operationName === 'RunPython' ? textOf(at(response, 'output')) : '',
    stopReason: textOf(at(response, 'stopReason')),
    servedBy: textOf(at(response, 'servedBy')) || textOf(at(response, 'servedBy', 'modelId')),
  };
};
