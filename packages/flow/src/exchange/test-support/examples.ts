import { readdirSync, readFileSync } from 'node:fs';
import type { FlowDefinition } from '../../definition/index.ts';

const folder = new URL('../../../../../examples/', import.meta.url);

/** The definitions of all examples, by the names of their folders. */
export const exampleFlows: readonly [string, FlowDefinition][] = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((path) => /^[^/]+\/flow\.json$/.test(path))
  .map((path) => {
    const value = JSON.parse(readFileSync(new URL(path, folder), 'utf8')) as { definition?: FlowDefinition };
    return [path.split('/')[0]!, value.definition ?? (value as FlowDefinition)];
  });
