import { requireSafeSqlite } from '../../store/index.ts';
import { type Check, fail, failedBy, ok, warn } from './check.ts';

/** What the repository pins and what Streambed is tested with. */
const TESTED_NODE = 26;
/** The first that strips types and has node:sqlite without a flag. */
const OLDEST_NODE = 24;

/** Versions of Node.js and of the SQLite inside of it. */
export const runtimeChecks = (versions: {
  readonly node: string;
  readonly sqlite?: string | undefined;
}): Check[] => [nodeCheck(versions.node), sqliteCheck(versions.sqlite)];

const nodeCheck = (version: string): Check => {
  const major = Number.parseInt(version, 10);
  const remedy = 'Use the one that npm ci installs: npm start, or npx streambed.';
  if (major >= TESTED_NODE) return ok('Node.js', version);
  if (major >= OLDEST_NODE)
    return warn('Node.js', `${version}; Streambed is tested with ${TESTED_NODE}.`, remedy);
  return fail('Node.js', `${version} is too old; Streambed needs ${TESTED_NODE}.`, remedy);
};

const sqliteCheck = (version: string | undefined): Check => {
  try {
    requireSafeSqlite(version);
    return ok('SQLite', version ?? 'unknown');
  } catch (error) {
    return failedBy('SQLite', error);
  }
};
