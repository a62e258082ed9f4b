import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { loadConfiguration } from '@streambed/server/app';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inputNode, outputNode, promptNode, wire } from '../support/definitions.ts';
import { attackedServer } from './attacked-server.ts';

/*
 * threats.md row 29: which addresses a server may be made to call. Flows name none; an operator does, and what hands
 * out the machine's own credentials is refused however it is spelled.
 */

/** Metadata services of the clouds, and 169.254.169.254 in every way to write it. */
const metadata = [
  'http://169.254.169.254',
  'https://169.254.169.254:443/v1',
  'http://169.254.169.254:8080/latest/meta-data/iam/security-credentials/',
  'http://169.254.169.254.',
  'HTTP://169.254.169.254/',
  'http:/169.254.169.254/',
  'http:169.254.169.254',
  'http:\\\\169.254.169.254\\latest',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0XA9FEA9FE/',
  'http://025177524776/',
  'http://0000000025177524776/',
  'http://0251.0376.0251.0376/',
  'http://0xa9.0xfe.0xa9.0xfe/',
  'http://0xa9.254.0251.254/',
  'http://169.254.43518/',
  'http://169.16689662/',
  'http://169.0xfea9fe/',
  'http://0000251.0000376.0000251.0000376/',
  'http://%31%36%39.254.169.254/',
  'http://169%2e254%2e169%2e254/',
  'http://１６９.254.169.254/',
  'http://169。254。169。254/',
  'http://169．254．169．254/',
  'http://①⑥⑨.②⑤④.①⑥⑨.②⑤④/',
  'http://1\u00ad69.254.169.254/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::FFFF:A9FE:A9FE]/',
  'http://[0:0:0:0:0:ffff:a9fe:a9fe]/',
  'http://[::169.254.169.254]/',
  'http://[::a9fe:a9fe]/',
  'http://[64:ff9b::169.254.169.254]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[0064:ff9b:0000::a9fe:a9fe]/',
  'http://[64:ff9b:1::a9fe:a9fe]/',
  'http://[64:ff9b:1:2:3:4:169.254.169.254]/',
  'http://[2002:a9fe:a9fe::]/',
  'http://[2002:a9fe:a9fe:1::1]/',
  'http://169.254.170.2/v2/credentials/x',
  'http://169.254.170.23/v1/credentials',
  'http://169.254.171.2/',
  'http://[::ffff:169.254.170.2]/',
  'http://169.254.0.1/',
  'http://[fe80::1]/',
  'http://[febf::a9fe:a9fe]/',
  'http://[fd00:ec2::254]/',
  'http://[FD00:0EC2:0:0:0:0:0:254]/',
  'http://[fd00:ec2::23]/v1/credentials',
  'http://[fd20:ce::254]/',
  'http://metadata.google.internal/computeMetadata/v1/',
  'http://METADATA.Google.Internal/',
  'http://metadata.google.internal./',
  'http://metadata.google.internal:80/',
  'http://ｍetadata.google.internal/',
  'http://metadata%2egoogle%2einternal/',
  'http://metadata.goog/',
  'http://metadata/',
  'http://instance-data/latest/',
  'http://instance-data.ec2.internal/',
  'http://100.100.100.200/latest/meta-data/',
  'http://1684301000/',
  'http://0x646464c8/',
  'http://[::ffff:100.100.100.200]/',
  'http://192.0.0.192/opc/v2/',
  'http://168.63.129.16/machine/',
  'http://[64:ff9b::168.63.129.16]/',
] as const;

/** No addresses to call at all. */
const unfit = [
  'ftp://127.0.0.1/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_INFO',
  'data:text/plain,x',
  'javascript:alert(1)',
  'unix:/var/run/docker.sock',
  'ws://127.0.0.1/',
  '//169.254.169.254/',
  '169.254.169.254',
  'http://',
  'http://user@127.0.0.1/',
  'http://user:word@127.0.0.1/',
  'http://127.0.0.1@169.254.169.254/',
  'http://127.0.0.1/#@169.254.169.254/',
  'http://127.0.0.1/?x=@169.254.169.254/',
  'http://127.0.0.1:99999/',
  'http://[::1/',
  'http://a b/',
] as const;

/** What operators do name. */
const fit = [
  'http://127.0.0.1:8000/v1',
  'http://localhost:11434',
  'http://[::1]:8000',
  'http://10.0.0.7:9000',
  'https://192.168.1.20/v1',
  'https://models.example.com/v1',
  'https://metadata.example.com/',
  'https://metadata.google.internal.example.com/',
  'http://100.100.100.201/',
  'http://169.253.169.254/',
  'http://[2001:db8::a9fe:a9fe]/',
  'http://[64:ff9b::808:808]/',
] as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-addresses-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const places = {
  'a model provider': (url: string) =>
    `models:\n  providers:\n    mine:\n      type: openai-compatible\n      baseUrl: ${url}\n`,
  'an object store': (url: string) => `objects:\n  mode: aws\n  aws:\n    endpoint: ${url}\n`,
  'a function service': (url: string) => `functions:\n  mode: aws\n  aws:\n    endpoint: ${url}\n`,
} as const;

describe.each(Object.entries(places))('as the address of %s', (_what, file) => {
  const problemsOf = async (url: string): Promise<string> => {
    writeFileSync(join(folder, 'streambed.yaml'), file(JSON.stringify(url)));
    return loadConfiguration({}, {}, folder).then(
      () => '',
      (error: Error) => error.message,
    );
  };

  test.each(metadata)('%s is refused', async (url) => {
    expect(await problemsOf(url)).toContain('is the address of a metadata service');
  });
  test.each(unfit)('%s is none', async (url) => {
    expect(await problemsOf(url)).not.toBe('');
  });
  test.each(fit)('%s is one', async (url) => {
    expect(await problemsOf(url)).toBe('');
  });
});

describe('addresses in the environment', () => {
  const attacked = attackedServer({
    nodeOptions: ['--import', pathToFileURL(join(import.meta.dirname, 'record-connections.ts')).href],
    environment: {
      OLLAMA_HOST: '169.254.169.254:80',
      OPENAI_API_KEY: 'sk-canary',
      OPENAI_BASE_URL: 'http://[::ffff:a9fe:a9fe]/v1',
      ANTHROPIC_API_KEY: 'sk-ant-canary',
      ANTHROPIC_BASE_URL: 'http://metadata.google.internal',
    },
  });

  test.each([
    ['llama3.2', 1],
    ['openai.gpt-5', 0],
    ['anthropic.claude-3-haiku-20240307-v1:0', 0],
  ])('that are metadata services are not called for %s', async (modelId, answers) => {
    const flow: FlowDefinition = {
      nodes: [inputNode(), promptNode('Ask', modelId, '{{text}}'), outputNode()],
      connections: [
        wire('FlowInput.document', 'Ask.text'),
        wire('Ask.modelCompletion', 'FlowOutput.document'),
      ],
    };
    const { outputs, failure } = await attacked.run(flow, 'The ferry runs daily.');
    // Where an Ollama is only looked for, there is none; a provider that was named fails.
    expect(outputs).toHaveLength(answers);
    if (answers === 0) expect(failure?.message).toContain('metadata service');
    expect(attacked.server.output()).not.toContain('CONNECT');
    expect(attacked.server.output()).not.toContain('canary');
  });
});
