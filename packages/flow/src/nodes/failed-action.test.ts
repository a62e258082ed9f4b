import { describe, expect, test } from 'vitest';
import type { FlowNodeConfiguration } from '../definition/index.ts';
import { dependencyFailed, FlowError, type PortCall, type Ports, type Work } from '../ports/index.ts';
import { executeNode } from './execute-node.ts';

/** A failed node's trace shows what it asked of the service, not only that it failed. */

const failure = dependencyFailed('the-resource', 'The service said no.');
const fails = () => Promise.reject(failure);
const ports = {
  clock: { now: () => 1234 },
  ids: { uuid: () => 'an-id-of-ours' },
  model: { converse: fails },
  functions: { invoke: fails },
  objects: { getObject: fails, putObject: fails },
  code: { run: fails },
} as unknown as Ports;

const work = (nodeType: Work['nodeType'], configuration: FlowNodeConfiguration, inputs: object): Work => ({
  nodeName: 'Node',
  nodeType,
  configuration,
  inputs: Object.entries(inputs).map(([name, value]) => ({
    name,
    type: 'String',
    expression: '$.data',
    value,
  })),
  outputs: [],
});

const s3 = { serviceConfiguration: { s3: { bucketName: 'a-bucket' } } };
const inline = {
  modelId: 'a-model',
  templateType: 'TEXT',
  templateConfiguration: { text: { text: 'Say {{word}}' } },
} as const;

const table: readonly [Work, object][] = [
  [
    work('Prompt', { prompt: { sourceConfiguration: { inline } } }, { word: 'yes' }),
    {
      serviceName: 'bedrock',
      operationName: 'Converse',
      operationRequest: {
        modelId: 'a-model',
        messages: [{ role: 'user', content: [{ text: 'Say yes', type: 'TEXT' }] }],
      },
    },
  ],
  [
    work('LambdaFunction', { lambdaFunction: { lambdaArn: 'an-arn' } }, { word: 'yes' }),
    {
      serviceName: 'Lambda',
      operationName: 'Invoke',
      operationRequest: { functionName: 'an-arn', payload: { node: { inputs: [{ value: 'yes' }] } } },
    },
  ],
  [
    work('InlineCode', { inlineCode: { code: 'word', language: 'Python_3' } }, { word: 'yes' }),
    {
      serviceName: 'InlineCode',
      operationName: 'RunPython',
      operationRequest: { language: 'Python_3', inputs: ['word'] },
    },
  ],
  [
    work('Storage', { storage: s3 }, { content: 'text', objectKey: 'a-key' }),
    {
      serviceName: 'S3',
      operationName: 'PutObject',
      operationRequest: { bucket: 'a-bucket', key: 'a-key', body: 'text' },
    },
  ],
  [
    work('Retrieval', { retrieval: s3 }, { objectKey: 'a-key' }),
    {
      serviceName: 'S3',
      operationName: 'GetObject',
      operationRequest: { bucket: 'a-bucket', key: 'a-key' },
    },
  ],
];

const outcomeOf = (asked: Work, somePorts = ports): Promise<unknown> =>
  executeNode(asked, somePorts, {} as PortCall).catch((error: unknown) => error);

describe.each(table.map(([asked, action]) => ({ ...asked, asked, action })))(
  '$nodeType',
  ({ asked, action }) => {
    test('keeps the record of the call that failed', async () => {
      const error = (await outcomeOf(asked)) as FlowError;
      expect(error).toBeInstanceOf(FlowError);
      expect(error.fault).toBe(failure.fault);
      expect(error.cause).toBe(failure);
      expect(error.actions).toHaveLength(1);
      expect(error.actions![0]).toMatchObject({
        at: 1234,
        requestId: 'an-id-of-ours',
        ...action,
        operationResponse: { error: { type: 'dependencyFailed', message: 'The service said no.' } },
      });
    });

    test('lets a defect of ours through as it is', async () => {
      const defect = new TypeError('a secret detail');
      const throwing = () => Promise.reject(defect);
      const broken = {
        ...ports,
        model: { converse: throwing },
        functions: { invoke: throwing },
        objects: { getObject: throwing, putObject: throwing },
        code: { run: throwing },
      } as unknown as Ports;
      expect(await outcomeOf(asked, broken)).toBe(defect);
    });
  },
);
