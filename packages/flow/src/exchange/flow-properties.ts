import type { JsonObject, JsonValue } from '@streambed/model';
import { ExchangeError } from './exchange-error.ts';
import type { FlowSource } from './flow-source.ts';
import { parseText } from './parse-text.ts';
import { fromPascalCase } from './pascal-case.ts';
import { type Substitution, substituteInJsonText, substituteInValue } from './substitutions.ts';

/** Properties of AWS::Bedrock::Flow that a flow source has room for; Id, Arn and the like are its answers. */
const known = new Set([
  'Name',
  'Description',
  'ExecutionRoleArn',
  'CustomerEncryptionKeyArn',
  'Definition',
  'DefinitionString',
  'DefinitionS3Location',
  'DefinitionSubstitutions',
  'Tags',
  'TestAliasTags',
]);

/**
 * The properties of an AWS::Bedrock::Flow as a flow source; functions are resolved already. `given` are values for
 * `${name}` beyond the template's own DefinitionSubstitutions. Throws an ExchangeError for what cannot be read.
 */
export const readFlowProperties = (
  properties: JsonObject,
  place: string,
  given: ReadonlyMap<string, string>,
): { readonly source: FlowSource; readonly used: ReadonlySet<string> } => {
  const substitutions = new Map<string, Substitution>(given);
  for (const [name, value] of Object.entries(substitutionsIn(properties, place))) {
    if (!given.has(name)) substitutions.set(name, value);
  }
  const { definition, problems, used } = readDefinition(properties, place, substitutions);
  const text = (name: string): string | undefined => {
    const value = properties[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'object') throw new ExchangeError(`${place}.${name} must be a text.`);
    return String(value);
  };
  const [name, description] = [text('Name'), text('Description')];
  const [executionRoleArn, customerEncryptionKeyArn] = [
    text('ExecutionRoleArn'),
    text('CustomerEncryptionKeyArn'),
  ];
  const tags = isObject(properties.Tags) ? properties.Tags : undefined;
  return {
    used,
    source: {
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(executionRoleArn !== undefined && { executionRoleArn }),
      ...(customerEncryptionKeyArn !== undefined && { customerEncryptionKeyArn }),
      ...(tags && { tags: Object.fromEntries(Object.entries(tags).map(([key, tag]) => [key, String(tag)])) }),
      definition,
      problems: [
        ...Object.keys(properties)
          .filter((key) => !known.has(key))
          .map((key) => `${place} has no property ${key}.`),
        ...problems,
      ],
    },
  };
};

interface ReadDefinition {
  readonly definition: JsonValue;
  readonly problems: readonly string[];
  readonly used: ReadonlySet<string>;
}

const readDefinition = (
  properties: JsonObject,
  place: string,
  substitutions: ReadonlyMap<string, Substitution>,
): ReadDefinition => {
  const { Definition, DefinitionString, DefinitionS3Location } = properties;
  if (DefinitionString !== undefined && DefinitionString !== null) {
    if (typeof DefinitionString !== 'string')
      throw new ExchangeError(`${place}.DefinitionString must be a text.`);
    const { value, used } = substituteInJsonText(DefinitionString, substitutions);
    return { ...convert(parseText(value, `${place}.DefinitionString`), `${place}.DefinitionString`), used };
  }
  if (Definition !== undefined && Definition !== null) {
    const { value, used } = substituteInValue(Definition, substitutions);
    return { ...convert(value, `${place}.Definition`), used };
  }
  if (DefinitionS3Location !== undefined)
    throw new ExchangeError(
      `${place} keeps its definition in S3 (DefinitionS3Location). Download that object and give its file in place of this one.`,
    );
  return { definition: {}, problems: [], used: new Set() };
};

/** People paste the API's JSON into templates; a definition that is in the API's form already stays as it is. */
const convert = (value: JsonValue, path: string): { definition: JsonValue; problems: readonly string[] } =>
  isObject(value) && ('nodes' in value || 'connections' in value)
    ? { definition: value, problems: [] }
    : fromPascalCase(value, path);

const substitutionsIn = (properties: JsonObject, place: string): Record<string, Substitution> => {
  const all = properties.DefinitionSubstitutions ?? {};
  if (!isObject(all))
    throw new ExchangeError(`${place}.DefinitionSubstitutions must be a map of names to values.`);
  for (const [name, value] of Object.entries(all))
    if (typeof value === 'object')
      throw new ExchangeError(
        `${place}.DefinitionSubstitutions.${name} must be a text, a number, true or false.`,
      );
  return all as Record<string, Substitution>;
};

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
