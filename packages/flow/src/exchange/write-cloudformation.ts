import type { JsonValue } from '@streambed/model';
import { type Document, isScalar, Scalar, visit, Document as YamlDocument } from 'yaml';
import type { FlowDefinition } from '../definition/index.ts';
import type { ExportedFile, ExportFlow, ExportNote, ExportOptions } from './export-flow.ts';
import { notesOf } from './export-notes.ts';
import { type FlowParameter, parameterNotes, parametersOf } from './parameters.ts';
import { toPascalCase } from './pascal-case.ts';
import { replaceReferences } from './references.ts';
import { FLOW_RESOURCE } from './template.ts';
import { unknownMembers } from './unknown-members.ts';

/** A flow as CreateFlow takes it. */
export interface FlowRequest {
  readonly name: string;
  readonly description?: string;
  readonly executionRoleArn: string;
  readonly customerEncryptionKeyArn?: string;
  readonly definition: FlowDefinition;
}

/** The request as JSON: `deploy`, `import` and `aws bedrock-agent create-flow --cli-input-json` take it. */
export const writeRequest = (request: FlowRequest): string => `${JSON.stringify(request, null, 2)}\n`;

/**
 * A CloudFormation template with the flow and, where the flow has one, its version and alias. Its role is a parameter
 * that has the present role as its default. The name of the version's
 * resource holds a mark of the definition, since CloudFormation makes a new version only for a new resource.
 */
export const writeCloudFormation = (
  flow: ExportFlow,
  form: 'json' | 'yaml',
  options: ExportOptions,
): ExportedFile => {
  const parameters = options.parameters ? parametersOf(flow.definition) : [];
  const text = templateText(flow, form, parameters);
  return {
    text,
    fileName: `${flow.name}.${form === 'json' ? 'template.json' : 'yaml'}`,
    mediaType: form === 'json' ? 'application/json' : 'application/yaml',
    notes: [
      ...notesOf(flow),
      ...droppedNotes(flow.definition),
      ...parameterNotes(parameters),
      ...sizeNotes(text),
      ...(flow.alias ? [VERSION_NOTE] : []),
    ],
  };
};

const VERSION_NOTE: ExportNote = {
  kind: 'form',
  message:
    'A definition that was edited by hand needs another name for the resource of its version; exporting anew gives it one.',
};

/** CloudFormation takes larger templates from S3 only. Source: CloudFormation quotas, "Template body size in a request". */
const LARGEST_BODY = 51_200;

export const sizeNotes = (template: string): ExportNote[] => {
  const size = new TextEncoder().encode(template).length;
  return size <= LARGEST_BODY
    ? []
    : [
        {
          kind: 'form',
          message: `The template has ${size} bytes. CloudFormation takes more than ${LARGEST_BODY} from a bucket only (--template-url, or aws cloudformation package).`,
        },
      ];
};

/** Members that only a newer API knows: templates have no place for them. */
export const droppedNotes = (definition: FlowDefinition): ExportNote[] =>
  unknownMembers('FlowDefinition', definition as JsonValue).map((message) => ({ kind: 'form', message }));

