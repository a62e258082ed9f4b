import type { Scene, Setting } from '../scene.ts';
import { madeAndRun, openEditor } from './parts.ts';
import { reviews } from './s14-iterator.ts';

/** The banner comes when it is known that the run has failed; what is below makes room. */
const mayShift = 0.06;

const show = async (setting: Setting, name: string, panel: 'data' | 'timeline') => {
  const { page } = setting;
  const { id, run } = await madeAndRun(setting, 'review-digest', { name, input: reviews });
  await openEditor(setting, id, { run, panel });
  await page.getByRole('region', { name: 'Failure of the last run' }).waitFor();
};

export const failedData: Scene = {
  id: 'S16',
  title: 'failed run banner and Data',
  mayShift,
  async show(setting) {
    await show(setting, 'Guest-house-digest', 'data');
    await setting.page.getByRole('listbox', { name: /Iterations of/ }).waitFor();
  },
};

export const failedTimeline: Scene = {
  id: 'S16b',
  title: 'failed run banner and waterfall',
  mayShift,
  async show(setting) {
    await show(setting, 'Bakery-digest', 'timeline');
    await setting.page.getByRole('treegrid').waitFor();
  },
};
