import { openSqliteStore } from '../dialects/sqlite/index.ts';
import { systemClock } from './system-clock.ts';

/*
 * Opens the store of the folder given, says `holding` or why not (with the ms that it took), and holds it until stdin
 * closes or the process dies.
 */
const [folder] = process.argv.slice(2) as [string];
const begun = performance.now();
try {
  const store = await openSqliteStore({ folder, clock: systemClock });
  console.log('holding');
  process.stdin.resume().on('end', () => store.close());
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  console.log(JSON.stringify({ code, message, took: performance.now() - begun }));
}
