/**
 * (b) InvokeFlow over the socket: a chain of 10 trivial nodes at 32 connections, signature verified and event stream
 * encoded, against a bare node:http server that answers the same bytes; and a map of 1,000 items.
 */
import { Agent } from 'node:http';
import { deploy, type ServerLine, signedInvocation } from './support/deployed.ts';
import { chain, items, map } from './support/flows.ts';
import { load, send } from './support/load.ts';
import { median, report, residentMemory, time } from './support/measure.ts';
import { spawnServer } from './support/spawn.ts';

const CONNECTIONS = 32;
const SECONDS = 3;

const server = await spawnServer<ServerLine>(new URL('./support/server.ts', import.meta.url));
const agent = new Agent({ keepAlive: true });
const chainRequest = await signedInvocation(server.line, await deploy(server.line, chain(10)), 'x');
const answer = await send(agent, chainRequest);
const bare = await spawnServer<{ url: string }>(new URL('./support/bare-server.ts', import.meta.url), [
  answer.toString('base64'),
]);
const bareRequest = { ...chainRequest, url: new URL(chainRequest.url.pathname, bare.line.url) };

await load(chainRequest, CONNECTIONS, SECONDS);
await load(bareRequest, CONNECTIONS, 1);
const ratios: number[] = [];
for (let round = 0; round < 3; round++) {
  const ours = await load(chainRequest, CONNECTIONS, SECONDS);
  const floor = await load(bareRequest, CONNECTIONS, SECONDS);
  ratios.push(ours.perSecond / floor.perSecond);
  report(`InvokeFlow, chain of 10, ${CONNECTIONS} connections`, `${ours.perSecond.toFixed(0)} /s`);
  report('  its latency, p50 and p99', `${ours.p50.toFixed(1)}, ${ours.p99.toFixed(1)} ms`);
  report('bare node:http, same bytes', `${floor.perSecond.toFixed(0)} /s`);
}
const ratio = median(ratios);
report('InvokeFlow against the bare server', `× ${ratio.toFixed(3)}`, { text: '≥ 0.25', met: ratio >= 0.25 });

const mapRequest = await signedInvocation(server.line, await deploy(server.line, map()), items(1_000));
await time(50, () => send(agent, mapRequest));
const maps: number[] = [];
for (let sample = 0; sample < 41; sample++) maps.push(await time(1, () => send(agent, mapRequest)));
report('InvokeFlow, map of 1,000 items', `${median(maps).toFixed(2)} ms`, {
  text: '≤ 5 ms',
  met: median(maps) <= 5,
});
report('resident memory after the load', `${(await residentMemory(server.child.pid!))?.toFixed(0)} MiB`);

agent.destroy();
await Promise.all([server.stop(), bare.stop()]);
