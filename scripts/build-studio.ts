/**
 * Builds the studio into packages/studio/dist, from where `npm start` serves it. `npm run build:studio` does it in any
 * case, and fails when it cannot. With --prepare, as after `npm ci`, it does it only when something that it is made of is
 * newer than it, and a failure is only told: the server does not need the studio.
 */
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { buildStudio, buildStudioIfStale, studioFolder } from './build/build-studio.ts';
import { root } from './build/root.ts';

const told = `${relative(root, studioFolder)}: built`;
const { values } = parseArgs({ options: { prepare: { type: 'boolean', default: false } } });
if (values.prepare) {
  try {
    if (await buildStudioIfStale()) console.log(told);
  } catch (error) {
    console.error('The studio could not be built; `npm run build:studio` tries it again.', error);
  }
} else {
  await buildStudio();
  console.log(told);
}
