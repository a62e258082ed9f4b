/**
 * ConverseStream token by token, against a direct read of the same local provider in the same run: what Streambed adds to
 * the time that a token is on its way (one every 2 ms), and to the time of a token when they come as fast as they can.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerLine, signedRequest } from './support/deployed.ts';
import type { LoadRequest } from './support/load.ts';
import { median, report } from './support/measure.ts';
import { spawnServer } from './support/spawn.ts';
import { eventStreamFrames, readTokens, type StreamRead, serverSentEvents } from './support/token-readers.ts';

const GOAL = 0.2;
const PACED = { model: '500x2', tokens: 500, rounds: 5 };
const UNPACED = { model: '5000x0', tokens: 5_000, rounds: 7 };

const folder = mkdtempSync(join(tmpdir(), 'streambed-bench-'));
const provider = await spawnServer<{ url: string }>(new URL('./support/token-provider.ts', import.meta.url));
const file = join(folder, 'streambed.yaml');
writeFileSync(
  file,
  `models:
  providers: { local: { type: openai-compatible, baseUrl: "${provider.line.url}/v1" } }
  mappings: [{ model: "*", provider: local }]
`,
);
const server = await spawnServer<ServerLine>(new URL('./support/server.ts', import.meta.url), [], {
  STREAMBED_CONFIG: file,
});
const agent = new Agent({ keepAlive: true });
const question = 'Count, please.';

const direct = (model: string): LoadRequest => ({
  url: new URL('/v1/chat/completions', provider.line.url),
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: question }] }),
});
const readers = {
  direct: (model: string) => readTokens(agent, direct(model), serverSentEvents()),
  ours: async (model: string) =>
    readTokens(
      agent,
      await signedRequest(server.line, `/model/${model}/converse-stream`, {
        messages: [{ role: 'user', content: [{ text: question }] }],
      }),
      eventStreamFrames(),
    ),
};

/** Both, one after the other and in turns, so that whatever else the machine does falls on both. */
async function compare(
  { model, tokens, rounds }: typeof PACED,
  figure: (read: StreamRead) => number,
): Promise<{ direct: number; ours: number }> {
  const figures = { direct: [] as number[], ours: [] as number[] };
  for (let round = 0; round < rounds; round++)
    for (const kind of ['direct', 'ours'] as const) {
      const read = await readers[kind](model);
      if (read.delays.length !== tokens)
        throw new Error(`${kind}: ${read.delays.length} of ${tokens} tokens came`);
      if (round > 0) figures[kind].push(figure(read));
    }
  return { direct: median(figures.direct), ours: median(figures.ours) };
}

const show = (what: string, { direct, ours }: { direct: number; ours: number }): void => {
  report(`${what}, direct`, `${direct.toFixed(3)} ms`);
  report(`${what}, through ConverseStream`, `${ours.toFixed(3)} ms`);
  const added = ours - direct;
  report('  added per token', `${added.toFixed(3)} ms`, { text: `≤ ${GOAL} ms`, met: added <= GOAL });
};

show('a token on its way, median', await compare(PACED, ({ delays }) => median(delays)));
show(
  'a token when they come as fast as they can',
  await compare(UNPACED, ({ total }) => total / UNPACED.tokens),
);

agent.destroy();
await Promise.all([server.stop(), provider.stop()]);
rmSync(folder, { recursive: true, force: true });
