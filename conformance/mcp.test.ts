import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { UpdateFlowCommand } from '@aws-sdk/client-bedrock-agent';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { JsonValue } from '@streambed/model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { streambedClient } from './studio/support/runs.ts';
import { openChatProvider, type Talk } from './support/chat-provider.ts';
import { echo, inputNode, outputNode, promptNode, router, wire } from './support/definitions.ts';
import { openSession } from './support/session.ts';

/** `streambed mcp`: flows as tools, driven by the client of the protocol's own makers, in both of its revisions. */

const provider = await openChatProvider();
afterAll(() => provider.close());
const { target, agent, flows } = await openSession({
  files: {
    'streambed.yaml': `models:
  retries: { attempts: 1 }
  providers:
    local: { type: openai-compatible, baseUrl: "${provider.url}" }
  mappings:
    - { model: "local.silent", provider: local, as: silent }
    - { model: "local.broken", provider: local, as: broken }
`,
  },
});
provider.on('broken', ({ refuse }) => refuse(400, 'bad_request', 'no such luck'));

const program = fileURLToPath(new URL('../packages/cli/bin/streambed.mjs', import.meta.url));

const environment = () => ({
  PATH: process.env.PATH ?? '',
  HOME: target.local?.dataFolder ?? '/',
  AWS_ENDPOINT_URL: target.url,
  AWS_REGION: target.region,
  AWS_ACCESS_KEY_ID: target.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: target.credentials.secretAccessKey,
});

type Revision = 'legacy' | { readonly pin: string };
const revisions: readonly (readonly [revision: string, mode: Revision])[] = [
  ['2025-11-25', 'legacy'],
  ['2026-07-28', { pin: '2026-07-28' }],
];

/** A client with the command behind it; what the command says on standard error is kept. */
const connect = async (flags: readonly string[], mode: Revision = 'legacy') => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program, 'mcp', ...flags],
    env: environment(),
    stderr: 'pipe',
  });
  let complaints = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const client = new Client({ name: 'conformance', version: '1.0.0' }, { versionNegotiation: { mode } });
  await client.connect(transport, { timeout: 50_000 });
  return { client, complaints: () => complaints, [Symbol.asyncDispose]: () => client.close() };
};

const asking = (model: string) => ({
  nodes: [inputNode(), promptNode('Ask', model, 'Say: {{text}}'), outputNode()],
  connections: [wire('FlowInput.document', 'Ask.text'), wire('Ask.modelCompletion', 'FlowOutput.document')],
});

