import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { generate } from './generate-model.ts';

test('packages/model holds what model/*.json and its patches say', () => {
  for (const [path, text] of generate()) {
    const written = readFileSync(new URL(`../packages/model/src/generated/${path}`, import.meta.url), 'utf8');
    expect(written === text, `${path} is out of date; run npm run generate`).toBe(true);
  }
});
