import type { JsonObject, JsonValue } from '@streambed/model';
import type { ExportedFile, ExportFlow, ExportNote, ExportOptions } from './export-flow.ts';
import { notesOf } from './export-notes.ts';
import { attribute, type BodyItem, block, Expression, writeHcl } from './hcl.ts';
import { type FlowParameter, parameterNotes, parametersOf } from './parameters.ts';
import { replaceReferences } from './references.ts';
import { flowDefinitionResource, missingFromResource, type ResourceBlock } from './terraform-resource.ts';
import { sizeNotes, templateText } from './write-cloudformation.ts';

/**
 * The flow for Terraform: `aws_bedrockagent_flow`, and version and alias with awscc where the flow has an alias. What that
 * resource has no room for (loops above all) goes in as the CloudFormation template it would be, in an
 * `aws_cloudformation_stack`; the notes say why.
 */
export const writeTerraform = (flow: ExportFlow, options: ExportOptions): ExportedFile => {
  const missing = missingFromResource(flow.definition as JsonValue);
  const parameters = options.parameters ? parametersOf(flow.definition) : [];
  const written = missing.length === 0 ? asResource(flow, parameters) : asStack(flow, parameters, missing);
  return {
    text: writeHcl(written.items),
    fileName: `${flow.name}.tf`,
    mediaType: 'text/plain',
    notes: [...notesOf(flow), ...written.notes, ...parameterNotes(parameters)],
  };
};

interface WrittenItems {
  readonly items: readonly BodyItem[];
  readonly notes: readonly ExportNote[];
}

const form = (message: string): ExportNote => ({ kind: 'form', message });

const asResource = (flow: ExportFlow, parameters: readonly FlowParameter[]): WrittenItems => {
  const { alias } = flow;
  const label = labelOf(flow.name);
  const address = `aws_bedrockagent_flow.${label}`;
  return {
    items: [
      required(alias !== undefined),
      ...variables(flow, parameters),
      block(
        'resource',
        [
          attribute('name', flow.name),
          ...(flow.description === undefined ? [] : [attribute('description', flow.description)]),
          attribute('execution_role_arn', new Expression('var.execution_role_arn')),
          ...(flow.customerEncryptionKeyArn === undefined
            ? []
            : [attribute('customer_encryption_key_arn', flow.customerEncryptionKeyArn)]),
          ...(flow.tags && Object.keys(flow.tags).length > 0 ? [attribute('tags', { ...flow.tags })] : []),
          block('definition', definitionBody(flow, parameters)),
        ],
        ['aws_bedrockagent_flow', label],
      ),
      ...(alias ? versionAndAlias(alias, label, address) : []),
      block('output', [attribute('value', new Expression(`${address}.id`))], ['flow_id']),
    ],
    notes: alias
      ? [
          form(
            'Version and alias are made with the provider awscc, since hashicorp/aws has none. It reaches the cloud through the Cloud Control API, which Streambed does not speak; against Streambed, use streambed deploy --alias in their place.',
          ),
          form(
            'Neither provider prepares a flow, and a version needs a prepared one. The file calls aws bedrock-agent prepare-flow for that, so the AWS CLI has to be there.',
          ),
        ]
      : [form('The flow is made and not prepared; its alias TSTALIASID answers after PrepareFlow.')],
  };
};

const asStack = (
  flow: ExportFlow,
  parameters: readonly FlowParameter[],
  missing: readonly string[],
): WrittenItems => {
  const label = labelOf(flow.name);
  const template = templateText(flow, 'json', parameters);
  const shown = missing.slice(0, 4).join(', ');
  return {
    items: [
      required(false),
      ...variables(flow, parameters),
      block(
        'resource',
        [
          attribute('name', flow.name.replace(/[^0-9A-Za-z]+/g, '-')),
          attribute('template_body', template.trimEnd()),
          {
            attribute: 'parameters',
            value: new Expression(
              objectOf([
                ['ExecutionRoleArn', 'var.execution_role_arn'],
                ...parameters.map(({ name }) => [name, `var.${variableOf(name)}`] as const),
              ]),
            ),
          },
        ],
        ['aws_cloudformation_stack', label],
      ),
      block(
        'output',
        [attribute('value', new Expression(`aws_cloudformation_stack.${label}.outputs["FlowId"]`))],
        ['flow_id'],
      ),
    ],
    notes: [
      form(
        `aws_bedrockagent_flow has no room for ${shown}${missing.length > 4 ? ` and ${missing.length - 4} more` : ''}, and there is no awscc_bedrock_flow. So the flow goes in as a CloudFormation template, in an aws_cloudformation_stack.`,
      ),
      ...sizeNotes(template),
    ],
  };
};

const objectOf = (entries: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...entries.map(([key]) => key.length));
  return `{\n${entries.map(([key, value]) => `    ${key.padEnd(width)} = ${value}\n`).join('')}  }`;
};

