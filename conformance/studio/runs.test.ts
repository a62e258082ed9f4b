import { describe, expect, test } from 'vitest';
import { echo, router } from '../support/definitions.ts';
import { openSession } from '../support/session.ts';
import { all, run, story, streambedClient } from './support/runs.ts';

/** Streambed's own StartRun, GetRun, GetRunEvents, StopRun: flows run for people who watch. */

const { target, flows } = await openSession();
const client = streambedClient(target);

describe('a run', () => {
  test('of the draft that nobody has prepared tells each step, numbered from 1', async () => {
    const flowIdentifier = await flows.create(echo());
    const { runId, events } = await run(client, { flowIdentifier, inputs: [{ document: 'hello' }] });
    expect(story(events)).toEqual([
      'runStarted',
      'FlowInput nodeSettled',
      'FlowOutput nodeStarted',
      'FlowOutput flowOutput',
      'runEnded',
    ]);
    expect(events.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(events.at(-1)!.run).toMatchObject({ runId, status: 'Succeeded', figures: { nodeRuns: 2 } });
    const { run: summary, definition, inputs } = await client.getRun({ runId });
    expect(summary).toEqual(events.at(-1)!.run);
    expect(definition).toMatchObject({ nodes: [{ name: 'FlowInput' }, { name: 'FlowOutput' }] });
    expect(inputs).toEqual([{ document: 'hello' }]);
  });

  test('says why nodes were skipped', async () => {
    const flowIdentifier = await flows.create(router());
    const { events } = await run(client, { flowIdentifier, inputs: [{ document: { amount: 3 } }] });
    expect(events.filter(({ type }) => type === 'nodeSkipped')).toMatchObject([
      { node: 'Large', reason: '`large` not taken' },
    ]);
  });

  test('can be read again from every event on', async () => {
    const flowIdentifier = await flows.create(router());
    const { runId, events } = await run(client, { flowIdentifier, inputs: [{ document: { amount: 30 } }] });
    for (let after = 0; after <= events.length; after++) {
      const again = await all((await client.getRunEvents({ runId, after, follow: after % 2 === 0 })).events);
      expect(again).toEqual(events.slice(after));
    }
  });
});
