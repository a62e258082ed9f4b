import type { Scene } from '../scene.ts';
import { bottom, made, openEditor } from './parts.ts';

export const json: Scene = {
  id: 'S17',
  title: 'JSON tab with syntax error',
  async show(setting) {
    const { page } = setting;
    await openEditor(setting, await made(setting, 'price-check', { name: 'Allotment-prices' }), {
      panel: 'json',
    });
    const text = bottom(page).getByRole('textbox', { name: 'Definition as JSON' });
    await text.click();
    await page.keyboard.press('Control+Home');
    for (let line = 0; line < 5; line++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.type(' "output" ');
    await bottom(page)
      .getByText(/Line \d+: .*The canvas shows the last text/)
      .waitFor();
  },
};
