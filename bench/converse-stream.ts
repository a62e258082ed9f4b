/**
 * ConverseStream token by token, against a direct read of the same local provider in the same run: what Streambed adds to
 * the time that a token is on its way (one every 2 ms), and to the time of a token when they come as fast as they can.
 * Between the two, for comparison and without a goal, a process that relays bytes and looks at nothing.
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
const PACED = { model: '500x2', tokens: 500, rounds: 13 };
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
const relay = await spawnServer<{ url: string }>(new URL('./support/token-relay.ts', import.meta.url), [
  provider.line.url,
]);
const agent = new Agent({ keepAlive: true });
const question = 'Count, please.';

const chat = (origin: string, model: string): LoadRequest => ({
  url: new URL('/v1/chat/completions', origin),
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: question }] }),
});
const readers = {
  direct: (model: string) => readTokens(agent, chat(provider.line.url, model), serverSentEvents()),
  relayed: (model: string) => readTokens(agent, chat(relay.line.url, model), serverSentEvents()),
  ours: async (model: string) =>
    readTokens(
      agent,
      await signedRequest(server.line, `/model/${model}/converse-stream`, {
        messages: [{ role: 'user', content: [{ text: question }] }],
      }),
      eventStreamFrames(),
    ),
};

type Kind = keyof typeof readers;
const KINDS: readonly Kind[] = ['direct', 'relayed', 'ours'];
const SHOWN: Readonly<Record<Kind, string>> = {
  direct: 'direct',
  relayed: 'through a bare relay',
  ours: 'through ConverseStream',
};

/**
 * All of them, one after the other and in turns, so that whatever else the machine does falls on all. Each kind's
 * figures of each round; the first round is not counted.
 */
async function compare(
  { model, tokens, rounds }: typeof PACED,
  figures: (read: StreamRead) => readonly number[],
): Promise<Readonly<Record<Kind, readonly (readonly number[])[]>>> {
  const all: Record<Kind, (readonly number[])[]> = { direct: [], relayed: [], ours: [] };
  for (let round = 0; round < rounds; round++)
    for (const kind of KINDS) {
      const read = await readers[kind](model);
      if (read.delays.length !== tokens)
        throw new Error(`${kind}: ${read.delays.length} of ${tokens} tokens came`);
      if (round > 0) all[kind].push(figures(read));
    }
  return all;
}

const ms = (figure: number): string => `${figure.toFixed(3)} ms`;

/** The median of the rounds' medians, and what is added to the direct read's. */
function show(what: string, figures: Awaited<ReturnType<typeof compare>>): void {
  const middle = (kind: Kind): number => median(figures[kind].map(median));
  for (const kind of KINDS) {
    report(`${what}, ${SHOWN[kind]}`, ms(middle(kind)));
    if (kind === 'direct') continue;
    const added = middle(kind) - middle('direct');
    const goal = kind === 'ours' ? { text: `≤ ${GOAL} ms`, met: added <= GOAL } : undefined;
    report('  added per token', ms(added), goal);
  }
}

/** How the ways of all tokens spread, for those that the median says too little. */
function showSpread(figures: Awaited<ReturnType<typeof compare>>): void {
  for (const kind of KINDS) {
    const sorted = figures[kind].flat().sort((one, other) => one - other);
    const at = (share: number): string => ms(sorted[Math.floor(sorted.length * share)] ?? Number.NaN);
    report(`  ${SHOWN[kind]}: 10, 50, 90, 99 of 100 within`, [0.1, 0.5, 0.9, 0.99].map(at).join(', '));
  }
}

const paced = await compare(PACED, ({ delays }) => delays);
show('a token on its way', paced);
showSpread(paced);
show('a token as fast as they can', await compare(UNPACED, ({ total }) => [total / UNPACED.tokens]));

agent.destroy();
await Promise.all([server.stop(), relay.stop(), provider.stop()]);
rmSync(folder, { recursive: true, force: true });
