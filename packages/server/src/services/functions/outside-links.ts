import { readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { FunctionProblem } from './function-settings.ts';

/** Entries that are looked at; a folder with more is larger than any package that Lambda takes. */
const MAXIMUM_ENTRIES = 200_000;

/**
 * A symbolic link anywhere below `folder` (a real path) that leads out of it or nowhere, as a path from the folder;
 * undefined when there is none. Rejects with FunctionProblem when there are too many files to tell. Node's permission model checks the path of a link and not where it leads, so a
 * function that is confined to its folder must not come with one; it cannot make one itself.
 */
export async function linkLeadingOut(folder: string): Promise<string | undefined> {
  const open = [folder];
  let seen = 0;
  for (let current = open.pop(); current !== undefined; current = open.pop()) {
    for (const entry of await readdir(current, { withFileTypes: true })) {
      const path = join(current, entry.name);
      if (++seen > MAXIMUM_ENTRIES)
        throw new FunctionProblem(`Its folder has more than ${MAXIMUM_ENTRIES} files.`);
      if (entry.isDirectory()) open.push(path);
      else if (entry.isSymbolicLink()) {
        const target = await realpath(path).catch(() => '');
        if (!target.startsWith(folder + sep)) return relative(folder, path);
      }
    }
  }
  return undefined;
}
