import { REFUSED } from '../made-up-models.ts';
import type { Scene } from '../scene.ts';
import { madeAndRun, openEditor } from './parts.ts';

const REVIEWS = [
  'The room was wonderful and the staff were friendly. We slept well with the window open to the river.',
  'Terrible night. The heating was broken and nobody at the desk could help.',
  'A perfect stop for cyclists, with a dry shed for the bicycles. We loved the garden.',
  'Good breakfast, small rooms. The view from the second floor makes up for it.',
  'The tap was cold for two days. They were sorry and gave us another room.',
  'Quiet, clean, near the station. We would come again in autumn.',
];

/** Twenty-three reviews, the seventh of which no model answers. */
export const reviews: readonly string[] = Array.from({ length: 23 }, (_, index) =>
  index === 6 ? `The guest book ${REFUSED}, and so did the menu.` : REVIEWS[index % REVIEWS.length]!,
);

export const iterator: Scene = {
  id: 'S14',
  title: 'Iterator region after a run with failure',
  async show(setting) {
    const { id, run } = await madeAndRun(setting, 'review-digest', { input: reviews });
    await openEditor(setting, id, { run });
    await setting.page.getByText('6 ok · 1 failed · 16 not run').first().waitFor();
  },
};
