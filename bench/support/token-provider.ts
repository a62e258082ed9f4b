/**
 * A provider of OpenAI chat completions that streams as many tokens as it is told, each with the time at which it left:
 * `{"model":"500x2"}` asks for 500 tokens, one every 2 ms; `x0` for as fast as they go. Run by bench programs.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  const [, tokens = '1', pause = '0'] = /^(\d+)x(\d+)$/u.exec(JSON.parse(body).model) ?? [];
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  await stream(response, Number(tokens), Number(pause));
  response.end('data: [DONE]\n\n');
});

async function stream(response: ServerResponse, tokens: number, pause: number): Promise<void> {
  const send = (delta: object, finish_reason: string | null = null) =>
    response.write(
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`,
    );
  send({ role: 'assistant', content: '' });
  for (let token = 0; token < tokens; token++) {
    send({ content: `${performance.timeOrigin + performance.now()} ` });
    await (pause === 0 ? nextTurn() : wait(pause));
  }
  send({}, 'stop');
}

server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })),
);
process.on('SIGTERM', () => process.exit(0));
