import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { scenes } from './scenes/index.ts';
import { openStage } from './stage.ts';
import { accessViews, allOf, reflowView, usualViews, visit } from './visit.ts';

/**
 * Writes the pictures of studio.md section 7 into `screenshots/`, all of them or those that are named:
 * `npm run screenshots -- S08 S14`. Fails, with a list, when something is wrong with one of them.
 */
const folder = fileURLToPath(new URL('../../../screenshots/', import.meta.url));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => !scenes.some((scene) => scene.id === id));
if (unknown.length > 0) {
  console.error(`No such scene: ${unknown.join(', ')}. There are ${scenes.map(({ id }) => id).join(', ')}.`);
  process.exit(2);
}
await mkdir(folder, { recursive: true });
const stage = await openStage();
const chosen = scenes.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
const viewsOf = (scene: (typeof scenes)[number]) => [
  ...usualViews,
  ...(scene.id === 'S08' ? accessViews : []),
  ...(scene.reflows ? [reflowView] : []),
];
let wrong = 0;
try {
  // The views of one scene one after another: its flow has one name.
  await allOf(chosen, 3, async (scene) => {
    for (const view of viewsOf(scene)) {
      const name = `${scene.id}-${view.name}`;
      const problems = await visit(stage, scene, view, (page) =>
        page.screenshot({ path: `${folder}${name}.png` }),
      );
      wrong += problems.length;
      console.log(problems.length === 0 ? `${name} ${scene.title}` : `${name} ${scene.title}: ✕`);
      for (const problem of problems) console.log(`  ${problem.replaceAll('\n', '\n    ')}`);
    }
  });
} finally {
  await stage.close();
}
console.log(`${folder}: ${wrong === 0 ? 'nothing is wrong' : `${wrong} things are wrong`}`);
process.exitCode = wrong === 0 ? 0 : 1;
