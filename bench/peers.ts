/**
 * (e) The same chain of 10 and map of 1,000 in LangGraph.js and Mastra behind an HTTP server, in one run with ours.
 * The peers are installed into bench/peers the first time.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Agent } from 'node:http';
import { fileURLToPath } from 'node:url';
import { deploy, type ServerLine, signedInvocation } from './support/deployed.ts';
import { compiled, runOnce } from './support/engine.ts';
import { chain, items, map } from './support/flows.ts';
import { type LoadRequest, load, send } from './support/load.ts';
import { median, report, time } from './support/measure.ts';
import { spawnServer } from './support/spawn.ts';

const CONNECTIONS = 32;
const SECONDS = 4;

const folder = fileURLToPath(new URL('./peers', import.meta.url));
if (!existsSync(`${folder}/node_modules`))
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: 'inherit' });

const peer = (url: string, path: string, document: unknown): LoadRequest => {
  const body = JSON.stringify({ document });
  const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) };
  return { url: new URL(path, url), headers, body };
};

const server = await spawnServer<ServerLine>(new URL('./support/server.ts', import.meta.url));
const langGraph = await spawnServer<{ url: string }>(new URL('./peers/langgraph.ts', import.meta.url));
const mastra = await spawnServer<{ url: string }>(new URL('./peers/mastra.ts', import.meta.url));

const contestants: readonly {
  readonly name: string;
  readonly chain: LoadRequest;
  readonly map: LoadRequest;
}[] = [
  {
    name: 'Streambed',
    chain: await signedInvocation(server.line, await deploy(server.line, chain(10)), 'x'),
    map: await signedInvocation(server.line, await deploy(server.line, map()), items(1_000)),
  },
  {
    name: 'LangGraph.js',
    chain: peer(langGraph.line.url, '/chain', 'x'),
    map: peer(langGraph.line.url, '/map', items(1_000)),
  },
  {
    name: 'Mastra',
    chain: peer(mastra.line.url, '/chain', 'x'),
    map: peer(mastra.line.url, '/map', items(1_000)),
  },
];

const perSecond: number[] = [];
const mapTimes: number[] = [];
const agent = new Agent({ keepAlive: true });
for (const { name, chain: chainRequest, map: mapRequest } of contestants) {
  await load(chainRequest, CONNECTIONS, SECONDS / 2);
  const result = await load(chainRequest, CONNECTIONS, SECONDS);
  perSecond.push(result.perSecond);
  report(`${name}: chain of 10 at ${CONNECTIONS} connections`, `${result.perSecond.toFixed(0)} /s`);
  await time(5, () => send(agent, mapRequest));
  const samples: number[] = [];
  for (let sample = 0; sample < 15; sample++) samples.push(await time(1, () => send(agent, mapRequest)));
  mapTimes.push(median(samples));
  report(`${name}: map of 1,000`, `${median(samples).toFixed(1)} ms`);
}
agent.destroy();
const against = (index: number) => perSecond[0]! / perSecond[index]!;
report('chain of 10 against LangGraph.js', `× ${against(1).toFixed(1)}`, {
  text: '≥ 8',
  met: against(1) >= 8,
});
report('chain of 10 against Mastra', `× ${against(2).toFixed(1)}`);
report('map of 1,000 against LangGraph.js', `× ${(mapTimes[1]! / mapTimes[0]!).toFixed(1)}`);
report('map of 1,000 against Mastra', `× ${(mapTimes[2]! / mapTimes[0]!).toFixed(1)}`);
await Promise.all([server.stop(), langGraph.stop(), mastra.stop()]);

// The engines alone, in this process.
interface PeerChain {
  invoke(input: { document: string }): Promise<unknown>;
}
// Not a literal: the peers are no part of the workspace, and its type check must not look for them.
const langGraphModule = new URL('./peers/langgraph.ts', import.meta.url).href;
const { chainOf } = (await import(langGraphModule)) as { chainOf(length: number): PeerChain };
const peerChain = chainOf(10);
const plan = compiled(chain(10));
const rounds = 400;
await time(rounds, () => peerChain.invoke({ document: 'x' }));
await time(rounds * 10, () => runOnce(plan, 'x'));
const theirs = (await time(rounds, () => peerChain.invoke({ document: 'x' }))) / rounds / 10;
const ours = (await time(rounds * 10, () => runOnce(plan, 'x'))) / (rounds * 10) / 12;
report('engine: transition, Streambed', `${(ours * 1_000).toFixed(2)} µs`);
report('engine: transition, LangGraph.js', `${(theirs * 1_000).toFixed(1)} µs`);
report('engine: LangGraph.js against Streambed', `× ${(theirs / ours).toFixed(0)}`, {
  text: '≥ 50',
  met: theirs / ours >= 50,
});
