import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BedrockClient, CreateGuardrailCommand } from '@aws-sdk/client-bedrock';
import { BedrockAgentClient, type FlowNode } from '@aws-sdk/client-bedrock-agent';
import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addStudio, buildStudioIfStale } from '../../scripts/build/build-studio.ts';
import { bundle } from '../../scripts/build/bundle.ts';
import { type Packed, pack } from '../../scripts/build/pack.ts';
import {
  codeNode,
  echo,
  inputNode,
  outputNode,
  promptNode,
  retrievalNode,
  slot,
  storageNode,
  wire,
} from '../support/definitions.ts';
import { type Flows, flowsOf } from '../support/flows.ts';
import { invoke } from '../support/invoke.ts';
import { type Installed, install, type Started, start, writeBelow } from './installed.ts';

const FIXTURES = join(
  import.meta.dirname,
  '../../packages/server/src/services/knowledge-bases/parsing/fixtures',
);

/** What a shell gives to clients of the server. */
const variablesOf = ({ url, credentials }: Started) => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});

let scratch: string;
let packed: Packed;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'streambed-package-'));
  await buildStudioIfStale();
  packed = await pack(await addStudio(await bundle(join(scratch, 'dist'))), scratch);
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('the tarball', () => {
  test('holds the bundle, the files of child processes and threads, and what every package has', () => {
    const patterns = [
      /^LICENSE$/,
      /^README\.md$/,
      /^package\.json$/,
      /^dist\/[a-z][\w-]*\.mjs$/,
      /^dist\/files\/bootstrap-node\.mjs$/,
      /^dist\/files\/bootstrap\.py$/,
      /^dist\/files\/name-worker\.mjs$/,
      /^dist\/files\/python-child\.mjs$/,
      /^dist\/studio\/index\.html$/,
      /^dist\/studio\/assets\/[\w.~-]+\.(?:js|css|woff2|svg)(?:\.br|\.gz)?$/,
    ];
    expect(packed.files.filter((file) => !patterns.some((pattern) => pattern.test(file)))).toEqual([]);
    for (const pattern of patterns) expect(packed.files.some((file) => pattern.test(file))).toBe(true);
    expect(packed.files).toContain('dist/streambed.mjs');
    expect(
      packed.files.filter((file) => /\.test\b|testing|test-support|fixture|probes|\.map$|\.m?ts$/.test(file)),
    ).toEqual([]);
  });

  test('stays small', () => {
    // The server and its commands, and the studio in three forms.
    expect(packed.size).toBeLessThan(12 * 1024 * 1024);
  });
});

