import type { FlowDefinition } from '@aws-sdk/client-bedrock-agent';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAKE_MODEL, type FakeOllama, startFakeOllama } from '../durability/fake-ollama.ts';
import { credentials } from '../durability/server-process.ts';
import { inputNode, outputNode, promptNode, retrievalNode, wire } from '../support/definitions.ts';
import { attackedServer } from './attacked-server.ts';
import { getRequest, rawExchange } from './raw-exchange.ts';

/*
 * threats.md row 13: whatever strangers put into headers, paths, keys and error texts, the log is one JSON object per
 * line, and a terminal that shows it is told nothing else. Here all of it goes in, at the level that tells most.
 */

/** A forged line, a cleared screen, hidden text, separators of lines of all kinds, broken quoting, far too much. */
const FORGED = '{"level":"error","message":"forged"}';
const hostile = [
  `a\r\n${FORGED}\r\n`,
  `b\u2028${FORGED}\u2029\u0085${FORGED}`,
  '\u001b[2J\u001b]0;owned\u0007\u009b31m\b\b\b',
  '\u202egnp.exe\u2066\u200b\ufeff',
  '"},{"level":"error","message":"forged"',
  '\ud800 alone',
  'x'.repeat(50_000),
];

let model: FakeOllama;
let says = '';
const attacked = attackedServer(async () => {
  model = await startFakeOllama(() => new Error(says));
  return { environment: { OLLAMA_HOST: model.host, STREAMBED_LOG: 'debug' } };
});
beforeAll(() => {
  // Said before the log begins.
  expect(attacked.server.output()).toMatch(/^(?:# .*\n)+Streambed listening on \S+\n/);
});
afterAll(() => model.close());

/** The log's lines so far, each parsed; throws at the first that is no JSON. */
const logLines = (): Record<string, unknown>[] =>
  attacked.server
    .output()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('# ') && !line.startsWith('Streambed listening'))
    .map((line) => JSON.parse(line));

describe('every line is one whole object, and nothing in it acts', () => {
  test.each(hostile)('user agent and path %j', async (text) => {
    const bytes = Buffer.from(text.replaceAll(/[\r\n]/g, ' ')).toString('latin1');
    const before = logLines().length;
    await rawExchange(
      attacked.server.port,
      Buffer.from(
        `GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\nUser-Agent: ${bytes}\r\n\r\n`,
        'latin1',
      ),
    );
    await rawExchange(
      attacked.server.port,
      getRequest(`/${encodeURIComponent(text.toWellFormed())}?${FORGED}`),
    );
    // Refused by the parser or by the pipeline; in the second case there is a line, and never more than one each.
    expect(logLines().length - before).toBeLessThanOrEqual(2);
  });

  test.each(hostile)('what a provider says, a key, and a document: %j', async (text) => {
    says = text;
    for (const flow of [ask, retrieve]) {
      const { outputs, failure } = await attacked.run(flow, text);
      expect(outputs).toEqual([]);
      expect(failure).toBeInstanceOf(Error);
    }
  });

  test('and afterwards the log holds what was done, and nothing that acts', () => {
    const lines = logLines();
    expect(lines.length).toBeGreaterThan(hostile.length * 2);
    for (const line of lines) {
      expect(Object.keys(line).filter((name) => !known.has(name))).toEqual([]);
      expect(line.message).not.toBe('forged');
      expect(line.level).not.toBe('error');
    }
    const text = attacked.server.output();
    expect(text.split('\n').filter((line) => active.test(line))).toEqual([]);
    expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThan(30_000);
    // What signs requests was in every one of them.
    expect(text).not.toContain(credentials.secretAccessKey);
    expect(text).not.toMatch(/Signature=|[0-9a-f]{64}/);
  });
});

const ask: FlowDefinition = {
  nodes: [inputNode(), promptNode('Ask', FAKE_MODEL, '{{text}}'), outputNode()],
  connections: [wire('FlowInput.document', 'Ask.text'), wire('Ask.modelCompletion', 'FlowOutput.document')],
};

const retrieve: FlowDefinition = {
  nodes: [inputNode(), retrievalNode('Get', 'no-such-bucket'), outputNode()],
  connections: [wire('FlowInput.document', 'Get.objectKey'), wire('Get.s3Content', 'FlowOutput.document')],
};

/** Control characters, marks and overrides of direction, separators of lines, halves of pairs. */
const active = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

const known = new Set([
  'time',
  'level',
  'message',
  'requestId',
  'operation',
  'method',
  'path',
  'status',
  'exception',
  'durationMs',
  'accessKeyId',
  'accountId',
  'flowAliasArn',
  'outcome',
  'modelCalls',
  'inputTokens',
  'outputTokens',
  'usd',
  'unpricedCalls',
  'remoteAddress',
  'userAgent',
  'signal',
  'running',
  'executionId',
  'nodeName',
  'error',
]);
