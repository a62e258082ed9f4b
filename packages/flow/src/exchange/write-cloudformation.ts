import type { JsonObject, JsonValue } from '@streambed/model';
import { type Document, isScalar, Scalar, visit, Document as YamlDocument } from 'yaml';
import type { FlowDefinition } from '../definition/index.ts';
import { toPascalCase } from './pascal-case.ts';
import { FLOW_RESOURCE } from './template.ts';

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

/** A CloudFormation template with the flow, and its role as a parameter that has the present role as its default. */
export const writeTemplate = (request: FlowRequest, form: 'json' | 'yaml'): string => {
  const { name, description, executionRoleArn, customerEncryptionKeyArn, definition } = request;
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `Amazon Bedrock flow ${name}`,
    Parameters: {
      ExecutionRoleArn: {
        Type: 'String',
        Default: executionRoleArn,
        Description: 'Role that the flow acts as',
      },
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
          ...definitionProperty(toPascalCase(definition)),
        },
      },
    },
    Outputs: {
      FlowId: { Value: { 'Fn::GetAtt': ['Flow', 'Id'] } },
      FlowArn: { Value: { 'Fn::GetAtt': ['Flow', 'Arn'] } },
    },
  };
  return form === 'json' ? `${JSON.stringify(template, null, 2)}\n` : yamlOf(template);
};

/**
 * A document inside the definition may hold what CloudFormation would take for a function of its own, or null, which
 * templates cannot hold; such a definition goes in as a text.
 */
const definitionProperty = (definition: JsonObject): { [property: string]: JsonValue } =>
  isSpecial(definition) ? { DefinitionString: JSON.stringify(definition) } : { Definition: definition };

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
