/**
 * A Streambed server for benchmarks, in a process of its own: all of it real but the functions, which do next to
 * nothing, as the nodes of the peers do. Prints one JSON line when it serves. Run by bench programs, with a data folder if
 * there is one already.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfiguration, startServer } from '@streambed/server/app';

const [, , given] = process.argv;
const folder = given ?? mkdtempSync(join(tmpdir(), 'streambed-bench-'));
const configuration = await loadConfiguration({
  ...process.env,
  STREAMBED_PORT: '0',
  STREAMBED_DATA: folder,
  STREAMBED_LOG: 'error',
});
const server = await startServer(configuration, {
  ports: {
    functions: {
      async invoke({ payload }) {
        const [input] = (payload as unknown as { node: { inputs: [{ value: string }] } }).node.inputs;
        return { payload: `${input.value}.`, statusCode: 200, requestId: 'bench' };
      },
    },
  },
});
console.log(
  JSON.stringify({
    url: server.url,
    accessKeyId: server.credentials.accessKeyId,
    secretAccessKey: server.credentials.secretAccessKey.reveal(),
  }),
);
process.on('SIGTERM', async () => {
  await server.close(0);
  if (given === undefined) rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
