/** (c) An Iterator over ever longer arrays: time per item stays flat, memory stays bounded. Run with --expose-gc. */
import { compiled, runOnce } from './support/engine.ts';
import { items, map } from './support/flows.ts';
import { median, report, time } from './support/measure.ts';

const plan = compiled(map());
const perItem: number[] = [];
await time(20, () => runOnce(plan, items(1_000)));
for (const count of [1_000, 10_000, 100_000]) {
  const document = items(count);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const samples: number[] = [];
  for (let sample = 0; sample < 5; sample++)
    samples.push((await time(1, () => runOnce(plan, document))) / count);
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  perItem.push(median(samples) * 1_000);
  report(`iterator: ${count} items`, `${perItem.at(-1)!.toFixed(2)} µs an item`);
  report(`iterator: resident memory grown by`, `${grown.toFixed(0)} MiB`);
}
const ratio = perItem.at(-1)! / perItem[0]!;
report('iterator: an item of 100,000 against one of 1,000', `× ${ratio.toFixed(2)}`, {
  text: '≤ 1.5',
  met: ratio <= 1.5,
});
