import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BedrockClient, CreateGuardrailCommand } from '@aws-sdk/client-bedrock';
import {
  ApplyGuardrailCommand,
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentials, region } from '../durability/server-process.ts';
import { attackedServer } from './attacked-server.ts';

/*
 * Providers that say whatever they like on a raw socket, and clients that read as they like. Each call must end, with an
 * answer or a modelled exception; the server must stay small, and answer others meanwhile.
 */

const MEGABYTE = 1024 * 1024;

const SSE =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n';
const LAST = '0\r\n\r\n';
const chunk = (data: string | Buffer): Buffer => {
  const bytes = Buffer.from(data as string);
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
};
const event = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;
const delta = (of: object): string =>
  event({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta: of }],
  });
const long = 'x'.repeat(64 * 1024);

/** Sends without end, as fast as the other side takes it. */
const endlessly = (socket: Socket, make: () => Buffer | string): void => {
  const go = (): void => {
    for (let i = 0; i < 100 && !socket.destroyed; i++)
      if (!socket.write(make())) return void socket.once('drain', go);
    if (!socket.destroyed) setImmediate(go);
  };
  go();
};

let count = 0;
/** What a model of this name does with its connection. */
const models: Readonly<Record<string, (socket: Socket) => void>> = {
  'headers-without-end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    endlessly(socket, () => `x-${count++}: ${'y'.repeat(1_000)}\r\n`);
  },
  'early-hints-without-end': (socket) =>
    endlessly(socket, () => 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'),
  'trailers-without-end': (socket) => {
    socket.write(`${SSE}${chunk(delta({ content: 'a' })).toString()}0\r\n`);
    endlessly(socket, () => `x-${count++}: ${long}\r\n`);
  },
  'chunk-extensions-without-end': (socket) => {
    socket.write(SSE);
    endlessly(socket, () => `1;${long}`);
  },
  'comments-without-end': (socket) => {
    socket.write(SSE);
    endlessly(socket, () => chunk(`: ${long}\n\n`));
  },
  'a-line-without-end': (socket) => {
    socket.write(`${SSE}${chunk('data: {"a":"').toString()}`);
    endlessly(socket, () => chunk(long));
  },
  'single-bytes': (socket) => {
    socket.write(SSE);
    endlessly(socket, () => '1\r\nx\r\n'.repeat(1_000));
  },
  'a-packed-flood': (socket) => {
    socket.write(SSE.replace('\r\n\r\n', '\r\ncontent-encoding: gzip\r\n\r\n'));
    socket.end(Buffer.concat([chunk(gzipSync(delta({ content: long }).repeat(2_000))), Buffer.from(LAST)]));
  },
  'reasoning-without-end': (socket) => {
    socket.write(SSE);
    endlessly(socket, () => chunk(delta({ reasoning_content: long })));
  },
  'tools-without-end': (socket) => {
    socket.write(SSE);
    endlessly(socket, () => {
      const call = {
        index: ++count,
        id: `c${count}`,
        type: 'function',
        function: { name: 'f', arguments: '{' },
      };
      return chunk(delta({ tool_calls: [call] }));
    });
  },
  'deep-json': (socket) => {
    socket.write(SSE);
    socket.end(chunk(`data: {"choices":${'['.repeat(200_000)}${']'.repeat(200_000)}}\n\n`).toString() + LAST);
  },
  words: (socket) => {
    socket.write(SSE);
    endlessly(socket, () => chunk(delta({ content: 'word ' })));
  },
  'slow-words': (socket) => {
    socket.write(SSE);
    const timer = setInterval(() => socket.write(chunk(delta({ content: 'word ' }))), 20);
    socket.on('close', () => clearInterval(timer));
  },
};

const open = new Set<Socket>();
let provider: Server;
let folder: string;
let runtime: BedrockRuntimeClient;
let bedrock: BedrockClient;

const attacked = attackedServer(async () => {
  provider = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => {});
    let text = '';
    socket.on('data', (data) => {
      text += data;
      const model = /"model":"([^"]+)"/.exec(text)?.[1];
      if (model === undefined) return;
      text = '';
      socket.removeAllListeners('data').resume();
      models[model]?.(socket);
    });
  });
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const { port } = provider.address() as { port: number };
  folder = mkdtempSync(join(tmpdir(), 'streambed-hostile-streams-'));
  const file = join(folder, 'streambed.yaml');
  writeFileSync(
    file,
    `models:
  timeoutSeconds: 5
  providers:
    hostile: { type: openai-compatible, baseUrl: "http://127.0.0.1:${port}/v1" }
  mappings:
    - { model: "*", provider: hostile }
`,
  );
  return { environment: { STREAMBED_CONFIG: file } };
});
beforeAll(() => {
  const options = { endpoint: attacked.server.url, region, credentials, maxAttempts: 1 };
  runtime = new BedrockRuntimeClient(options);
  bedrock = new BedrockClient(options);
});
afterAll(() => {
  runtime.destroy();
  bedrock.destroy();
  for (const socket of open) socket.destroy();
  provider.close();
  rmSync(folder, { recursive: true, force: true });
});

