import { type Held, heldBy, inspect } from './support/heap.ts';
import { iterationsOf } from './support/scripts.ts';
import type { Part } from './support/stage.ts';

/** Half an hour with a run each thirty seconds. */
const WHOLE = 60;
/** As many are enough to see what each of them leaves behind. */
const SHORT = 12;
/** What is loaded and kept once is not counted as growth. */
const FIRST = 3;

/** Runs, edits and changes of the page again and again on 300 nodes, in one tab. */
export const memory: Part = {
  name: 'memory',
  async measure(stage) {
    const flow = await stage.flow(300);
    const script = iterationsOf(flow, { seconds: 3, delay: 500 });
    const [watched] = script.nodes;
    const page = await stage.open('/flows', { isScripted: true });
    const cdp = await inspect(page);
    const cycles = stage.isFull ? WHOLE : SHORT;
    const go = (path: string) =>
      page.evaluate((to) => {
        history.pushState(undefined, '', `/studio${to}`);
        dispatchEvent(new PopStateEvent('popstate'));
      }, path);
    const held: Held[] = [];
    for (let cycle = 0; cycle < cycles; cycle++) {
      const began = performance.now();
      const runId = `BENCH-memory-${cycle}`;
      stage.scripted.add(runId, { flowId: flow.id, script });
      await go(`/flows/${flow.id}?run=${runId}&node=${watched}`);
      const card = page.getByRole('group', { name: new RegExp(`^${watched}, Prompt,.*succeeded`) });
      await card.waitFor({ timeout: 60_000 });
      const text = page.getByRole('textbox', { name: 'Text', exact: true });
      await text.click();
      await page.keyboard.type(`Round ${cycle}. `);
      await page.getByRole('tab', { name: 'Timeline' }).click();
      await page.getByRole('treegrid').waitFor();
      await page.getByRole('tab', { name: 'Data' }).click();
      await page.getByRole('region', { name: 'Data', exact: true }).waitFor();
      await page
        .getByText(/^Saved/)
        .first()
        .waitFor();
      await go(`/flows/${flow.id}/versions`);
      await page.getByRole('link', { name: 'Versions & aliases' }).first().waitFor();
      await go('/flows');
      await page.getByRole('link', { name: flow.name, exact: true }).waitFor();
      if (stage.isFull) await page.waitForTimeout(Math.max(0, 30_000 - (performance.now() - began)));
      held.push(await heldBy(cdp));
    }
    await page.context().close();
    const first = held[FIRST]!;
    const last = held.at(-1)!;
    const perCycle = (last.heap - first.heap) / (cycles - 1 - FIRST);
    const share = (read: (each: Held) => number) => [((read(last) - read(first)) / read(first)) * 100];
    const what = stage.isFull ? '30 min, 300 nodes' : `30 min, 300 nodes, from ${cycles} rounds`;
    return [
      { what: `${what}: heap growth`, figures: [perCycle * (WHOLE - 1 - FIRST)], budget: 25, unit: 'MB' },
      { what: '  heap after collection', figures: held.map(({ heap }) => heap), budget: 200, unit: 'MB' },
      { what: '  DOM nodes, per cent more', figures: share(({ nodes }) => nodes), budget: 5, unit: '' },
      {
        what: '  listeners, per cent more',
        figures: share(({ listeners }) => listeners),
        budget: 5,
        unit: '',
      },
    ];
  },
};
