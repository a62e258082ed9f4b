import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scenes } from './screenshots/scenes/index.ts';
import { openStage, type Stage } from './screenshots/stage.ts';
import { usualViews, visit } from './screenshots/visit.ts';

/**
 * What the screenshots show, without taking them: every screen and state stands, wide and light as well as narrow and
 * dark, with nothing cut off, nothing that jumps, nothing that axe finds, no complaint of the page.
 */

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 120_000);
afterAll(() => stage?.close());

const views = usualViews.filter(({ name }) => name === '1440-light' || name === '1024-dark');

describe.concurrent('nothing is wrong with', () => {
  test.each(scenes.map((scene) => [`${scene.id} ${scene.title}`, scene] as const))(
    '%s',
    async (_name, scene) => {
      // One after another: the scene's flow has one name.
      for (const view of views) expect(await visit(stage, scene, view), view.name).toEqual([]);
    },
    120_000,
  );
});
