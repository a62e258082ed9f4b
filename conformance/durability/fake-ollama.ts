import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The model that a fake Ollama has. */
export const FAKE_MODEL = 'patient';

export interface FakeOllama {
  /** For OLLAMA_HOST: a server finds it by itself, as it finds a real one. */
  readonly host: string;
  /** Prompts that came so far. */
  readonly calls: number;
  /** Prompts that wait for their answer, and whose asker is still there. */
  readonly waiting: number;
  close(): Promise<void>;
}

/** A model server on this machine that answers each prompt as the test says, when the test says; an Error is its 400. */
export const startFakeOllama = async (
  answer: (prompt: string) => string | Error | Promise<string | Error>,
): Promise<FakeOllama> => {
  let calls = 0;
  let waiting = 0;
  const server = createServer(async (request, response) => {
    const json = (body: unknown, status = 200): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (request.method === 'GET') {
      json({ models: [{ name: `${FAKE_MODEL}:latest` }] });
      return;
    }
    calls += 1;
    waiting += 1;
    response.once('close', () => {
      waiting -= 1;
    });
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    const { messages } = JSON.parse(body) as { messages: { content: unknown }[] };
    const { content } = messages.at(-1)!;
    const text = await answer(typeof content === 'string' ? content : JSON.stringify(content));
    if (text instanceof Error) {
      json({ error: { message: text.message, type: text.message, code: text.message } }, 400);
      return;
    }
    json({
      id: `chatcmpl-${calls}`,
      object: 'chat.completion',
      created: 0,
      model: FAKE_MODEL,
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get calls() {
      return calls;
    },
    get waiting() {
      return waiting;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
