import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { JsonObject, JsonValue } from '@streambed/model';
import { usageFailure } from '../failure.ts';
import { isObject } from './flow-properties.ts';
import type { FlowFile, FlowSource } from './flow-source.ts';
import { parseText } from './parse-text.ts';
import { coerceMembers } from './pascal-case.ts';
import { substituteInValue } from './substitutions.ts';
import { FLOW_RESOURCE, isTemplate, readTemplate } from './template.ts';

/** Code of an InlineCode node alone may have 5 MB, and a flow five of them. */
const LARGEST_FILE = 64 * 1024 * 1024;

/**
 * Reads the flows of a file: a definition, a CreateFlow request, a GetFlow answer, a CloudFormation template, its
 * AWS::Bedrock::Flow alone or its PascalCase definition; JSON or YAML; `-` is standard input. `given` are the values
 * of `--set`. Throws a Failure that says what is wrong with the file.
 */
export const readFlowFile = (path: string, given: ReadonlyMap<string, string> = new Map()): FlowFile => {
  const file = path === '-' ? 'standard input' : path;
  return readFlows(parseText(readText(path, file), file), file, given);
};

/** The same from a value; see readFlowFile. */
export const readFlows = (value: JsonValue, file: string, given: ReadonlyMap<string, string>): FlowFile => {
  if (!isObject(value)) throw unusable(file);
  if (isTemplate(value)) return readTemplate(value, file, given);
  if (value.Type === FLOW_RESOURCE)
    return readProperties(isObject(value.Properties) ? value.Properties : {}, file, given);
  if ('Definition' in value || 'DefinitionString' in value) return readProperties(value, file, given);
  if ('Nodes' in value || 'Connections' in value) return readProperties({ Definition: value }, file, given);
  if ('nodes' in value || 'connections' in value) return readDefinition(value, file, given);
  if ('definition' in value) return readRequest(value, file, given);
  throw unusable(file);
};

/**
 * The name a flow gets when nobody gave one: the file's, or its folder's when the file is called `flow` or
 * `definition`, in letters that names may have.
 */
export const nameFromPath = (path: string): string | undefined => {
  if (path === '-') return undefined;
  const stem = basename(path).replace(/(?:\.(?:json|ya?ml|template))+$/i, '');
  const plain = /^(?:flow|definition|template)$/i.test(stem) ? basename(dirname(resolve(path))) : stem;
  const name = plain
    .replace(/[^0-9a-zA-Z]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 100);
  return name === '' ? undefined : name;
};

const readText = (path: string, file: string): string => {
  try {
    if (path !== '-' && statSync(path).size > LARGEST_FILE)
      throw usageFailure(`${file} is larger than ${LARGEST_FILE} bytes, which no flow is.`);
    const bytes = readFileSync(path === '-' ? 0 : path);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw usageFailure(`There is no file ${file}.`, { cause: error });
    if (code === 'EISDIR')
      throw usageFailure(`${file} is a folder; give the file of the flow in it.`, { cause: error });
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      throw usageFailure(`${file} is not UTF-8 text.`, { cause: error });
    if (code === undefined) throw error;
    throw usageFailure(`${file} cannot be read (${code}).`, { cause: error });
  }
};

const unusable = (file: string) =>
  usageFailure(
    `${file} holds no flow. Known are: a definition ({"nodes": …, "connections": …}), a CreateFlow request or GetFlow answer ` +
      `({"name": …, "definition": …}), and CloudFormation's forms (a template with ${FLOW_RESOURCE}, or {"Nodes": …}).`,
  );

/** Properties without a template around them, as a template with one flow. */
const readProperties = (
  Properties: JsonObject,
  file: string,
  given: ReadonlyMap<string, string>,
): FlowFile => {
  const read = readTemplate({ Resources: { Flow: { Type: FLOW_RESOURCE, Properties } } }, file, given);
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
    else if (value !== undefined && value !== null) throw usageFailure(`${file}: ${member} must be a text.`);
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
