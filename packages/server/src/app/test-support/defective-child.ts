/** Run by stop-signals.test.ts: a server in which something goes wrong as the first argument says. */
import { createLog } from '../log.ts';
import type { RunningServer } from '../server.ts';
import { awaitStopSignal, runUntilStopped } from '../stop-signals.ts';

const broken = Promise.withResolvers<Error>();
const server: RunningServer = {
  url: 'http://127.0.0.1:0',
  port: 0,
  credentials: {} as RunningServer['credentials'],
  log: createLog({
    level: 'info',
    write: (line) => process.stdout.write(line),
    now: Date.now,
    secrets: () => [],
  }),
  createSignInCode: () => ({ code: '', expiresAt: 0 }),
  broken: broken.promise,
  async close(patience) {
    process.stdout.write(`${JSON.stringify({ closed: patience ?? 'patiently' })}\n`);
  },
};

const stopped = runUntilStopped(server, awaitStopSignal());
const alive = setInterval(() => {}, 1_000);
switch (process.argv[2]) {
  case 'rejection':
    void Promise.reject(new Error('nobody waited'));
    setTimeout(() => process.kill(process.pid, 'SIGTERM'), 100);
    break;
  case 'exception':
    setTimeout(() => {
      throw new Error('nobody caught');
    });
    break;
  case 'store':
    broken.resolve(new Error('the disk is gone'));
    break;
}
process.exitCode = await stopped;
clearInterval(alive);
