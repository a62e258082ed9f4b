import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eachLimited } from './each-limited.ts';

const never = new AbortController().signal;

async function* from<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('work on items as they come', () => {
  test('never more at the same time, nor heavier, than allowed; and each once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(12), { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 20 }),
        async (weights, most, weight) => {
          const underWay: number[] = [];
          const done: number[] = [];
          const items = weights.map((weighs, index) => ({ index, weighs }));
          await eachLimited(
            from(items),
            { most, weight, weightOf: ({ weighs }) => weighs, signal: never },
            async ({ index, weighs }) => {
              underWay.push(weighs);
              expect(underWay.length).toBeLessThanOrEqual(most);
              const together = underWay.reduce((sum, one) => sum + one, 0);
              // One that is heavier than all that is allowed is alone.
              if (underWay.length > 1) expect(together).toBeLessThanOrEqual(weight);
              for (let rounds = 0; rounds <= index % 3; rounds++) await turn();
              underWay.splice(underWay.indexOf(weighs), 1);
              done.push(index);
            },
          );
          expect(done.sort((one, other) => one - other)).toEqual([...weights.keys()]);
        },
      ),
      { numRuns: 50 },
    );
  });

  const limits = { most: 2, weight: 10, weightOf: () => 1 };

  test('the first failure ends it, when what was begun has ended', async () => {
    const ended: number[] = [];
    const begun: number[] = [];
    const failure = new Error('no');
    await expect(
      eachLimited(from([0, 1, 2, 3, 4]), { ...limits, signal: never }, async (item, signal) => {
        begun.push(item);
        if (item === 1) throw failure;
        while (!signal.aborted) await turn();
        ended.push(item);
      }),
    ).rejects.toBe(failure);
    expect([begun, ended]).toEqual([[0, 1], [0]]);
  });

  test('so does a failure of the items, and an abort', async () => {
    const failing = (async function* () {
      yield 1;
      throw new Error('broken list');
    })();
    const ended: number[] = [];
    const work = async (item: number): Promise<void> => {
      await turn();
      ended.push(item);
    };
    await expect(eachLimited(failing, { ...limits, signal: never }, work)).rejects.toThrow('broken list');
    expect(ended).toEqual([1]);
    const abort = new AbortController();
    const aborting = eachLimited(from([1, 2, 3, 4, 5, 6]), { ...limits, signal: abort.signal }, async () => {
      await turn();
      abort.abort(new Error('given up'));
    });
    await expect(aborting).rejects.toThrow('given up');
  });
});