describe('the installed package', () => {
  let installed: Installed;
  beforeAll(async () => {
    installed = await install(packed.path);
    writeBelow(
      installed.folder,
      'functions/shout/index.mjs',
      `export const handler = async ({ node }) => node.inputs[0].value.toUpperCase() + '!';`,
    );
  });
  afterAll(() => installed?.remove());

  test('tells its version', async () => {
    const { command, environment, folder } = installed;
    const { stdout } = await promisify(execFile)(command, ['--version'], { env: environment, cwd: folder });
    const { version } = JSON.parse(readFileSync(join(folder, 'node_modules/streambed/package.json'), 'utf8'));
    expect(stdout.trim()).toBe(version);
  });

  describe('once started', () => {
    let server: Started;
    let runtime: BedrockAgentRuntimeClient;
    let agent: BedrockAgentClient;
    let flows: Flows;
    const region = 'us-east-1';
    beforeAll(async () => {
      server = await start(installed);
      const settings = { endpoint: server.url, region, credentials: server.credentials };
      agent = new BedrockAgentClient(settings);
      runtime = new BedrockAgentRuntimeClient(settings);
      flows = flowsOf(agent, {
        url: server.url,
        runtimeUrl: server.url,
        region,
        credentials: server.credentials,
        roleArn: 'arn:aws:iam::000000000000:role/flows',
        modelId: 'amazon.nova-lite-v1:0',
        local: undefined,
        close: async () => {},
      });
    });
    afterAll(async () => {
      runtime?.destroy();
      agent?.destroy();
      await server?.stop();
    });

    /** The only output of a flow of one work node, or what failed. */
    const answer = async (
      node: FlowNode,
      wires: readonly (readonly [from: string, to: string])[],
      document: unknown,
      type: 'String' | 'Number' | 'Object' = 'String',
      answerType: 'String' | 'Number' = 'String',
    ): Promise<unknown> => {
      const id = await flows.prepared({
        nodes: [inputNode(type), node, outputNode(answerType)],
        connections: wires.map(([from, to]) => wire(from, to)),
      });
      const { outputs, error } = await invoke(runtime, id, document);
      if (error) throw new Error(`${error.name}: ${error.message}\n${server.output()}`);
      return outputs[0]?.document;
    };

    test('answers a prompt with the offline model', async () => {
      const prompt = promptNode(
        'Label',
        'amazon.nova-lite-v1:0',
        'Answer with one of: spam, ham.\n\n{{text}}',
      );
      const said = await answer(
        prompt,
        [
          ['FlowInput.document', 'Label.text'],
          ['Label.modelCompletion', 'FlowOutput.document'],
        ],
        'This is ham and nothing else.',
      );
      expect(said).toBe('ham');
    });

    test('streams a model’s answer, guarded: names found in a thread, regexes, words', async () => {
      const settings = { endpoint: server.url, region, credentials: server.credentials };
      const bedrock = new BedrockClient(settings);
      const model = new BedrockRuntimeClient(settings);
      try {
        const { guardrailId } = await bedrock.send(
          new CreateGuardrailCommand({
            name: 'package',
            blockedInputMessaging: 'Not that.',
            blockedOutputsMessaging: 'Not that.',
            contentPolicyConfig: {
              filtersConfig: [{ type: 'VIOLENCE', inputStrength: 'HIGH', outputStrength: 'HIGH' }],
            },
            sensitiveInformationPolicyConfig: {
              piiEntitiesConfig: [
                { type: 'NAME', action: 'ANONYMIZE' },
                { type: 'EMAIL', action: 'ANONYMIZE' },
              ],
              regexesConfig: [{ name: 'order', pattern: 'VB-\\d{6}', action: 'ANONYMIZE' }],
            },
          }),
        );
        const { stream } = await model.send(
          new ConverseStreamCommand({
            modelId: 'amazon.nova-lite-v1:0',
            messages: [
              {
                role: 'user',
                content: [{ text: 'Mark Rivera wrote to ann@example.com about order VB-204518.' }],
              },
            ],
            guardrailConfig: { guardrailIdentifier: guardrailId!, guardrailVersion: 'DRAFT' },
          }),
        );
        let said = '';
        for await (const { contentBlockDelta } of stream ?? []) said += contentBlockDelta?.delta?.text ?? '';
        expect(said).toBe('{NAME} wrote to {EMAIL} about order {order}.');
      } finally {
        bedrock.destroy();
        model.destroy();
      }
    });

    test('runs Python in its child process', async () => {
      const code = codeNode('Double', 'value * 2', [slot('value', 'Number')], 'Number');
      const doubled = await answer(
        code,
        [
          ['FlowInput.document', 'Double.value'],
          ['Double.response', 'FlowOutput.document'],
        ],
        21,
        'Number',
        'Number',
      );
      expect(doubled).toBe(42);
    });

    test('calls a function in Node', async () => {
      const shout: FlowNode = {
        name: 'Shout',
        type: 'LambdaFunction',
        configuration: {
          lambdaFunction: { lambdaArn: `arn:aws:lambda:${region}:000000000000:function:shout` },
        },
        inputs: [slot('text')],
        outputs: [{ name: 'functionResponse', type: 'String' }],
      };
      const said = await answer(
        shout,
        [
          ['FlowInput.document', 'Shout.text'],
          ['Shout.functionResponse', 'FlowOutput.document'],
        ],
        'hello',
      );
      expect(said).toBe('HELLO!');
    });

    test('stores an object and retrieves it', async () => {
      const store: FlowNode = {
        ...storageNode('Store', 'packages'),
        inputs: [slot('content', 'String', '$.data.text'), slot('objectKey', 'String', '$.data.key')],
      };
      const uri = await answer(
        store,
        [
          ['FlowInput.document', 'Store.content'],
          ['FlowInput.document', 'Store.objectKey'],
          ['Store.s3Uri', 'FlowOutput.document'],
        ],
        { text: 'kept', key: 'notes/one.txt' },
        'Object',
      );
      expect(uri).toBe('s3://packages/notes/one.txt');
      const text = await answer(
        retrievalNode('Fetch', 'packages'),
        [
          ['FlowInput.document', 'Fetch.objectKey'],
          ['Fetch.s3Content', 'FlowOutput.document'],
        ],
        'notes/one.txt',
      );
      expect(text).toBe('kept');
    });

    test('offers a flow as a tool to agents', async () => {
      const id = await flows.prepared(echo(), 'say-it');
      const transport = new StdioClientTransport({
        command: installed.command,
        args: ['mcp', '--flow', id],
        env: { ...installed.environment, ...variablesOf(server) },
        cwd: installed.folder,
      });
      const client = new Client({ name: 'package', version: '1.0.0' });
      await client.connect(transport);
      try {
        const { content } = await client.callTool({ name: 'say-it', arguments: { document: 'Hello' } });
        expect(content).toEqual([{ type: 'text', text: 'Hello' }]);
      } finally {
        await client.close();
      }
    });

    test('takes in documents of every type, each parsed in a thread, and answers from them', async () => {
      const documents = [
        'libreoffice.docx',
        'libreoffice.pptx',
        'libreoffice.xlsx',
        'libreoffice-writer.pdf',
        'fpdf2.pdf',
        'pandoc.html',
        'source.md',
        'comma.csv',
        'ja.shift-jis.txt',
      ];
      mkdirSync(join(installed.folder, 'documents'));
      for (const name of documents)
        copyFileSync(join(FIXTURES, name), join(installed.folder, 'documents', name));
      writeBelow(installed.folder, 'documents/keys.md', 'A guest may keep the key for two nights.\n');
      const options = { env: { ...installed.environment, ...variablesOf(server) }, cwd: installed.folder };
      const kb = (...rest: string[]): Promise<string> =>
        promisify(execFile)(installed.command, ['kb', ...rest], options).then(
          ({ stdout }) => stdout,
          ({ stdout, stderr }) => {
            throw new Error(`${stdout}${stderr}${server.output()}`);
          },
        );
      expect(await kb('create', 'library', 'documents')).toContain(`${documents.length + 1} indexed`);
      expect(await kb('search', 'library', 'keep the key', '--results', '1')).toContain('keys.md');
      const answered = await kb('ask', 'library', 'How long may a guest keep the key?');
      expect(answered).toMatch(/two nights\. \[1\][\s\S]*keys\.md/);
    });

    test('serves the studio, compressed', async () => {
      const page = await fetch(`${server.url}/studio/`);
      expect(page.status).toBe(200);
      const script = /src="(\/studio\/assets\/[\w.-]+\.js)"/.exec(await page.text())?.[1];
      const answer = await fetch(`${server.url}${script}`, { headers: { 'accept-encoding': 'br' } });
      expect(answer.headers.get('content-encoding')).toBe('br');
      expect((await answer.text()).length).toBeGreaterThan(1024);
      expect((await fetch(`${server.url}${script}.map`)).status).toBe(404);
    });

    test('stops when it is asked to, with no defect in its log', async () => {
      expect(await server.stop()).toBe(0);
      expect(server.output()).not.toContain('"level":"error"');
    });
  });
});