const residentBytes = (): number => {
  const [, kilobytes] =
    /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${attacked.server.pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
};

/** How much larger the server became at most while some work went on. */
const growth = async (work: () => Promise<unknown>): Promise<number> => {
  const before = residentBytes();
  let peak = before;
  const watch = setInterval(() => {
    peak = Math.max(peak, residentBytes());
  }, 20);
  try {
    await work();
  } finally {
    clearInterval(watch);
  }
  return Math.max(peak, residentBytes()) - before;
};

const ask = (modelId: string) => ({
  modelId,
  messages: [{ role: 'user' as const, content: [{ text: 'Hello' }] }],
});

describe('a provider that sends', () => {
  const names = Object.keys(models).filter((name) => !name.endsWith('words'));

  test.each(names)(
    '%s ends in an exception, and takes no memory with it',
    { timeout: 60_000 },
    async (name) => {
      const grown = await growth(async () => {
        await expect(runtime.send(new ConverseCommand(ask(name)))).rejects.toMatchObject({
          name: expect.stringMatching(/^(?:Model\w+|ServiceUnavailable)Exception$/),
        });
        const stream = async () => {
          const answer = await runtime.send(new ConverseStreamCommand(ask(name)));
          for await (const _ of answer.stream ?? []);
        };
        await expect(stream()).rejects.toMatchObject({
          name: expect.stringMatching(/^(?:Model\w+|ServiceUnavailable)Exception$/),
        });
      });
      expect(grown).toBeLessThan(256 * MEGABYTE);
      await expect.poll(() => open.size).toBe(0);
    },
  );
});

describe('clients', () => {
  test('that stop reading make the provider wait', { timeout: 60_000 }, async () => {
    const leaving = new AbortController();
    const grown = await growth(async () => {
      for (let reader = 0; reader < 20; reader++) {
        const { stream } = await runtime.send(new ConverseStreamCommand(ask('words')), {
          abortSignal: leaving.signal,
        });
        await stream?.[Symbol.asyncIterator]().next();
      }
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    });
    expect(grown).toBeLessThan(20 * 8 * MEGABYTE);
    expect((await fetch(`${attacked.server.url}/health`)).status).toBe(200);
    leaving.abort();
    await expect.poll(() => open.size, { timeout: 20_000 }).toBe(0);
  });

  test('that leave by the thousand leave nothing behind', { timeout: 120_000 }, async () => {
    const leaveOne = async (): Promise<void> => {
      // A connection of their own each: so many resets on one end it.
      const client = new BedrockRuntimeClient({
        endpoint: attacked.server.url,
        region,
        credentials,
        maxAttempts: 1,
      });
      const leaving = new AbortController();
      const { stream } = await client.send(new ConverseStreamCommand(ask('slow-words')), {
        abortSignal: leaving.signal,
      });
      await stream?.[Symbol.asyncIterator]().next();
      leaving.abort();
      client.destroy();
    };
    const grown = await growth(async () => {
      for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 50 }, leaveOne));
    });
    expect(grown).toBeLessThan(256 * MEGABYTE);
    await expect.poll(() => open.size, { timeout: 20_000 }).toBe(0);
  });
});

test('very many blocks, each masked, cost no square of their number', { timeout: 60_000 }, async () => {
  const { guardrailId } = await bedrock.send(
    new CreateGuardrailCommand({
      name: 'masks',
      sensitiveInformationPolicyConfig: { piiEntitiesConfig: [{ type: 'EMAIL', action: 'ANONYMIZE' }] },
      blockedInputMessaging: 'no',
      blockedOutputsMessaging: 'no',
    }),
  );
  const texts = Array.from({ length: 50_000 }, (_, index) => ({ text: { text: `a${index % 10}@b.co` } }));
  const sources = Array.from({ length: 50_000 }, (_, index) => ({
    text: { text: `s${index}`, qualifiers: ['grounding_source' as const] },
  }));
  const answer = await runtime.send(
    new ApplyGuardrailCommand({
      guardrailIdentifier: guardrailId,
      guardrailVersion: 'DRAFT',
      source: 'OUTPUT',
      content: [...texts, ...sources],
    }),
  );
  expect(answer.outputs).toHaveLength(50_000);
  expect(new Set(answer.outputs?.map(({ text }) => text))).toEqual(new Set(['{EMAIL}']));
});
