/**
 * The least that can stand between a provider and its reader: a process that hands on each piece as it comes, with
 * node:http on both sides, and looks at nothing. Its one argument is the provider's address. Run by bench programs.
 */
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

const provider = new URL(process.argv[2] ?? '');
const agent = new Agent({ keepAlive: true });

const server = createServer((asked, response) => {
  const { url: path, method, headers } = asked;
  const out = request(
    { agent, host: provider.hostname, port: provider.port, path, method, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, { 'content-type': 'text/event-stream' });
      answer.on('data', (piece: Buffer) => response.write(piece));
      answer.on('end', () => response.end());
    },
  );
  out.on('error', () => response.destroy());
  asked.pipe(out);
});

server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })),
);
process.on('SIGTERM', () => process.exit(0));
