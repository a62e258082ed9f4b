import { isScript, sumOf, transfersOf } from './first-load.ts';
import type { Row } from './support/figures.ts';
import { inspect } from './support/heap.ts';
import { type Part, settle } from './support/stage.ts';

/** What the editor fetches on top of the list: before its canvas works, and for its small editors. */
export const editorFiles: Part = {
  name: 'editor',
  async measure(stage) {
    const { name } = await stage.flow(40);
    const before: number[] = [];
    const after: number[] = [];
    let elk = 0;
    for (let round = 0; round < stage.rounds; round++) {
      const page = await stage.open('/flows');
      const link = page.getByRole('link', { name, exact: true });
      await link.waitFor();
      await page.waitForLoadState('networkidle');
      const transferred = await transfersOf(await inspect(page));
      await link.click();
      await page.locator('.react-flow__node').first().waitFor();
      const count = transferred.length;
      before.push(sumOf(transferred.slice(0, count), isScript));
      await page.getByRole('button', { name: 'Fit the flow' }).click();
      await page
        .getByRole('group', { name: /^Prompt_\d+,/ })
        .first()
        .click({ position: { x: 20, y: 8 } });
      await page.getByRole('textbox', { name: 'Text', exact: true }).click();
      await settle();
      after.push(sumOf(transferred.slice(count), isScript));
      elk += transferred.filter(({ url }) => /elk-worker/.test(url)).length;
      await page.context().close();
    }
    const rows: Row[] = [
      { what: 'editor on top: JavaScript before the canvas works', figures: before, budget: 200, unit: 'KB' },
      { what: '  the small editors, at first focus or when idle', figures: after, budget: 170, unit: 'KB' },
      { what: '  elkjs fetched', figures: [elk], budget: 0, unit: '' },
    ];
    return rows;
  },
};
