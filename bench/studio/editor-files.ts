import { isScript, sumOf, transfersOf } from './first-load.ts';
import type { Row } from './support/figures.ts';
import { inspect } from './support/heap.ts';
import { type Part, settle } from './support/stage.ts';

/** The files of the small editors, by name. */
const isOfSmallEditors = (url: string) => /code-mirror|-language|json-editor/.test(url);

/**
 * What the editor fetches before its canvas works, of what the list of flows does not need for its first row; and for its
 * small editors. The editor is opened by its address: from the list it has come already by then.
 */
export const editorFiles: Part = {
  name: 'editor',
  async measure(stage) {
    const { id } = await stage.flow(40);
    const studio = `${stage.studio.server.url}/studio`;
    const before: number[] = [];
    const editors: number[] = [];
    let elk = 0;
    for (let round = 0; round < stage.rounds; round++) {
      const list = await stage.prepare();
      const ofList = await transfersOf(await inspect(list));
      await list.goto(`${studio}/flows`);
      await list.locator('tbody a').first().waitFor();
      const known = new Set(ofList.filter(isScript).map(({ url }) => url));
      await list.context().close();

      const page = await stage.prepare();
      const transferred = await transfersOf(await inspect(page));
      await page.goto(`${studio}/flows/${id}`);
      await page.locator('.react-flow__node').first().waitFor();
      const isNew = (one: (typeof transferred)[number]) => isScript(one) && !known.has(one.url);
      before.push(sumOf([...transferred], isNew));
      await page.getByRole('button', { name: 'Fit the flow' }).click();
      await page
        .getByRole('group', { name: /^Prompt_\d+,/ })
        .first()
        .click({ position: { x: 20, y: 8 } });
      const text = page.getByRole('textbox', { name: 'Text', exact: true });
      await text.click();
      await text.and(page.locator('[contenteditable]')).waitFor();
      await settle();
      editors.push(sumOf(transferred, (one) => isScript(one) && isOfSmallEditors(one.url)));
      elk += transferred.filter(({ url }) => /elk-worker/.test(url)).length;
      await page.context().close();
    }
    const rows: Row[] = [
      { what: 'editor on top: JavaScript before the canvas works', figures: before, budget: 200, unit: 'KB' },
      { what: '  the small editors', figures: editors, budget: 170, unit: 'KB' },
      { what: '  elkjs fetched', figures: [elk], budget: 0, unit: '' },
    ];
    return rows;
  },
};
