import type { JsonObject, JsonValue } from '@streambed/model';
import { ExchangeError } from './exchange-error.ts';
import { isObject, readFlowProperties } from './flow-properties.ts';
import type { FlowFile, FlowSource } from './flow-source.ts';
import { IntrinsicResolver } from './intrinsics.ts';

export const FLOW_RESOURCE = 'AWS::Bedrock::Flow';

/** Whether a value is a CloudFormation template with flows in it. */
export const isTemplate = (value: JsonObject): boolean => isObject(value.Resources);

/**
 * The flows of a CloudFormation template. `given` are values for parameters, other resources and their attributes
 * (`Role.Arn`), and for `${name}` in definitions. `placeholder` gives what stands for a value that is missing; without it
 * an ExchangeError names all of them.
 */
export const readTemplate = (
  template: JsonObject,
  file: string,
  given: ReadonlyMap<string, string>,
  placeholder?: (name: string) => string,
): FlowFile => {
  const resources = Object.entries(template.Resources as JsonObject);
  const resolver = new IntrinsicResolver({
    file,
    given,
    parameters: parametersOf(template),
    mappings: isObject(template.Mappings) ? template.Mappings : {},
    conditions: isObject(template.Conditions) ? template.Conditions : {},
    ...(placeholder && { placeholder }),
  });
  const flows: FlowSource[] = [];
  const leftOut: string[] = [];
  const used = new Set<string>();
  for (const [logicalId, resource] of resources) {
    const type = isObject(resource) && typeof resource.Type === 'string' ? resource.Type : 'no type';
    if (!isObject(resource) || type !== FLOW_RESOURCE) {
      leftOut.push(`${logicalId} (${type})`);
      continue;
    }
    if (typeof resource.Condition === 'string' && !resolver.holds(resource.Condition)) {
      leftOut.push(`${logicalId} (its condition ${resource.Condition} does not hold)`);
      continue;
    }
    const properties = resolver.resolve(isObject(resource.Properties) ? resource.Properties : {});
    // With values missing, texts are not what they will be; nothing more can be said before they are there.
    if (resolver.missing.size > 0) continue;
    const read = readFlowProperties(properties as JsonObject, `${logicalId}.Properties`, given);
    for (const name of read.used) used.add(name);
    flows.push({ logicalId, ...read.source });
  }
  if (resolver.missing.size > 0) throw missingValues(file, [...resolver.missing]);
  if (flows.length === 0)
    throw new ExchangeError(
      `${file} is a template without a flow to read${leftOut.length > 0 ? `: it has ${leftOut.join(', ')}` : ''}.`,
    );
  const unused = [...given.keys()].filter((name) => !used.has(name) && !resolver.used.has(name));
  return { file, form: 'cloudformation', flows, leftOut, unused };
};

/** Defaults of the template's parameters. A default of an SSM type is a name in a store that cannot be asked here. */
const parametersOf = (template: JsonObject): Map<string, JsonValue> => {
  const defaults = new Map<string, JsonValue>();
  for (const [name, parameter] of Object.entries(isObject(template.Parameters) ? template.Parameters : {})) {
    if (!isObject(parameter) || parameter.Default === undefined) continue;
    const type = String(parameter.Type);
    if (type.startsWith('AWS::SSM::')) continue;
    const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
    defaults.set(
      name,
      isList
        ? String(parameter.Default)
            .split(',')
            .map((item) => item.trim())
        : parameter.Default,
    );
  }
  return defaults;
};

const missingValues = (file: string, names: readonly string[]) =>
  new ExchangeError(
    `${file} needs ${names.length === 1 ? 'a value' : 'values'} for ${names.join(', ')}. Give ${
      names.length === 1 ? 'it' : 'them'
    } with ${names.map((name) => `--set ${name}=…`).join(' ')}`,
  );