/** The template on which the text of `aws_cloudformation_stack` and the file agree. */
export const templateText = (
  flow: ExportFlow,
  form: 'json' | 'yaml',
  parameters: readonly FlowParameter[],
): string => {
  const { name, description, executionRoleArn, customerEncryptionKeyArn, definition, tags, alias } = flow;
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Amazon Bedrock flow ${name}`,
    Parameters: {
      ExecutionRoleArn: {
        Type: 'String',
        Default: executionRoleArn,
        Description: 'Role that the flow acts as',
      },
      ...Object.fromEntries(
        parameters.map((parameter) => [
          parameter.name,
          { Type: 'String', Default: parameter.value, Description: parameter.description },
        ]),
      ),
    },
    Resources: {
      Flow: {
        Type: FLOW_RESOURCE,
        Properties: {
          Name: name,
          ...(description !== undefined && { Description: description }),
          ExecutionRoleArn: { Ref: 'ExecutionRoleArn' },
          ...(customerEncryptionKeyArn !== undefined && {
            CustomerEncryptionKeyArn: customerEncryptionKeyArn,
          }),
          ...(tags && Object.keys(tags).length > 0 && { Tags: { ...tags } }),
          ...definitionProperties(definition, parameters),
        },
      },
      ...(alias && versionAndAlias(definition, alias)),
    },
    Outputs: {
      FlowId: { Value: { 'Fn::GetAtt': ['Flow', 'Id'] } },
      FlowArn: { Value: { 'Fn::GetAtt': ['Flow', 'Arn'] } },
      ...(alias && { FlowAliasArn: { Value: { 'Fn::GetAtt': ['FlowAlias', 'Arn'] } } }),
    },
  };
  return form === 'json' ? `${JSON.stringify(template, null, 2)}\n` : yamlOf(template);
};

const versionAndAlias = (
  definition: FlowDefinition,
  { name, description, maxConcurrency }: NonNullable<ExportFlow['alias']>,
) => {
  const version = `FlowVersion${markOf(definition)}`;
  const FlowArn = { 'Fn::GetAtt': ['Flow', 'Arn'] };
  return {
    [version]: { Type: 'AWS::Bedrock::FlowVersion', DeletionPolicy: 'Retain', Properties: { FlowArn } },
    FlowAlias: {
      Type: 'AWS::Bedrock::FlowAlias',
      Properties: {
        Name: name,
        ...(description !== undefined && { Description: description }),
        FlowArn,
        RoutingConfiguration: [{ FlowVersion: { 'Fn::GetAtt': [version, 'Version'] } }],
        ...(maxConcurrency !== undefined && {
          ConcurrencyConfiguration: { Type: 'Manual', MaxConcurrency: maxConcurrency },
        }),
      },
    },
  };
};

/** Eight digits that change with the definition (FNV-1a, 32 bits). */
const markOf = (definition: FlowDefinition): string => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(JSON.stringify(definition)))
    hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
};

/** Begins what stands where a parameter's value will stand: a code point that is none, followed by the name. */
const PLACE = '\ufdd0';

/**
 * A document inside the definition may hold what CloudFormation would take for a function of its own, or null, which
 * templates cannot hold; such a definition goes in as a text, whose parameters DefinitionSubstitutions puts in.
 */
const definitionProperties = (
  definition: FlowDefinition,
  parameters: readonly FlowParameter[],
): { [property: string]: JsonValue } => {
  const names = new Map(parameters.map(({ kind, value, name }) => [`${kind} ${value}`, name]));
  const placed = replaceReferences(definition, (kind, value) => {
    const name = names.get(`${kind} ${value}`);
    return name === undefined ? undefined : PLACE + name;
  });
  const pascal = toPascalCase(placed);
  const places = new Set(parameters.map(({ name }) => PLACE + name));
  if (!isSpecial(pascal)) return { Definition: withPlaces(pascal, places, (name) => ({ Ref: name })) };
  return {
    DefinitionString: JSON.stringify(withPlaces(pascal, places, (name) => `\${${name}}`)),
    ...(parameters.length > 0 && {
      DefinitionSubstitutions: Object.fromEntries(parameters.map(({ name }) => [name, { Ref: name }])),
    }),
  };
};

const withPlaces = (
  value: JsonValue,
  places: ReadonlySet<string>,
  valueFor: (name: string) => JsonValue,
): JsonValue => {
  if (typeof value === 'string') return places.has(value) ? valueFor(value.slice(PLACE.length)) : value;
  if (Array.isArray(value)) return value.map((item) => withPlaces(item, places, valueFor));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withPlaces(item, places, valueFor)]),
  );
};

/** What a template cannot hold as a value of its own. */
const isSpecial = (value: JsonValue): boolean => {
  if (typeof value !== 'object') return false;
  if (value === null) return true;
  if (Array.isArray(value)) return value.some(isSpecial);
  return Object.entries(value).some(([key, item]) => /^(?:Ref$|Fn::)/.test(key) || isSpecial(item));
};

/**
 * YAML that readers of both versions understand alike (CloudFormation's is older than ours): texts that look like
 * anything else are quoted as version 1.1 wants them, texts of several lines stand as blocks.
 */
const yamlOf = (value: JsonValue): string => {
  const document: Document = new YamlDocument(value, { version: '1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar(key, node) {
      if (typeof node.value !== 'string') return;
      if (key === 'value' && node.value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
      else if (AMBIGUOUS.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
    Pair(_, { key }) {
      if (isScalar(key) && key.value === '<<') key.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0, directives: false });
};

/** Dates, numbers in any base and the many spellings of true: what version 1.1 and 1.2 read differently. */
const AMBIGUOUS = /^(?:[-+.]?\d.*|y|n|yes|no|on|off|true|false|null|~|=|<<)$/i;
