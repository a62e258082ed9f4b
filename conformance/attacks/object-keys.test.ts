import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateFlowCommand, type FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { beforeAll, expect, test } from 'vitest';
import { preparedFlow, ROLE } from '../durability/clients.ts';
import { inputNode, outputNode, retrievalNode, slot, storageNode, wire } from '../support/definitions.ts';
import { attackedServer } from './attacked-server.ts';

/* threats.md row 35, through flows: the keys of objects are an attacker's; all that is no object must stay as it is. */

const SECRET = 'aSecretThatNoFlowMayRead';
const BUCKET = 'plain-bucket';

const attacked = attackedServer();
const objects = () => join(attacked.dataFolder, 'objects');
/** Files that an attacker would like to read or replace. */
const baits = () => [
  join(attacked.folder, 'bait.txt'),
  join(attacked.dataFolder, 'credentials.json'),
  join(objects(), 'bait.txt'),
  join(objects(), 'other-bucket', 'bait.txt'),
];

let writer: string;
let reader: string;
beforeAll(async () => {
  mkdirSync(join(objects(), BUCKET), { recursive: true });
  mkdirSync(join(objects(), 'other-bucket'));
  for (const bait of baits()) writeFileSync(bait, SECRET, { mode: 0o600 });
  writer = await preparedFlow(attacked.clients, write);
  reader = await preparedFlow(attacked.clients, retrieve(BUCKET));
});

/** Stores `content` under `key`, both from the document. */
const write: FlowDefinition = {
  nodes: [
    inputNode('Object'),
    {
      ...storageNode('Put', BUCKET),
      inputs: [slot('content', 'String', '$.data.content'), slot('objectKey', 'String', '$.data.key')],
    },
    outputNode(),
  ],
  connections: [
    wire('FlowInput.document', 'Put.content'),
    { ...wire('FlowInput.document', 'Put.objectKey'), name: 'key' },
    wire('Put.s3Uri', 'FlowOutput.document'),
  ],
};

const retrieve = (bucket: string): FlowDefinition => ({
  nodes: [inputNode(), retrievalNode('Get', bucket), outputNode()],
  connections: [wire('FlowInput.document', 'Get.objectKey'), wire('Get.s3Content', 'FlowOutput.document')],
});

const keys = [
  '../bait.txt',
  '../other-bucket/bait.txt',
  '../../credentials.json',
  '../../../bait.txt',
  '../../../../../../../../../../etc/streambed-was-here',
  '/etc/streambed-was-here',
  '//server/share/x',
  '..\\..\\credentials.json',
  'C:\\streambed-was-here',
  '%2e%2e%2f%2e%2e%2fcredentials.json',
  '..%2f..%2fcredentials.json',
  '%252e%252e%252fcredentials.json',
  '..;/..;/credentials.json',
  'a/../../../credentials.json',
  './../../credentials.json',
  'a//b',
  'a/./b',
  '.',
  '..',
  '...',
  '/',
  '//',
  'a/',
  'a/..',
  '~/x',
  '$HOME/x',
  'file:///etc/passwd',
  'a\0../../credentials.json',
  'a\nb',
  'CON',
  'nul.txt',
  'trailing.',
  'trailing ',
  'colon:stream',
  '%hashed/x',
  '%tmp/x',
  '.git/config',
  'caf\u00e9',
  'cafe\u0301',
  '\u202egpj.exe',
  'x'.repeat(1_024),
  `${'d/'.repeat(500)}x`,
];

test.each(keys)('the key %j is a name for an object and for nothing else', async (key) => {
  const content = `content of ${JSON.stringify(key)}`;
  const written = await attacked.invoke(writer, { key, content });
  expect(written.failure).toBeUndefined();
  expect(written.outputs).toEqual([`s3://${BUCKET}/${key}`]);
  expect(await attacked.invoke(reader, key)).toEqual({ outputs: [content], failure: undefined });
});

test.each(keys.filter((key) => /credentials|bait/.test(key)))(
  'before anybody wrote %j, nobody can read there',
  async (key) => {
    const { outputs, failure } = await attacked.run(retrieve('empty-bucket'), key);
    expect(outputs).toEqual([]);
    expect(failure?.name).toBe('DependencyFailedException');
    expect(failure?.message).not.toContain(SECRET);
    expect(failure?.message).not.toContain(attacked.folder);
  },
);

test('links in a bucket lead nowhere: not to a file, not to a folder, not as a bucket', async () => {
  const bucket = join(objects(), BUCKET);
  symlinkSync('../../credentials.json', join(bucket, 'link.json'));
  symlinkSync(join(attacked.folder, 'bait.txt'), join(bucket, 'absolute.txt'));
  symlinkSync('../..', join(bucket, 'up'));
  symlinkSync('/', join(bucket, 'root'));
  symlinkSync('..', join(objects(), 'linked-bucket'));
  for (const key of ['link.json', 'absolute.txt', 'up/credentials.json', 'root/etc/passwd']) {
    const read = await attacked.invoke(reader, key);
    expect(read.outputs, key).toEqual([]);
    expect(read.failure?.name, key).toBe('AccessDeniedException');
    const written = await attacked.invoke(writer, { key, content: 'taken over' });
    expect(written.failure?.name, key).toBe('AccessDeniedException');
  }
  const { outputs, failure } = await attacked.run(retrieve('linked-bucket'), 'credentials.json');
  expect(outputs).toEqual([]);
  expect(failure?.name).toBe('AccessDeniedException');
});

test.each(['..', '.', 'a/../b', '../objects', '/etc', 'a\\b', 'a%2fb', 'A-Bucket', 'a\0b', '%tmp'])(
  'the bucket %j is refused before anything is stored',
  async (bucketName) => {
    const definition = {
      nodes: [inputNode(), retrievalNode('Get', bucketName), outputNode()],
      connections: retrieve('any').connections!,
    };
    const call = attacked.clients.agent.send(
      new CreateFlowCommand({ name: 'buckets', executionRoleArn: ROLE, definition }),
    );
    await expect(call).rejects.toMatchObject({ name: 'ValidationException' });
  },
);

test('after all of it everything else is as it was', () => {
  for (const bait of baits()) expect(readFileSync(bait, 'utf8'), bait).toBe(SECRET);
  expect(readdirSync(attacked.folder).sort()).toEqual(['bait.txt', 'data']);
  expect(readdirSync(attacked.dataFolder).filter((name) => !ours.test(name))).toEqual([]);
  expect(readdirSync(objects()).sort()).toEqual([
    '%tmp',
    'bait.txt',
    'linked-bucket',
    'other-bucket',
    BUCKET,
  ]);
  expect(readdirSync(join(objects(), '%tmp'))).toEqual([]);
  expect(() => lstatSync('/etc/streambed-was-here')).toThrow('ENOENT');
});

/** What a server keeps in its data folder. */
const ours = /^(streambed\.db.*|lock\.(db|json).*|server\.json|objects|credentials\.json|functions|tmp)$/;
