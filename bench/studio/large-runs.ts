import { largeValue } from '../../packages/studio/workshop/executions-scripts.ts';
import type { Row } from './support/figures.ts';
import { clickUntilPainted, type Shown } from './support/painted.ts';
import { iterationsOf } from './support/scripts.ts';
import { type Part, settle } from './support/stage.ts';
import { watchPage } from './support/watch.ts';

const rowsOf = (what: string, all: readonly Shown[], budget: number): Row[] => [
  { what, figures: all.map(({ ms }) => ms), budget, unit: 'ms' },
  { what: '  longest task', figures: all.map(({ longest }) => longest), unit: 'ms' },
];

/** The timeline of a run with 20,000 spans: all folded, then one by one. */
export const timeline: Part = {
  name: 'timeline',
  async measure(stage) {
    const flow = await stage.flow(40);
    const script = iterationsOf(flow, { seconds: 40, most: 1 });
    stage.scripted.add('BENCH-timeline', { flowId: flow.id, script, isOver: true });
    const opened: Shown[] = [];
    const unfolded: Shown[] = [];
    for (let round = 0; round < stage.rounds; round++) {
      const page = await stage.open(`/flows/${flow.id}?run=BENCH-timeline&node=${script.nodes[0]}`, {
        isScripted: true,
      });
      await page
        .getByRole('group', { name: /^Prompt_\d+, Prompt,.*succeeded/ })
        .first()
        .waitFor();
      await settle();
      opened.push(
        await clickUntilPainted(
          page,
          page.getByRole('tab', { name: 'Timeline' }),
          '[role="treegrid"] [role="row"]',
        ),
      );
      const fold = page
        .getByRole('treegrid')
        .getByRole('row', { name: /Prompt_\d+/ })
        .getByRole('button')
        .first();
      unfolded.push(await clickUntilPainted(page, fold, '[role="treegrid"] [role="row"][aria-level="3"]'));
      await page.context().close();
    }
    return [
      ...rowsOf('timeline of 20,000 spans, open', opened, 500),
      ...rowsOf('  all of them unfolded', unfolded, 500),
    ];
  },
};

/** The largest value that a stream carries, and one of 50 MB that is there already. */
export const value: Part = {
  name: 'value',
  async measure(stage) {
    const characters = 23_000_000;
    const id = await stage.create('bench-value', largeValue({ characters: 10 }).definition);
    stage.scripted.add('BENCH-value', { flowId: id, script: largeValue({ characters }), isOver: true });
    const carried: Shown[] = [];
    const there: Shown[] = [];
    for (let round = 0; round < stage.rounds; round++) {
      const page = await stage.open(`/flows/${id}?run=BENCH-value&node=Write_digest`, { isScripted: true });
      await page.getByRole('group', { name: /^Write_digest,.*succeeded/ }).waitFor();
      await settle();
      carried.push(await clickUntilPainted(page, page.getByRole('tab', { name: 'Data' }), '.sb-value-text'));
      await page.context().close();

      const made = await stage.browser.newPage();
      await watchPage(made);
      await made.goto(`${stage.bare.valueUrl}`);
      const output = made.getByRole('tab', { name: 'Output' });
      await made.locator('.sb-value-text').waitFor();
      await made.getByRole('tab', { name: 'Input' }).click();
      await made.locator('.sb-value-text').waitFor({ state: 'detached' });
      await settle();
      there.push(await clickUntilPainted(made, output, '.sb-value-text'));
      await made.close();
    }
    return [
      ...rowsOf('Data, value of 23 MB (the most a stream carries): first 64 KB', carried, 300),
      ...rowsOf('Data, value of 50 MB: first 64 KB', there, 300),
    ];
  },
};
