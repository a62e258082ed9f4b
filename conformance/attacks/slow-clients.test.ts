import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetFlowCommand } from '@aws-sdk/client-bedrock-agent';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clientsOf, invokeFlow, preparedFlow } from '../durability/clients.ts';
import { type ServerProcess, startServer } from '../durability/server-process.ts';
import { echo } from '../support/definitions.ts';

const SLOW = 200;
const GOOD = 20;
/** How long a body may take; that of headers is fixed at ten seconds. */
const REQUEST_SECONDS = 5;

let folder: string;
let server: ServerProcess;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-slow-'));
  server = await startServer({
    dataFolder: join(folder, 'data'),
    environment: { STREAMBED_REQUEST_TIMEOUT_SECONDS: String(REQUEST_SECONDS) },
  });
});
afterEach(async () => {
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

/** threats.md row 5 */
test(`while ${SLOW} clients send a byte per second, ${GOOD} others work and succeed; the slow ones are closed`, {
  timeout: 180_000,
}, async () => {
  const flowId = await preparedFlow(clientsOf(server), echo());
  const descriptorsBefore = descriptorsOf(server.pid);

  const slow = Array.from({ length: SLOW }, (_, index) => slowClient(server.port, beginnings[index % 4]!));
  let open = SLOW;
  const allClosed = Promise.all(slow.map(({ closed }) => closed.then(() => (open -= 1))));
  const trickle = setInterval(() => {
    for (const { socket } of slow) if (!socket.destroyed) socket.write('x');
  }, 1_000);
  try {
    const good = Array.from({ length: GOOD }, async () => {
      const clients = clientsOf(server);
      let rounds = 0;
      do {
        const { id } = await clients.agent.send(new GetFlowCommand({ flowIdentifier: flowId }));
        expect(id).toBe(flowId);
        const events = await Array.fromAsync(await invokeFlow(clients, flowId, 'hello'));
        expect(events.at(-1)?.flowCompletionEvent?.completionReason).toBe('SUCCESS');
        rounds += 1;
        // As a person would: at work, not a benchmark.
        await new Promise((resolve) => setTimeout(resolve, 50));
      } while (open > 0);
      clients.destroy();
      return rounds;
    });
    const [rounds] = await Promise.all([Promise.all(good), allClosed]);
    expect(Math.min(...rounds)).toBeGreaterThan(1);
  } finally {
    clearInterval(trickle);
    for (const { socket } of slow) socket.destroy();
  }
  // None was answered as if it had sent a request.
  for (const { received } of slow) expect(received()).toMatch(/^$|^HTTP\/1\.1 (408|400|403) /);
  await expect
    .poll(() => descriptorsOf(server.pid), { timeout: 20_000 })
    .toBeLessThan(descriptorsBefore + 25);
});

/** What is sent at once, before the byte per second. */
const beginnings = [
  '',
  'GET /flows HTTP/1.1\r\nHost: x\r\nX-Slow: ',
  'POST /flows/ HTTP/1.1\r\nHost: x\r\nAuthorization: AWS4-HMAC-SHA256 x\r\nContent-Length: 100000\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
] as const;

const slowClient = (port: number, beginning: string) => {
  const socket: Socket = connect(port, '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  socket.write(beginning);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
  });
  // An HTTP/2 server says its settings first; they are no answer.
  return { socket, closed, received: () => (beginning.startsWith('PRI') ? '' : text) };
};

/** Open files and sockets of a process; 0 where the system does not tell. */
const descriptorsOf = (pid: number): number => {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
};
