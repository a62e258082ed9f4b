import type { JsonObject, JsonValue } from '@streambed/model';
import { type FlowDefinition, parseDefinition } from '../definition/index.ts';
import { ExchangeError } from './exchange-error.ts';
import { isObject } from './flow-properties.ts';
import type { FlowSource } from './flow-source.ts';
import { lineOf } from './line-of.ts';
import { parseText } from './parse-text.ts';
import { fromPascalCase } from './pascal-case.ts';
import { readFlows } from './read-flows.ts';
import { type Reference, referencesIn } from './references.ts';
import { isTemplate } from './template.ts';
import { unknownMembers } from './unknown-members.ts';

/** What a text was taken for. */
export type ReadFormat = 'definition' | 'request' | 'cloudformation' | 'node';

/** Something of the text that has no place, or that the service would refuse. */
export interface ReadProblem {
  /** `error`: the service would not take the definition. `warning`: it is left out. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** From 1; absent where it cannot be told. */
  readonly line?: number;
}

/** A name that only a stack could give a value: `Role.Arn`, `AWS::Region`, a parameter without a default. */
export interface MissingValue {
  readonly name: string;
  /** What stands in its place meanwhile: `${Role.Arn}`. */
  readonly placeholder: string;
}

/** One flow of a text. */
export interface ReadFlow {
  /** Its name in a template. */
  readonly logicalId?: string;
  readonly name?: string;
  readonly description?: string;
  readonly executionRoleArn?: string;
  readonly customerEncryptionKeyArn?: string;
  readonly tags?: { readonly [key: string]: string };
  /** Absent when its structure is broken; `problems` say where. */
  readonly definition?: FlowDefinition;
  /** As the text has it, in the API's form. */
  readonly raw: JsonValue;
  readonly problems: readonly ReadProblem[];
  /** ARNs, ids and models that the definition names. */
  readonly references: readonly Reference[];
}

export type ReadDefinition =
  | {
      readonly ok: true;
      readonly format: ReadFormat;
      /** At least one. */
      readonly flows: readonly ReadFlow[];
      /** Resources of a template that are no flows, each as a phrase. */
      readonly leftOut: readonly string[];
      readonly missing: readonly MissingValue[];
    }
  | { readonly ok: false; readonly message: string; readonly line?: number; readonly column?: number };

/** Texts beyond this length are refused before they are looked at: no definition of the service is as long. */
export const LONGEST_TEXT = 32 * 1024 * 1024;

/**
 * Reads whatever people have of a flow: the API's definition, a CreateFlow request or GetFlow answer, a CloudFormation
 * template in JSON or YAML with its functions, the properties of its resource, one node, nodes with connections; in
 * camelCase or PascalCase. `values` are for names that only a stack knows; those without one stay readable in their
 * places and are listed. Nothing is dropped without being told. Never throws.
 */
export const readDefinition = (
  text: string,
  values: ReadonlyMap<string, string> = new Map(),
): ReadDefinition => {
  try {
    if (text.length > LONGEST_TEXT)
      throw new ExchangeError(
        `The text has more than ${LONGEST_TEXT / 1024 / 1024} million letters, which no flow has.`,
      );
    if (text.trim() === '') throw new ExchangeError('The text is empty.');
    return readValue(parseText(text, 'The text'), text, values);
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    const { message, line, column } = error;
    return {
      ok: false,
      message,
      ...(line !== undefined && { line }),
      ...(column !== undefined && { column }),
    };
  }
};

const readValue = (value: JsonValue, text: string, values: ReadonlyMap<string, string>): ReadDefinition => {
  const node = oneNode(value);
  if (node)
    return {
      ok: true,
      format: 'node',
      flows: [readFlow({ definition: { nodes: [node.node] }, problems: node.problems }, text, [])],
      leftOut: [],
      missing: [],
    };
  const isStack = isObject(value) && isTemplate(value);
  const missing = new Map<string, string>();
  const { form, flows, leftOut } = readFlows(value, 'The text', values, (name) => {
    missing.set(name, `\${${name}}`);
    return `\${${name}}`;
  });
  return {
    ok: true,
    format: form,
    flows: flows.map((flow) => readFlow(flow, text, pathsTo(flow, value, isStack))),
    leftOut,
    missing: [...missing].map(([name, placeholder]) => ({ name, placeholder })),
  };
};

/** A node by itself, as people copy one out of a definition. */
const oneNode = (
  value: JsonValue,
): { readonly node: JsonValue; readonly problems: readonly string[] } | undefined => {
  if (!isObject(value)) return undefined;
  if (typeof value.name === 'string' && typeof value.type === 'string' && !('definition' in value))
    return { node: value, problems: [] };
  if (typeof value.Name !== 'string' || typeof value.Type !== 'string') return undefined;
  const { definition, problems } = fromPascalCase({ Nodes: [value] }, 'The text');
  return { node: ((definition as JsonObject).nodes as JsonValue[])[0]!, problems };
};

const readFlow = (
  { definition: raw, problems, ...source }: FlowSource,
  text: string,
  path: readonly string[],
): ReadFlow => {
  const parsed = parseDefinition(raw);
  const found = [
    ...problems.map((message) => propertyWarning(message, text, path)),
    ...unknownMembers('FlowDefinition', raw).map((message) => warning(message, text, path)),
    ...(parsed.ok
      ? []
      : parsed.violations.map(
          ({ path: place, rule }): ReadProblem => ({
            severity: 'error',
            message: `${place === '' ? 'The definition' : place}: ${rule}`,
            ...lineAt(text, path, place),
          }),
        )),
  ];
  return {
    ...source,
    ...(parsed.ok && { definition: parsed.definition }),
    raw,
    problems: found,
    references: parsed.ok ? referencesIn(parsed.definition) : [],
  };
};

/** `F.Properties.Definition.Nodes[0] has no property Colour`: the place is one in the text, as the text spells it. */
const propertyWarning = (message: string, text: string, path: readonly string[]): ReadProblem => {
  const [, place = '', property] = /^(\S+) has no property (\w+)/.exec(message) ?? [];
  if (property === undefined) return { severity: 'warning', message };
  const inDefinition = place.split(/[.[\]]+/).filter(Boolean);
  const from = inDefinition.findIndex((part) => part === 'Definition' || part === 'Properties');
  const below = inDefinition.slice(from + 1).filter((part) => part !== 'Definition');
  const root = path.at(-1) === 'Definition' && !place.includes('Definition') ? path.slice(0, -1) : path;
  const line = lineOf(text, [...root, ...below, property]);
  return { severity: 'warning', message, ...(line !== undefined && { line }) };
};

const warning = (message: string, text: string, path: readonly string[]): ReadProblem => ({
  severity: 'warning',
  message,
  ...lineAt(text, path, /^\S+/.exec(message)?.[0] ?? ''),
});

const lineAt = (text: string, path: readonly string[], place: string): { readonly line?: number } => {
  const line = lineOf(text, [...path, ...place.split(/[.[\]]+/).filter(Boolean)]);
  return line === undefined ? {} : { line };
};

/** Where in the text a flow's definition stands; templates spell its members with capitals, which lineOf allows for. */
const pathsTo = ({ logicalId }: FlowSource, value: JsonValue, isStack: boolean): readonly string[] => {
  if (isStack && logicalId !== undefined) return ['Resources', logicalId, 'Properties', 'Definition'];
  if (!isObject(value)) return [];
  if ('Properties' in value) return ['Properties', 'Definition'];
  if ('Definition' in value) return ['Definition'];
  return 'definition' in value ? ['definition'] : [];
};
