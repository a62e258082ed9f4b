/**
 * Checks who imports whom against the table in docs/ARCHITECTURE.md ("Who may import whom"). Rooms are the folders
 * below packages/<package>/src; a package without rooms is one room. Exits 1 and names each import that the table does
 * not allow. `npm run imports`.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Importing room → rooms it may import, as the document's table says. */
export function readTable(markdown: string): Map<string, ReadonlySet<string>> {
  const section = markdown.split(/^## /m).find((text) => text.startsWith('Who may import whom'));
  if (!section) throw new Error('docs/ARCHITECTURE.md has no section "Who may import whom"');
  const table = new Map<string, ReadonlySet<string>>();
  for (const line of section.split('\n')) {
    const [, room, targets] = /^\|\s*`([\w/-]+)`\s*\|\s*(.*?)\s*\|/.exec(line) ?? [];
    if (room && targets !== undefined)
      table.set(room, new Set([...targets.matchAll(/`([\w/-]+)`/g)].map((match) => match[1] as string)));
  }
  return table;
}

/** `packages/flow/src/engine/advance.ts` → `flow/engine`; files directly in src → the package. */
export function roomOf(path: string): string {
  const [, name, , ...rest] = path.split(sep);
  return rest.length > 1 ? `${name}/${rest[0]}` : `${name}`;
}

/** The room an import specifier leads to; undefined for libraries. */
function targetOf(specifier: string, file: string): string | undefined {
  const own = /^@streambed\/([\w-]+)(?:\/([\w-]+))?/.exec(specifier);
  if (own?.[1] === 'model') return 'model';
  if (own) return own[2] ? `${own[1]}/${own[2]}` : `${own[1]}`;
  if (!specifier.startsWith('.')) return undefined;
  return roomOf(relative(root, resolve(dirname(join(root, file)), specifier)));
}

const IMPORT =
  /^\s*(?:import|export)\b[^'"]*?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)|^\} from ['"]([^'"]+)['"]/gm;

/** Every import that the table does not allow, as a sentence. */
export function violations(table: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const found: string[] = [];
  for (const file of globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root })) {
    if (/\.test\.tsx?$|test-support|\/generated\//.test(file)) continue;
    const room = roomOf(file);
    const allowed = table.get(room);
    if (!allowed) {
      found.push(`${file}: room ${room} does not stand in the table`);
      continue;
    }
    for (const match of readFileSync(join(root, file), 'utf8').matchAll(IMPORT)) {
      const specifier = (match[1] ?? match[2] ?? match[3]) as string;
      if (room.startsWith('flow/') && specifier.startsWith('node:'))
        found.push(`${file}: flow is pure and runs in browsers, but imports ${specifier}`);
      const target = targetOf(specifier, file);
      if (target !== undefined && target !== room && !allowed.has(target))
        found.push(`${file}: ${room} may not import ${target} (${specifier})`);
    }
  }
  return found;
}

if (import.meta.main) {
  const table = readTable(readFileSync(join(root, 'docs/ARCHITECTURE.md'), 'utf8'));
  const found = violations(table);
  for (const line of found) console.error(line);
  if (found.length > 0) process.exit(1);
  console.log(`imports: ${table.size} rooms keep to the table`);
}
