/**
 * The studio against its budgets (studio.md section 9): the built studio on the real server in a real Chromium, beside React
 * Flow alone with plain boxes in the same run. Prints one table; a timing that is missed fails nothing.
 *
 *   npm run bench:studio -- [--only open,drag] [--rounds 5] [--full]
 */
import { parseArgs } from 'node:util';
import { editorFiles } from './editor-files.ts';
import { firstLoad } from './first-load.ts';
import { drag, marquee, pan } from './gestures.ts';
import { timeline, value } from './large-runs.ts';
import { live, tokens } from './live.ts';
import { memory } from './memory.ts';
import { open } from './open.ts';
import { printTable, type Row } from './support/figures.ts';
import { openStage, type Part } from './support/stage.ts';
import { typing } from './typing.ts';

const parts: readonly Part[] = [
  firstLoad,
  editorFiles,
  open,
  drag,
  pan,
  marquee,
  typing,
  live,
  tokens,
  timeline,
  value,
  memory,
];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    full: { type: 'boolean', default: false },
  },
});
const names = values.only?.split(',') ?? parts.map(({ name }) => name);
for (const name of names)
  if (!parts.some((part) => part.name === name))
    throw new Error(`There is no part ${name}. There are: ${parts.map((part) => part.name).join(', ')}.`);

const stage = await openStage({ rounds: Number(values.rounds), isFull: values.full });
const rows: Row[] = [];
try {
  for (const part of parts.filter(({ name }) => names.includes(name))) {
    process.stderr.write(`${part.name} …\n`);
    rows.push(...(await part.measure(stage)));
  }
} finally {
  await stage.close();
}
const missed = printTable(rows);
console.log(
  `\n${stage.rounds} rounds. ${missed === 0 ? 'Every budget is met.' : `${missed} of the lines above miss their budget.`}`,
);
