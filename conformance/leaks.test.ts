import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect } from 'vitest';
import { inputNode, outputNode, promptNode, slot, wire } from './support/definitions.ts';
import { invoke } from './support/invoke.ts';
import { askedOperations, requestOf } from './support/operations.ts';
import type { RawResponse } from './support/raw-client.ts';
import { openSession } from './support/session.ts';
import type { Unsigned } from './support/signer.ts';
import { breakingInput } from './support/wire-breakage.ts';
import { conforming } from './support/wire-values.ts';
import { testHere } from './target.ts';

/**
 * Secrets are planted wherever the server keeps or uses one; then much is done, and much of it wrongly. No answer, no
 * trace, no line of the log and no file of the data folder may hold one of them, in any of the usual spellings.
 */

const canary = (): string => `canary${randomBytes(16).toString('hex')}`;
const secrets = {
  root: canary(),
  openai: canary(),
  anthropic: canary(),
  function: canary(),
  unused: canary(),
};

/** A provider of models that shouts the key it is given back at its caller, in every way that providers fail. */
const provider: Server = createServer((request, response) => {
  const key = `${request.headers.authorization ?? ''} ${request.headers['x-api-key'] ?? ''}`;
  let body = '';
  request.on('data', (chunk: Buffer) => {
    body += chunk.toString();
  });
  request.on('end', () => {
    const way = /way-(\w+)/.exec(body)?.[1] ?? 'unauthorized';
    const answers: Record<string, [status: number, body: string]> = {
      unauthorized: [
        401,
        JSON.stringify({ error: { message: `Incorrect API key provided: ${key}`, code: key } }),
      ],
      invalid: [400, JSON.stringify({ error: { message: `no: ${key}`, type: key, param: key } })],
      broken: [500, `<html>Traceback: key=${key}</html>`],
      nonsense: [200, `{"choices": "${key}`],
      redirect: [302, key],
    };
    const [status, text] = answers[way] ?? answers.unauthorized!;
    response.writeHead(status, {
      'content-type': 'application/json',
      'x-key': key,
      location: `/?key=${key}`,
    });
    response.end(text);
  });
});
await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
const providerUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`;

const { target, raw, rawRuntime, runtime, flows } = await openSession({
  environment: {
    STREAMBED_LOG: 'debug',
    STREAMBED_QUOTAS: 'off',
    STREAMBED_ROOT_SECRET_ACCESS_KEY: secrets.root,
    OPENAI_API_KEY: secrets.openai,
    OPENAI_BASE_URL: providerUrl,
    ANTHROPIC_API_KEY: secrets.anthropic,
    ANTHROPIC_BASE_URL: providerUrl,
    BILLING_TOKEN: secrets.function,
    SOMETHING_ELSE: secrets.unused,
  },
  files: {
    'functions/careless/index.mjs': `export const handler = async (event) => {
      console.log('log', process.env.BILLING_TOKEN);
      console.error('error', process.env.BILLING_TOKEN);
      if (event.node.inputs[0].value === 'environment') return JSON.stringify(Object.keys(process.env));
      if (event.node.inputs[0].value === 'exit') { process.stderr.write(process.env.BILLING_TOKEN); process.exit(3); }
      throw Object.assign(new Error('failed with ' + process.env.BILLING_TOKEN), { name: process.env.BILLING_TOKEN });
    };`,
    'functions/careless/function.yaml': `environment:\n  BILLING_TOKEN: \${BILLING_TOKEN}\n`,
  },
});
const onOurServer = testHere(target, 'the secrets are planted in a server of ours');

/** Everything that clients were told. */
const told: string[] = [];
const keep = (answer: RawResponse): RawResponse => {
  told.push(JSON.stringify(answer.headers), answer.text);
  return answer;
};
afterAll(() => provider.close());

const invokeRaw = async (id: string, document: unknown): Promise<RawResponse> =>
  keep(
    await rawRuntime.call('POST', `/flows/${id}/aliases/TSTALIASID`, {
      inputs: [{ nodeName: 'FlowInput', nodeOutputName: 'document', content: { document } }],
      enableTrace: true,
    }),
  );

describe('much is done wrongly', () => {
  onOurServer('requests that break the model, and odd ones that keep to it', async () => {
    for (const operation of askedOperations) {
      const shape = operation.operation.inputShape;
      const inputs = [
        ...fc.sample(breakingInput(operation.model, shape), 10),
        ...fc.sample(conforming(operation.model, shape) as fc.Arbitrary<Record<string, unknown>>, 10),
      ];
      for (const input of inputs) keep(await raw.send(requestOf(operation, input)));
    }
  });

  onOurServer('requests that are signed wrongly, with the secret itself in many places', async () => {
    const attempts: Unsigned[] = [
      { method: 'GET', path: `/flows/?key=${secrets.root}` },
      { method: 'GET', path: `/${secrets.root}`, headers: { authorization: `Bearer ${secrets.root}` } },
      { method: 'GET', path: '/flows/', headers: { 'x-api-key': secrets.root, cookie: `k=${secrets.root}` } },
      { method: 'POST', path: '/flows/', body: `{"name":"${secrets.root}`, headers: { 'user-agent': 'x' } },
    ];
    for (const attempt of attempts) keep(await raw.sendUnsigned(attempt));
    const { accessKeyId } = target.credentials;
    for (const at of [new Date(), new Date(0)])
      keep(
        await raw.send(
          { method: 'GET', path: '/flows/' },
          { credentials: { accessKeyId, secretAccessKey: 'guessed' }, at },
        ),
      );
  });

  onOurServer('prompts whose provider fails in every way', async () => {
    for (const modelId of ['openai.gpt-4o', 'anthropic.claude-3-haiku-20240307-v1:0']) {
      const id = await flows.prepared({
        nodes: [inputNode(), promptNode('Ask', modelId, 'way-{{text}}'), outputNode()],
        connections: [
          wire('FlowInput.document', 'Ask.text'),
          wire('Ask.modelCompletion', 'FlowOutput.document'),
        ],
      });
      for (const way of ['unauthorized', 'invalid', 'nonsense', 'redirect']) {
        const answer = await invokeRaw(id, way);
        expect(answer.text, way).toMatch(/(dependencyFailed|badGateway|accessDenied|validation)Exception/);
        const { error } = await invoke(runtime, id, way);
        told.push(String(error?.stack), JSON.stringify(error));
      }
    }
  });

  onOurServer('a function that fails with its secret in its message, its name and its prints', async () => {
    const id = await flows.prepared({
      nodes: [
        inputNode(),
        {
          name: 'Call',
          type: 'LambdaFunction',
          configuration: {
            lambdaFunction: { lambdaArn: 'arn:aws:lambda:us-east-1:000000000000:function:careless' },
          },
          inputs: [slot('codeHookInput')],
          outputs: [{ name: 'functionResponse', type: 'String' }],
        },
        outputNode(),
      ],
      connections: [
        wire('FlowInput.document', 'Call.codeHookInput'),
        wire('Call.functionResponse', 'FlowOutput.document'),
      ],
    });
    for (const document of ['throw', 'exit', 'throw'])
      expect((await invokeRaw(id, document)).text).toContain('dependencyFailedException');
    // What it may see is what was declared for it, and Lambda's own.
    const names = (await invoke(runtime, id, 'environment')).outputs[0]?.document;
    expect(names).toContain('BILLING_TOKEN');
    expect(names).not.toMatch(/SOMETHING_ELSE|STREAMBED_|OPENAI|ANTHROPIC/);
  });

  onOurServer('texts that would forge lines of the log', async () => {
    for (const text of [
      'x\r\n{"level":"error","message":"forged"}',
      '\u001b[31mred\u202e',
      'y'.repeat(5_000),
    ]) {
      const ascii = text.replaceAll(/[\r\n]/g, ' ').replaceAll(/[^\x20-\x7e]/g, '?');
      keep(await raw.send({ method: 'GET', path: '/flows/', headers: { 'user-agent': ascii } }));
      keep(await raw.call('GET', `/flows/${encodeURIComponent(text).slice(0, 4_000)}/`));
      keep(
        await raw.call('POST', '/flows/', {
          name: text,
          description: text.slice(0, 200),
          executionRoleArn: target.roleArn,
        }),
      );
    }
  });
});

