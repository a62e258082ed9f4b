import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BedrockAgentClient, CreateFlowCommand } from '@aws-sdk/client-bedrock-agent';
import { createStreambedClient } from '@streambed/client';
import type { JsonValue } from '@streambed/model';
import { checkIntegrity } from '@streambed/server/store';
import { expect, test } from 'vitest';
import { credentials, region, type ServerProcess, startServer } from '../durability/server-process.ts';
import { inputNode, iteratorNode, outputNode, promptNode, wire } from '../support/definitions.ts';
import { all, endOf } from './support/runs.ts';

/** Each item is shown to the offline model, so that a run of many items takes its time. */
const definition = {
  nodes: [inputNode('Array'), iteratorNode(), promptNode('Say', 'offline', '{{text}}'), outputNode()],
  connections: [
    wire('FlowInput.document', 'Each.array'),
    wire('Each.arrayItem', 'Say.text'),
    wire('Say.modelCompletion', 'FlowOutput.document'),
  ],
};

const CYCLES = 6;
const RUNS = 3;

test(`a server that is killed with -9 ${CYCLES} times loses no run that it answered for`, {
  timeout: 200_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-runs-'));
  const dataFolder = join(folder, 'data');
  /** Runs that were answered for, with how many of their events were read. */
  const acknowledged = new Map<string, number>();
  const ended = new Set<string>();
  let flowIdentifier: string | undefined;
  const clientOf = (server: ServerProcess) =>
    createStreambedClient({ endpoint: server.url, region, credentials: async () => credentials });
  try {
    for (let cycle = 0; cycle < CYCLES; cycle++) {
      const server = await startServer({ dataFolder });
      const client = clientOf(server);
      flowIdentifier ??= await createFlow(server);
      const readers: Promise<void>[] = [];
      try {
        for (let count = 0; count < RUNS; count++) {
          // The first is over before the server is killed; the others would take longer than it lives.
          const items = Array.from({ length: count === 0 ? 3 : 100_000 }, (_, index) => `Item ${index}.`);
          const { runId, events } = await client.startRun({
            flowIdentifier,
            inputs: [{ document: items as JsonValue }],
          });
          acknowledged.set(runId, 0);
          readers.push(
            (async () => {
              for await (const batch of events) acknowledged.set(runId, batch.at(-1)!.number);
            })().catch(() => {}),
          );
          if (count > 0) continue;
          await readers[0];
          // Stopping one that has ended waits until its end is on record.
          await client.stopRun({ runId });
          ended.add(runId);
        }
        await sleep(50 + cycle * 250);
      } finally {
        await server.kill();
      }
      await Promise.all(readers);
      expect(await checkIntegrity(dataFolder)).toMatchObject({ ok: true });
    }

    const server = await startServer({ dataFolder });
    const client = clientOf(server);
    let cutOff = 0;
    for (const runId of acknowledged.keys()) {
      const { run, eventCount, inputs } = await client.getRun({ runId });
      // How far the others came is the machine's affair; that they were cut off is not.
      if (ended.has(runId)) expect(run.status).toBe('Succeeded');
      else expect(['Stopped', 'Succeeded']).toContain(run.status);
      if (run.status === 'Stopped') cutOff += 1;
      expect(inputs).toHaveLength(1);
      const events = await all((await client.getRunEvents({ runId, follow: true })).events);
      expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1));
      expect(events).toHaveLength(eventCount!);
      expect(endOf(events)).toEqual(run);
      if (run.status === 'Stopped')
        expect(run.reason).toContain('The server ended while the run was under way');
    }
    expect(cutOff).toBeGreaterThan(0);
    expect((await client.listRuns({ status: 'Running' })).runSummaries).toEqual([]);
    await server.stop();
    expect(await checkIntegrity(dataFolder)).toMatchObject({ ok: true });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a server that is stopped ends its runs, and says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streambed-runs-'));
  const dataFolder = join(folder, 'data');
  try {
    const server = await startServer({ dataFolder, environment: { STREAMBED_DRAIN_SECONDS: '0' } });
    const client = createStreambedClient({
      endpoint: server.url,
      region,
      credentials: async () => credentials,
    });
    const flowIdentifier = await createFlow(server);
    const items = Array.from({ length: 100_000 }, (_, index) => `Item ${index}.`);
    const { runId } = await client.startRun({ flowIdentifier, inputs: [{ document: items }] });
    await sleep(200);
    expect(await server.stop()).toBe(0);
    const next = await startServer({ dataFolder });
    const again = createStreambedClient({ endpoint: next.url, region, credentials: async () => credentials });
    const { run, eventCount } = await again.getRun({ runId });
    expect(run).toMatchObject({ status: 'Stopped', reason: 'The server was stopped.' });
    const events = await all((await again.getRunEvents({ runId, follow: true })).events);
    expect(events).toHaveLength(eventCount!);
    // Nothing that happened before the end is missing.
    const begun = events.filter(
      ({ node, type, outputs }) => node === 'Each' && type === 'nodeSettled' && outputs,
    );
    expect(run.figures.iterations).toBe(begun.length);
    await next.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function createFlow(server: ServerProcess): Promise<string> {
  const agent = new BedrockAgentClient({ endpoint: server.url, region, credentials });
  const { id } = await agent.send(
    new CreateFlowCommand({
      name: 'recorded',
      executionRoleArn: 'arn:aws:iam::000000000000:role/flows',
      definition,
    }),
  );
  agent.destroy();
  return id!;
}