describe.runIf(target.local !== undefined)('flows as tools', () => {
  test.each(revisions)('are listed and called in revision %s', async (revision, mode) => {
    const text = await flows.prepared(echo(), 'say-it');
    const object = await flows.prepared(echo('Object'), 'take-it');
    const version = await flows.version(text);
    const live = await flows.alias(text, version);
    await using opened = await connect(['--flow', `${text}/${live}`, '--flow', object], mode);
    const { client } = opened;
    expect(client.getNegotiatedProtocolVersion()).toBe(revision);
    expect(client.getServerVersion()).toMatchObject({
      name: 'streambed',
      version: expect.stringMatching(/^\d+\./),
    });
    const { tools } = await client.listTools();
    expect(tools).toMatchObject([
      {
        name: 'say-it',
        title: 'say-it',
        description: 'Runs the flow say-it.',
        inputSchema: {
          type: 'object',
          properties: { document: { type: 'string' } },
          required: ['document'],
        },
      },
      { name: 'take-it', inputSchema: { type: 'object' } },
    ]);
    const said = await client.callTool({ name: 'say-it', arguments: { document: 'Hello “you” 🌊' } });
    expect(said.isError).toBeFalsy();
    expect(said.content).toEqual([{ type: 'text', text: 'Hello “you” 🌊' }]);
    expect(said).not.toHaveProperty('structuredContent');
    const taken = await client.callTool({ name: 'take-it', arguments: { genre: 'jazz', number: [3] } });
    expect(taken).toMatchObject({
      content: [{ type: 'text', text: '{"genre":"jazz","number":[3]}' }],
      structuredContent: { genre: 'jazz', number: [3] },
    });
    expect(opened.complaints()).toBe('');
  });

  test.each(revisions)('refuse wrong arguments with what is wrong, in revision %s', async (_, mode) => {
    const id = await flows.prepared(echo('Number'), 'count');
    await using opened = await connect(['--flow', id], mode);
    for (const wrong of [{ document: 'three' }, {}, undefined]) {
      const answer = await opened.client.callTool({
        name: 'count',
        ...(wrong && { arguments: wrong }),
      });
      expect(answer.isError).toBe(true);
      expect(JSON.stringify(answer.content)).toContain('document');
    }
    await expect(opened.client.callTool({ name: 'absent', arguments: {} })).rejects.toThrow('absent');
    const right = await opened.client.callTool({ name: 'count', arguments: { document: 3 } });
    expect(right.content).toEqual([{ type: 'text', text: '3' }]);
  });

  test('tell of a failing flow with its node', async () => {
    const id = await flows.prepared(asking('local.broken'), 'breaks');
    await using opened = await connect(['--flow', id]);
    const answer = await opened.client.callTool({ name: 'breaks', arguments: { document: 'x' } });
    expect(answer.isError).toBe(true);
    expect(JSON.stringify(answer.content)).toMatch(/Exception: .*\bAsk\b/);
    // The server goes on.
    expect((await opened.client.listTools()).tools).toHaveLength(1);
  });

  test.each(revisions)('end with a call that is cancelled, in revision %s', async (_, mode) => {
    const asked = Promise.withResolvers<Talk>();
    provider.on('silent', (talk) => asked.resolve(talk));
    const id = await flows.prepared(asking('local.silent'), 'waits');
    await using opened = await connect(['--flow', id], mode);
    const cancelling = new AbortController();
    const call = opened.client.callTool(
      { name: 'waits', arguments: { document: 'x' } },
      { signal: cancelling.signal },
    );
    const ended = expect(call).rejects.toThrow();
    const { closed } = await asked.promise;
    cancelling.abort('enough');
    await ended;
    // It went through the server to the model, whose caller hangs up.
    await closed;
    expect((await opened.client.listTools()).tools).toHaveLength(1);
  });

  test('end with the program that called them', async () => {
    const asked = Promise.withResolvers<Talk>();
    provider.on('silent', (talk) => asked.resolve(talk));
    const id = await flows.prepared(asking('local.silent'), 'left-alone');
    const { client } = await connect(['--flow', id]);
    const call = client.callTool({ name: 'left-alone', arguments: { document: 'x' } });
    const ended = expect(call).rejects.toThrow();
    const { closed } = await asked.promise;
    await client.close();
    await ended;
    await closed;
  });

  test.each(revisions)('tell how far they are to who asks, in revision %s', async (_, mode) => {
    const told: { readonly progress: number; readonly message?: string }[] = [];
    const heard = Promise.withResolvers<void>();
    // The model waits until the caller knows that it is asked.
    provider.on('silent', async ({ say, chunk, end }, { stream }) => {
      await heard.promise;
      if (stream !== true) return say({ content: 'at last' });
      await chunk({ content: 'at last' });
      await end();
    });
    const id = await flows.prepared(asking('local.silent'), 'tells');
    await using opened = await connect(['--flow', id], mode);
    const answer = await opened.client.callTool(
      { name: 'tells', arguments: { document: 'x' } },
      {
        onprogress: (progress) => {
          told.push(progress);
          if (progress.message === 'Ask begins') heard.resolve();
        },
      },
    );
    expect(answer.content).toEqual([{ type: 'text', text: 'at last' }]);
    // What comes together with the answer, a client may pass over.
    expect(told.slice(0, 2)).toEqual([
      { progress: 1, message: 'FlowInput is done' },
      { progress: 2, message: 'Ask begins' },
    ]);
  });

  test('name the Output nodes where there are several', async () => {
    const id = await flows.prepared(router(), 'sorts');
    await using opened = await connect(['--flow', id]);
    const answer = await opened.client.callTool({ name: 'sorts', arguments: { amount: 12 } });
    expect(answer).toMatchObject({
      content: [{ type: 'text', text: 'Large:\n{"amount":12}' }],
      structuredContent: { Large: { amount: 12 } },
    });
  });

  test('have the properties of the inputs that were saved in the studio, and the description of the flow', async () => {
    const id = await flows.prepared(echo('Object'), 'orders');
    const { name, executionRoleArn, definition } = await flows.get(id);
    await agent.send(
      new UpdateFlowCommand({
        flowIdentifier: id,
        name,
        executionRoleArn,
        definition,
        description: 'Prices an order.',
      }),
    );
    await streambedClient(target).putStudioDocument({
      flowIdentifier: id,
      revision: 0,
      content: {
        savedInputs: [
          {
            id: 'a',
            name: 'small',
            document: { customer: 'Ann', lines: [{ article: 'reed', quantity: 4 }] },
          },
        ],
      } as unknown as JsonValue,
    });
    await using opened = await connect(['--flow', id]);
    const { tools } = await opened.client.listTools();
    expect(tools).toMatchObject([
      {
        description: 'Prices an order.',
        inputSchema: {
          properties: {
            customer: { type: 'string' },
            lines: {
              type: 'array',
              items: { properties: { article: { type: 'string' }, quantity: { type: 'number' } } },
            },
          },
          required: ['customer', 'lines'],
        },
      },
    ]);
    const wrong = await opened.client.callTool({ name: 'orders', arguments: { customer: 5, lines: [] } });
    expect(wrong.isError).toBe(true);
    expect(JSON.stringify(wrong.content)).toContain('customer');
  });

  test('two aliases of one flow are two tools', async () => {
    const id = await flows.prepared(echo(), 'twice');
    const version = await flows.version(id);
    await flows.alias(id, version, 'live');
    await flows.alias(id, version, 'beta');
    await using opened = await connect(['--flow', 'twice/live', '--flow', 'twice', '--alias', 'beta']);
    const { tools } = await opened.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['twice-live', 'twice-beta']);
  });
});