describe('and afterwards', () => {
  const spellings = (secret: string): string[] => [
    secret,
    secret.toUpperCase(),
    Buffer.from(secret).toString('hex'),
    // Wherever it begins within a base64 text, these parts of it show.
    ...[0, 1, 2].map((shift) =>
      Buffer.from(' '.repeat(shift) + secret)
        .toString('base64')
        .slice(4, -4),
    ),
    [...secret].reverse().join(''),
  ];

  const assertFree = (texts: readonly string[], where: string): void => {
    for (const [name, secret] of Object.entries(secrets)) {
      for (const spelling of spellings(secret)) {
        const found = texts.find((text) => text.includes(spelling));
        const around = found?.slice(Math.max(0, found.indexOf(spelling) - 300), found.indexOf(spelling) + 50);
        expect(around, `the ${name} secret shows in ${where}`).toBeUndefined();
      }
    }
  };

  onOurServer('no answer holds a secret', () => {
    expect(told.length).toBeGreaterThan(500);
    assertFree(told, 'an answer');
  });

  onOurServer('no line of the log holds a secret', (server) => {
    expect(server.output()).toContain('"level":"debug"');
    assertFree([server.output()], 'the log');
  });

  onOurServer('every line of the log is one object, without active characters', (server) => {
    const lines = server.output().trimEnd().split('\n');
    const entries = lines.filter((line) => !line.startsWith('#') && !line.startsWith('Streambed listening'));
    expect(entries.length).toBeGreaterThan(100);
    for (const line of entries) {
      const entry = JSON.parse(line) as Record<string, unknown>;
      expect(Object.keys(entry)).toEqual(expect.arrayContaining(['time', 'level', 'message']));
      expect(entry.message).not.toBe('forged');
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(line.length).toBeLessThan(30_000);
    }
  });

  onOurServer('no file of the data folder holds a secret', (server) => {
    const files = readdirSync(server.dataFolder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(0);
    for (const { parentPath, name } of files)
      assertFree([readFileSync(join(parentPath, name)).toString('latin1')], name);
  });
});
