/**
 * How much the threads for documents cost: 1,000 Markdown files through the parser, one thread and two, against the same
 * function called in this thread. Prints files per second, the best of five turns each, which take turns.
 * `npm run bench:parse-documents [files]`.
 */
import {
  createDocumentParser,
  DEFAULT_LIMITS,
} from '../packages/server/src/services/knowledge-bases/parsing/index.ts';
import { parseBytes } from '../packages/server/src/services/knowledge-bases/parsing/parse-bytes.ts';
import { markdown } from './support/markdown.ts';

const count = Number(process.argv[2] ?? 1_000);
const TURNS = 5;

const files = Array.from({ length: count }, (_, index) => ({
  name: `file-${index}.md`,
  bytes: new TextEncoder().encode(markdown(index)),
}));

const alone = async (): Promise<void> => {
  for (const file of files) await parseBytes(file, DEFAULT_LIMITS);
};
const one = createDocumentParser({ threads: 1 });
const two = createDocumentParser({ threads: 2 });
const through = (parser: typeof one) => async (): Promise<void> => {
  await Promise.all(files.map((file) => parser.parseDocument(file)));
};

const ways = [
  { name: 'in this thread', run: alone, best: 0 },
  { name: 'through one thread', run: through(one), best: 0 },
  { name: 'through two threads', run: through(two), best: 0 },
];
for (const way of ways) await way.run();
for (let turn = 0; turn < TURNS; turn++)
  for (const way of ways) {
    const start = performance.now();
    await way.run();
    way.best = Math.max(way.best, (count / (performance.now() - start)) * 1000);
  }
await Promise.all([one.close(), two.close()]);

const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
console.log(`${count} Markdown files, ${Math.round(bytes / count)} bytes each on average`);
const bare = ways[0]!.best;
for (const { name, best } of ways)
  console.log(`${name.padEnd(20)} ${best.toFixed(0).padStart(6)} files/s  ${(best / bare).toFixed(2)}`);
