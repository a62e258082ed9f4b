import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nameFromPath, readFlowFile, readFlows } from './read-flow-file.ts';
import { parseSetValues } from './set-values.ts';

const definition = { nodes: [{ name: 'Ask', type: 'Prompt' }], connections: [] };
const pascal = { Nodes: [{ Name: 'Ask', Type: 'Prompt' }], Connections: [] };

describe('the forms of a file', () => {
  test.each([
    ['a definition', definition, 'definition', { definition, problems: [] }],
    [
      'a CreateFlow request',
      { name: 'a', description: 'd', executionRoleArn: 'r', tags: { k: 'v' }, definition },
      'request',
      { name: 'a', description: 'd', executionRoleArn: 'r', tags: { k: 'v' }, definition, problems: [] },
    ],
    [
      'a GetFlow answer',
      {
        name: 'a',
        executionRoleArn: 'r',
        id: 'X',
        arn: 'Y',
        status: 'Prepared',
        version: 'DRAFT',
        definition,
      },
      'request',
      { name: 'a', executionRoleArn: 'r', definition, problems: [] },
    ],
    ['a PascalCase definition', pascal, 'cloudformation', { definition, problems: [] }],
    [
      'properties of a resource',
      { Name: 'a', Definition: pascal },
      'cloudformation',
      { name: 'a', definition, problems: [] },
    ],
    [
      'a resource',
      { Type: 'AWS::Bedrock::Flow', Properties: { Name: 'a', DefinitionString: JSON.stringify(pascal) } },
      'cloudformation',
      { name: 'a', definition, problems: [] },
    ],
  ])('%s', (_, value, form, flow) => {
    expect(readFlows(value, 'f', new Map())).toEqual({
      file: 'f',
      form,
      leftOut: [],
      unused: [],
      flows: [flow],
    });
  });

  test.each([
    ['a list', []],
    ['a text', 'x'],
    ['something else', { hello: 1 }],
  ])('%s is no flow', (_, value) => {
    expect(() => readFlows(value, 'f.json', new Map())).toThrow(
      /^f\.json holds no flow\. Known are: a definition/,
    );
  });

  test('a template without flows says what it has', () => {
    expect(() => readFlows({ Resources: { B: { Type: 'AWS::S3::Bucket' } } }, 't', new Map())).toThrow(
      't is a template without a flow to read: it has B (AWS::S3::Bucket).',
    );
  });

  test('values by hand go into the form of the API too, as numbers where the model wants them', () => {
    const loop = {
      nodes: [{ configuration: { loopController: { maxIterations: '${max}' } }, name: '${n}' }],
    };
    const file = readFlows(
      { name: '${n}-flow', definition: loop },
      'f',
      parseSetValues(['max=5', 'n=Ask', 'more=1']),
    );
    expect(file.unused).toEqual(['more']);
    expect(file.flows).toEqual([
      {
        name: 'Ask-flow',
        definition: { nodes: [{ configuration: { loopController: { maxIterations: 5 } }, name: 'Ask' }] },
        problems: [],
      },
    ]);
  });
});

describe('a file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'streambed-files-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('is read as JSON or YAML by what stands in it', () => {
    const path = join(folder, 'flow.txt');
    writeFileSync(path, 'nodes:\n  - name: Ask\n');
    expect(readFlowFile(path).flows[0]!.definition).toEqual({ nodes: [{ name: 'Ask' }] });
  });

  test.each([
    ['missing', 'There is no file '],
    ['', ' is a folder; give the file of the flow in it.'],
  ])('that is not there to be read says so', (name, message) => {
    expect(() => readFlowFile(join(folder, name))).toThrow(message);
  });

  test('that is no text says so', () => {
    const path = join(folder, 'picture.json');
    writeFileSync(path, Buffer.from([0x89, 0x50, 0xff, 0xfe]));
    expect(() => readFlowFile(path)).toThrow('is not UTF-8 text');
  });
});

describe('the name from a path', () => {
  test.each([
    ['flows/playlist.json', 'playlist'],
    ['examples/prompt-chain/flow.json', 'prompt-chain'],
    ['my flow (2).template.yaml', 'my-flow-2'],
    ['support_desk.json', 'support-desk'],
    ['-', undefined],
    ['…json', 'json'],
  ])('%s is %s', (path, name) => {
    expect(nameFromPath(path)).toBe(name);
  });
});

describe('--set', () => {
  test('takes everything after the first equals sign', () => {
    expect([...parseSetValues(['a=b=c', 'Role.Arn=x', 'empty='])]).toEqual([
      ['a', 'b=c'],
      ['Role.Arn', 'x'],
      ['empty', ''],
    ]);
    expect(parseSetValues(undefined).size).toBe(0);
  });

  test.each(['name', '=value'])('%s is refused', (text) => {
    expect(() => parseSetValues([text])).toThrow('is not of the form --set name=value');
  });
});