const required = (withAwscc: boolean): BodyItem =>
  block('terraform', [
    block('required_providers', [
      {
        attribute: 'aws',
        value: new Expression('{\n      source  = "hashicorp/aws"\n      version = ">= 6.0"\n    }'),
      },
      ...(withAwscc
        ? [
            {
              attribute: 'awscc',
              value: new Expression('{\n      source = "hashicorp/awscc"\n    }'),
            },
          ]
        : []),
    ]),
  ]);

const variables = (flow: ExportFlow, parameters: readonly FlowParameter[]): BodyItem[] =>
  [
    { name: 'ExecutionRoleArn', value: flow.executionRoleArn, description: 'Role that the flow acts as' },
    ...parameters,
  ].map(({ name, value, description }) =>
    block(
      'variable',
      [
        attribute('description', description),
        attribute('type', new Expression('string')),
        attribute('default', value),
      ],
      [variableOf(name)],
    ),
  );

/** `ExecutionRoleArn` → `execution_role_arn`. */
const variableOf = (name: string): string => snake(name.charAt(0).toLowerCase() + name.slice(1));

const snake = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();

/** A flow's name as an identifier. */
const labelOf = (name: string): string => {
  const label = name.toLowerCase().replace(/[^0-9a-z]+/g, '_');
  return /^[a-z]/.test(label) ? label : `flow_${label}`;
};

const definitionBody = (flow: ExportFlow, parameters: readonly FlowParameter[]): BodyItem[] => {
  const names = new Map(parameters.map(({ kind, value, name }) => [`${kind} ${value}`, name]));
  const placed = replaceReferences(flow.definition, (kind, value) => {
    const name = names.get(`${kind} ${value}`);
    return name === undefined ? undefined : PLACE + name;
  });
  const places = new Map(
    parameters.map(({ name }) => [PLACE + name, new Expression(`var.${variableOf(name)}`)]),
  );
  return bodyOf(flowDefinitionResource, placed as unknown as JsonObject, places);
};

/** Begins what stands where a variable will stand: a code point that is none, followed by the parameter's name. */
const PLACE = '\ufdd0';

const bodyOf = (
  shape: ResourceBlock,
  value: JsonObject,
  places: ReadonlyMap<string, Expression>,
): BodyItem[] => {
  const attributes: BodyItem[] = [];
  const blocks: BodyItem[] = [];
  for (const [key, item] of Object.entries(value)) {
    const member = shape.members[key]!;
    if (member === 'value')
      attributes.push(attribute(snake(key), (typeof item === 'string' && places.get(item)) || item));
    else if (member === 'json') attributes.push(attribute(snake(key), JSON.stringify(item)));
    else if (member.item === undefined)
      blocks.push(block(snake(key), bodyOf(member, item as JsonObject, places)));
    else
      for (const entry of item as JsonObject[])
        blocks.push(block(member.item, bodyOf(member, entry, places)));
  }
  return [...attributes, ...blocks];
};

const versionAndAlias = (
  { name, description, maxConcurrency }: NonNullable<ExportFlow['alias']>,
  label: string,
  address: string,
): BodyItem[] => {
  const fingerprint = `sha1(jsonencode(${address}.definition))`;
  return [
    { comment: 'A version is made of a prepared flow, and again whenever the definition changes.' },
    block(
      'resource',
      [
        attribute('triggers_replace', new Expression(`[${fingerprint}]`)),
        block('provisioner', [attribute('command', new Expression(prepareCommand(address)))], ['local-exec']),
      ],
      ['terraform_data', `${label}_prepared`],
    ),
    block(
      'resource',
      [
        attribute('flow_arn', new Expression(`${address}.arn`)),
        attribute('description', new Expression(`"Definition \${${fingerprint}}"`)),
        attribute('depends_on', new Expression(`[terraform_data.${label}_prepared]`)),
        block('lifecycle', [attribute('create_before_destroy', true)]),
      ],
      ['awscc_bedrock_flow_version', label],
    ),
    block(
      'resource',
      [
        attribute('name', name),
        ...(description === undefined ? [] : [attribute('description', description)]),
        attribute('flow_arn', new Expression(`${address}.arn`)),
        attribute(
          'routing_configuration',
          new Expression(`[{ flow_version = awscc_bedrock_flow_version.${label}.version }]`),
        ),
        ...(maxConcurrency === undefined
          ? []
          : [
              attribute(
                'concurrency_configuration',
                new Expression(`{ type = "Manual", max_concurrency = ${maxConcurrency} }`),
              ),
            ]),
      ],
      ['awscc_bedrock_flow_alias', label],
    ),
  ];
};

/** There is no waiter for a flow, so the command asks every two seconds, for two minutes. */
const prepareCommand = (address: string): string =>
  `<<-EOT
      aws bedrock-agent prepare-flow --flow-identifier \${${address}.id}
      for attempt in $(seq 60); do
        status=$(aws bedrock-agent get-flow --flow-identifier \${${address}.id} --query status --output text)
        [ "$status" = Prepared ] && exit 0
        [ "$status" = Failed ] && break
        sleep 2
      done
      echo "flow \${${address}.id} is $status"
      exit 1
    EOT`;
