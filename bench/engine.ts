/** (a) Time per node transition of the engine, driver included: flows of 10 and of 1,000 trivial nodes. */
import { compiled, runOnce } from './support/engine.ts';
import { chain } from './support/flows.ts';
import { median, report, time } from './support/measure.ts';

for (const [length, rounds] of [
  [10, 3_000],
  [1_000, 40],
] as const) {
  const plan = compiled(chain(length));
  await time(rounds, () => runOnce(plan, 'x'));
  const samples: number[] = [];
  for (let sample = 0; sample < 9; sample++)
    samples.push(((await time(rounds, () => runOnce(plan, 'x'))) * 1_000) / rounds / (length + 2));
  const perTransition = median(samples);
  report(`engine: transition in a chain of ${length}`, `${perTransition.toFixed(2)} µs`, {
    text: '≤ 2 µs',
    met: perTransition <= 2,
  });
}
