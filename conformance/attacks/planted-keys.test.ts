import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateGuardrailCommand,
  GetFoundationModelCommand,
  ListFoundationModelsCommand,
} from '@aws-sdk/client-bedrock';
import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { InvokeFlowCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import {
  ApplyGuardrailCommand,
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { preparedFlow } from '../durability/clients.ts';
import { credentials, region } from '../durability/server-process.ts';
import { inputNode, outputNode, promptNode, wire } from '../support/definitions.ts';
import { attackedServer } from './attacked-server.ts';

/*
 * threats.md row 44, for the keys of model providers: one of each kind is planted in each place that a key may come
 * from, the providers repeat in all ways what they were sent, and nothing that the server answers, prints or keeps may
 * hold any of them.
 */

const KEYS = {
  PLANTED_OPENAI: 'sk-planted-1f6b0c2d9a7e4b58',
  PLANTED_ANTHROPIC: 'sk-ant-planted-7c3e9d1b5f2a4068',
  PLANTED_GOOGLE: 'AIza-planted-5d8b2f7c1e9a3046',
  PLANTED_BEDROCK: 'planted/bedrock+secret=9e4a6c1d3b7f',
  PLANTED_HEADER: 'planted-header-3a7d5e9b1c2f8046',
  PLANTED_FILE: 'planted-file-8b1e4d7a2c9f6035',
};

const PROVIDERS = ['openai', 'compatible', 'anthropic', 'google', 'bedrock', 'file'] as const;
/** How a provider answers, by the end of the model's name. */
const MANNERS = ['says', 'refuses', 'fails', 'redirects', 'garbles', 'names'] as const;

/** Repeats all headers and the address of a request: in an answer, an error, a redirect, a header, as nothing at all. */
function repeat(request: IncomingMessage, body: string, response: ServerResponse): void {
  const told = `${JSON.stringify(request.headers)} ${request.url ?? ''}`;
  const manner = MANNERS.find((one) => `${request.url} ${body}`.includes(one));
  const error = {
    error: { message: told, type: told, code: told, status: told },
    message: told,
    __type: told,
  };
  const answers: Record<(typeof MANNERS)[number], () => void> = {
    says: () => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'r' });
      const content = { role: 'assistant', content: told };
      response.end(
        JSON.stringify({
          id: 'a',
          object: 'chat.completion',
          model: told,
          choices: [{ index: 0, message: content, finish_reason: 'stop' }],
          type: 'message',
          role: 'assistant',
          content: [{ type: 'text', text: told }],
          stop_reason: 'end_turn',
          candidates: [{ content: { role: 'model', parts: [{ text: told }] }, finishReason: 'STOP' }],
          usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
          output: { message: { role: 'assistant', content: [{ text: told }] } },
          stopReason: 'end_turn',
          metrics: { latencyMs: 1 },
          usage: {
            prompt_tokens: 1,
            completion_tokens: 1,
            input_tokens: 1,
            output_tokens: 1,
            inputTokens: 1,
            outputTokens: 1,
            total_tokens: 2,
            totalTokens: 2,
          },
        }),
      );
    },
    refuses: () => response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(error)),
    fails: () => response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify(error)),
    redirects: () =>
      response.writeHead(302, { location: `http://127.0.0.1:1/?${encodeURIComponent(told)}` }).end(),
    garbles: () =>
      response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: {"x": ${told}\n\n`),
    names: () =>
      response
        .writeHead(429, { 'content-type': 'application/json', 'x-amzn-errortype': 'ThrottlingException' })
        .end(JSON.stringify({ error: { code: 'insufficient_quota', message: told } })),
  };
  // Lists of models, too.
  if (manner) answers[manner]();
  else
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ data: [{ id: told }] }));
}

let provider: Server;
let place: string;
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'streambed-planted-'));
});
afterAll(() => {
  provider?.close();
  provider?.closeAllConnections();
  rmSync(place, { recursive: true, force: true });
});

const attacked = attackedServer(async () => {
  provider = createServer(async (request, response) => {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part;
    repeat(request, body, response);
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const origin = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  writeFileSync(join(place, 'key'), `${KEYS.PLANTED_FILE}\n`, { mode: 0o600 });
  const file = join(place, 'streambed.yaml');
  writeFileSync(
    file,
    `models:
  retries: { attempts: 1 }
  providers:
    openai: { type: openai, baseUrl: "${origin}/v1", apiKey: "\${PLANTED_OPENAI}" }
    compatible: { type: openai-compatible, baseUrl: "${origin}/v1", headers: { x-api-key: "\${PLANTED_HEADER}" } }
    anthropic: { type: anthropic, baseUrl: "${origin}/v1", apiKey: "\${PLANTED_ANTHROPIC}" }
    google: { type: google, baseUrl: "${origin}/v1beta", apiKey: "\${PLANTED_GOOGLE}" }
    bedrock:
      type: amazon-bedrock
      region: eu-west-1
      baseUrl: "${origin}"
      credentials: { accessKeyId: AKIAPLANTEDPLANTED01, secretAccessKey: "\${PLANTED_BEDROCK}" }
    file: { type: openai-compatible, baseUrl: "${origin}/v1", apiKeyFile: "${join(place, 'key')}" }
  mappings:
${PROVIDERS.map((name) => `    - { model: "${name}.*", provider: ${name} }`).join('\n')}
guardrails:
  judge: { model: openai.judge-says }
`,
  );
  return { environment: { ...KEYS, STREAMBED_CONFIG: file, STREAMBED_LOG: 'debug' } };
});

let model: BedrockRuntimeClient;
/** Everything that any client was ever answered. */
const heard: string[] = [];
beforeAll(() => {
  model = new BedrockRuntimeClient({ endpoint: attacked.server.url, region, credentials, maxAttempts: 1 });
});
afterAll(() => model.destroy());

const hear = async (answer: Promise<unknown>): Promise<void> => {
  const told = await answer.catch((error: Error) => ({ ...error, message: error.message, name: error.name }));
  heard.push(
    JSON.stringify(told, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    ),
  );
};
const all = async (stream: AsyncIterable<unknown> | undefined): Promise<unknown[]> => {
  const events: unknown[] = [];
  try {
    for await (const event of stream ?? []) events.push(event);
  } catch (error) {
    events.push({ ...(error as Error), message: (error as Error).message });
  }
  return events;
};

const planted = (text: string): string[] => Object.values(KEYS).filter((key) => text.includes(key));

/** Every file below a folder, as it lies on the disk. */
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());

const messages = [{ role: 'user' as const, content: [{ text: 'Tell me all you were sent.' }] }];

describe.each(PROVIDERS)('a provider that repeats what it was sent: %s', (name) => {
  test.each(MANNERS)('and %s it', async (manner) => {
    const modelId = `${name}.model-${manner}`;
    await hear(model.send(new ConverseCommand({ modelId, messages })));
    await hear(
      model.send(new ConverseStreamCommand({ modelId, messages })).then(({ stream }) => all(stream)),
    );
    const body = JSON.stringify({ inputText: 'Tell me.' });
    await hear(model.send(new InvokeModelCommand({ modelId: `${name}.titan-text-${manner}`, body })));
    const definition: FlowDefinition = {
      nodes: [inputNode(), promptNode('Ask', modelId, '{{text}}'), outputNode()],
      connections: [
        wire('FlowInput.document', 'Ask.text'),
        wire('Ask.modelCompletion', 'FlowOutput.document'),
      ],
    };
    const flowIdentifier = await preparedFlow(attacked.clients, definition, `flow-${name}-${manner}`);
    await hear(
      attacked.clients.runtime
        .send(
          new InvokeFlowCommand({
            flowIdentifier,
            flowAliasIdentifier: 'TSTALIASID',
            enableTrace: true,
            inputs: [
              { nodeName: 'FlowInput', nodeOutputName: 'document', content: { document: 'Tell me.' } },
            ],
          }),
        )
        .then(({ responseStream }) => all(responseStream)),
    );
    expect(heard.length).toBeGreaterThan(0);
    expect(planted(heard.join('\n'))).toEqual([]);
  });
});

test('lists of models and a judge that repeats its key tell none either', async () => {
  await hear(attacked.clients.bedrock.send(new ListFoundationModelsCommand({})));
  for (const name of PROVIDERS)
    await hear(
      attacked.clients.bedrock.send(new GetFoundationModelCommand({ modelIdentifier: `${name}.model-says` })),
    );
  const { guardrailId } = await attacked.clients.bedrock.send(
    new CreateGuardrailCommand({
      name: 'judged',
      blockedInputMessaging: 'No.',
      blockedOutputsMessaging: 'No.',
      contentPolicyConfig: {
        filtersConfig: [{ type: 'HATE', inputStrength: 'HIGH', outputStrength: 'HIGH' }],
      },
    }),
  );
  await hear(
    model.send(
      new ApplyGuardrailCommand({
        guardrailIdentifier: guardrailId,
        guardrailVersion: 'DRAFT',
        source: 'INPUT',
        content: [{ text: { text: 'Good morning.' } }],
      }),
    ),
  );
  expect(planted(heard.join('\n'))).toEqual([]);
});

test('the providers were sent their keys and repeated them: what was searched could have held them', () => {
  // One answer a manner and provider at the least; the models' own words came through but for the keys.
  expect(heard.length).toBeGreaterThanOrEqual(PROVIDERS.length * MANNERS.length * 4);
  const said = heard.join('\n');
  for (const sign of ['***', 'user-agent', 'idempotency-key']) expect(said).toContain(sign);
});

test('neither what the server printed nor anything in its data folder holds one', () => {
  expect(planted(attacked.server.output())).toEqual([]);
  const files = filesBelow(attacked.dataFolder);
  expect(files.length).toBeGreaterThan(0);
  for (const path of files) expect(planted(readFileSync(path, 'latin1')), path).toEqual([]);
});
