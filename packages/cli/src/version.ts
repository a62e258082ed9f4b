import { readFileSync } from 'node:fs';

/** Of the package that this file belongs to, in the repository as in what is published. */
export const version = (): string => {
  try {
    const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  } catch {
    return 'unknown';
  }
};
