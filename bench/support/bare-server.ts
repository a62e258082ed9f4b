/** The floor: node:http that reads a request and answers given bytes. The bytes come as base64 in the first argument. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const body = Buffer.from(process.argv[2] ?? '', 'base64');
const server = createServer((incoming, answer) => {
  incoming.resume();
  incoming.on('end', () => {
    answer.writeHead(200, {
      'content-type': 'application/vnd.amazon.eventstream',
      'content-length': body.length,
    });
    answer.end(body);
  });
});
server.listen(0, '127.0.0.1', () =>
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })),
);
process.on('SIGTERM', () => process.exit(0));
