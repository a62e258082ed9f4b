import type { RunEvent, RunSummary } from '@streambed/model/streambed';
import { describe, expect, test } from 'vitest';
import { ConnectionError, followRun, type RunStream, StreambedError } from './index.ts';

const event = (number: number, type: RunEvent['type'] = 'nodeDelta'): RunEvent => ({ number, at: 0, type });

/** Batches, then what happens: the stream's end, or a failure. */
type Connection = readonly (readonly RunEvent[] | Error)[];

async function* play(connection: Connection): AsyncGenerator<readonly RunEvent[]> {
  for (const step of connection) {
    if (step instanceof Error) throw step;
    yield step;
  }
}

const broken = new ConnectionError('cut');

const follow = async (
  first: Connection,
  others: readonly (Connection | Error)[],
  { status = 'Running', signal }: { status?: RunSummary['status']; signal?: AbortSignal } = {},
) => {
  const asked: (number | undefined)[] = [];
  const waits: number[] = [];
  const left = [...others];
  const client = {
    getRun: async () => ({ run: { status } as RunSummary }),
    getRunEvents: async ({ runId, after }: { runId: string; after?: number }): Promise<RunStream> => {
      asked.push(after);
      const next = left.shift();
      if (next === undefined || next instanceof Error) throw next ?? new Error('asked once too often');
      return { runId, events: play(next as Connection) };
    },
  };
  const numbers: number[] = [];
  const run = { runId: 'run-1', events: play(first) };
  const wait = async (time: number) => void waits.push(time);
  const failure = await (async () => {
    for await (const batch of followRun(client, run, { wait, ...(signal && { signal }) }))
      numbers.push(...batch.map(({ number }) => number));
  })().catch((error: Error) => error);
  return { numbers, asked, waits, failure };
};

describe('following a run', () => {
  test('needs one connection where it holds', async () => {
    expect(await follow([[event(0), event(1)], [event(2, 'runEnded')]], [])).toEqual({
      numbers: [0, 1, 2],
      asked: [],
      waits: [],
      failure: undefined,
    });
  });

  test('goes on after the last event, gives each once, and waits longer the longer nobody answers', async () => {
    const { numbers, asked, waits, failure } = await follow(
      [[event(0), event(1)], broken],
      [broken, broken, [[event(1), event(2)], broken], [[event(3, 'runEnded')]]],
    );
    expect(numbers).toEqual([0, 1, 2, 3]);
    expect(asked).toEqual([1, 1, 1, 2]);
    expect(waits).toEqual([250, 500, 1_000, 250]);
    expect(failure).toBeUndefined();
  });

  test('begins at the beginning where nothing came', async () => {
    const { asked, numbers } = await follow([broken], [[[event(0, 'runEnded')]]]);
    expect(asked).toEqual([undefined]);
    expect(numbers).toEqual([0]);
  });

  test('never waits longer than ten seconds', async () => {
    const { waits } = await follow([broken], [...Array(10).fill(broken), [[event(0, 'runEnded')]]]);
    expect(Math.max(...waits)).toBe(10_000);
  });

  test('tries again what the server could not do just now', async () => {
    const busy = new StreambedError('ThrottlingException', 'later', 'r', 429);
    const down = new StreambedError('ServiceUnavailableException', 'later', 'r', 503);
    const { numbers, failure } = await follow([broken], [busy, down, [[event(0, 'runEnded')]]]);
    expect(numbers).toEqual([0]);
    expect(failure).toBeUndefined();
  });

  test('gives up where the server refuses', async () => {
    const gone = new StreambedError('ResourceNotFoundException', 'no run', 'r', 404);
    expect((await follow([[event(0)], broken], [gone])).failure).toBe(gone);
  });

  test('asks once more where the run is over, and then ends', async () => {
    const { numbers, asked, failure } = await follow([[event(0)]], [[]], { status: 'Failed' });
    expect(numbers).toEqual([0]);
    expect(asked).toEqual([0]);
    expect(failure).toBeUndefined();
  });

  test('ends quietly with the signal', async () => {
    const { numbers, failure, asked } = await follow([[event(0)], broken], [], {
      signal: AbortSignal.abort(),
    });
    expect(numbers).toEqual([0]);
    expect(asked).toEqual([]);
    expect(failure).toBeUndefined();
  });
});
