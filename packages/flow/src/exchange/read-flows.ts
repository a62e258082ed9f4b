import type { JsonObject, JsonValue } from '@streambed/model';
import { ExchangeError } from './exchange-error.ts';
import { isObject } from './flow-properties.ts';
import type { FlowFile, FlowSource } from './flow-source.ts';
import { coerceMembers } from './pascal-case.ts';
import { substituteInValue } from './substitutions.ts';
import { FLOW_RESOURCE, isTemplate, readTemplate } from './template.ts';

/**
 * The flows of a value: a definition, a CreateFlow request, a GetFlow answer, a CloudFormation template, its
 * AWS::Bedrock::Flow alone or its PascalCase definition. `file` is what messages call it; `given` are values for what
 * the template leaves open, `placeholder` what stands for those that are missing. Throws an ExchangeError that says what is wrong.
 */
export const readFlows = (
  value: JsonValue,
  file: string,
  given: ReadonlyMap<string, string>,
  placeholder?: (name: string) => string,
): FlowFile => {
  if (!isObject(value)) throw unusable(file);
  if (isTemplate(value)) return readTemplate(value, file, given, placeholder);
  if (value.Type === FLOW_RESOURCE)
    return readProperties(isObject(value.Properties) ? value.Properties : {}, file, given, placeholder);
  if ('Definition' in value || 'DefinitionString' in value)
    return readProperties(value, file, given, placeholder);
  if ('Nodes' in value || 'Connections' in value)
    return readProperties({ Definition: value }, file, given, placeholder);
  if ('nodes' in value || 'connections' in value) return readDefinition(value, file, given);
  if ('definition' in value) return readRequest(value, file, given);
  throw unusable(file);
};

const unusable = (file: string) =>
  new ExchangeError(
    `${file} holds no flow. Known are: a definition ({"nodes": …, "connections": …}), a CreateFlow request or GetFlow answer ` +
      `({"name": …, "definition": …}), and CloudFormation's forms (a template with ${FLOW_RESOURCE}, or {"Nodes": …}).`,
  );

/** Properties without a template around them, as a template with one flow. */
const readProperties = (
  Properties: JsonObject,
  file: string,
  given: ReadonlyMap<string, string>,
  placeholder: ((name: string) => string) | undefined,
): FlowFile => {
  const template = { Resources: { Flow: { Type: FLOW_RESOURCE, Properties } } };
  const read = readTemplate(template, file, given, placeholder);
  const flows = read.flows.map(({ logicalId: _, problems, ...flow }) => ({
    ...flow,
    problems: problems.map((problem) => problem.replace(/^Flow\.Properties\.?/, '')),
  }));
  return { ...read, flows };
};

const readDefinition = (
  definition: JsonObject,
  file: string,
  given: ReadonlyMap<string, string>,
): FlowFile => ({
  file,
  form: 'definition',
  leftOut: [],
  ...withValues({ definition, problems: [] }, given),
});

const textMembers = ['name', 'description', 'executionRoleArn', 'customerEncryptionKeyArn'] as const;

const readRequest = (request: JsonObject, file: string, given: ReadonlyMap<string, string>): FlowFile => {
  const members: { [Member in (typeof textMembers)[number]]?: string } = {};
  for (const member of textMembers) {
    const value = request[member];
    if (typeof value === 'string') members[member] = value;
    else if (value !== undefined && value !== null)
      throw new ExchangeError(`${file}: ${member} must be a text.`);
  }
  const tags = isObject(request.tags)
    ? { tags: Object.fromEntries(Object.entries(request.tags).map(([key, tag]) => [key, String(tag)])) }
    : {};
  const source = { ...members, ...tags, definition: request.definition ?? {}, problems: [] };
  return { file, form: 'request', leftOut: [], ...withValues(source, given) };
};

/** Puts the values of `--set` where the file says `${name}`; a file without such places stays as it is. */
const withValues = (
  source: FlowSource,
  given: ReadonlyMap<string, string>,
): Pick<FlowFile, 'flows' | 'unused'> => {
  if (given.size === 0) return { flows: [source], unused: [] };
  const { definition, problems, ...texts } = source;
  const inTexts = substituteInValue(texts as JsonObject, given);
  const inDefinition = substituteInValue(definition, given);
  const used = new Set([...inTexts.used, ...inDefinition.used]);
  return {
    flows: [{ ...(inTexts.value as typeof texts), definition: coerceMembers(inDefinition.value), problems }],
    unused: [...given.keys()].filter((name) => !used.has(name)),
  };
};