/** Runs the command to its end with this on standard input. */
const run = async (flags: readonly string[], input: string, more: Readonly<Record<string, string>> = {}) => {
  const child = spawn(process.execPath, [program, 'mcp', ...flags], {
    env: { ...environment(), ...more },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [printed, complaints] = ['', ''];
  // Standard input stays open until there is an answer: it ends the calls that are under way.
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (printed.split('\n').length > input.split('\n').length - 1) child.stdin.end();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  child.stdin.on('error', () => {});
  if (input === '') child.stdin.end();
  else child.stdin.write(input);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, printed, complaints };
};

describe.runIf(target.local !== undefined)('the command', () => {
  beforeAll(() => flows.prepared(echo(), 'named'));

  test('says nothing but messages on standard output, and ends with standard input', async () => {
    const id = await flows.prepared(echo(), 'plain');
    const messages = [
      {
        jsonrpc: '2.0',
        id: 1,
        method: 'initialize',
        params: {
          protocolVersion: '2025-06-18',
          capabilities: {},
          clientInfo: { name: 'by-hand', version: '1' },
        },
      },
      {
        jsonrpc: '2.0',
        id: 'call',
        method: 'tools/call',
        params: { name: 'plain', arguments: { document: 'a\nb' } },
      },
    ];
    const { code, printed, complaints } = await run(
      ['--flow', id],
      messages.map((message) => `${JSON.stringify(message)}\n`).join(''),
    );
    expect(
      printed
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      {
        jsonrpc: '2.0',
        id: 1,
        result: {
          protocolVersion: '2025-06-18',
          capabilities: { tools: {} },
          serverInfo: { name: 'streambed' },
        },
      },
      { jsonrpc: '2.0', id: 'call', result: { content: [{ type: 'text', text: 'a\nb' }] } },
    ]);
    expect([code, complaints]).toEqual([0, '']);
  });

  test.each([
    [[], {}, 2, 'Say which flow shall be a tool'],
    [['--flow', 'nowhere'], {}, 2, 'There is no flow nowhere.'],
    [['--flow', 'named/nowhere'], {}, 2, 'has no alias nowhere'],
    [['--flow', 'named'], { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 3, 'Nothing that can be spoken to'],
    [['--flow', 'named'], { AWS_ACCESS_KEY_ID: `$\{AWS_ACCESS_KEY_ID}` }, 2, 'does not fill in variables'],
  ])('%j with %j ends with code %i', async (flags, more, expected, complaint) => {
    const { code, printed, complaints } = await run(flags, '', more as Record<string, string>);
    expect(complaints).toContain(complaint);
    expect([code, printed]).toEqual([expected, '']);
  });
});
