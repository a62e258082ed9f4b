import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attributesBeside } from './sidecar.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-kb-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const beside = (content: string) => {
  const path = join(folder, 'report.pdf');
  writeFileSync(`${path}.metadata.json`, content);
  return attributesBeside(path);
};

test('a document without a metadata file has no attributes', () => {
  expect(attributesBeside(join(folder, 'none.pdf'))).toBeUndefined();
  expect(beside('{"metadataAttributes": {}}')).toBeUndefined();
});

test('attributes are read in both of their forms', () => {
  const metadataAttributes = {
    team: 'people',
    year: 2025,
    open: false,
    tags: ['a', 'b'],
    typed: { value: { type: 'NUMBER', numberValue: 7 }, includeForEmbedding: true },
  };
  expect(beside(JSON.stringify({ metadataAttributes }))).toEqual([
    { key: 'team', value: { type: 'STRING', stringValue: 'people' } },
    { key: 'year', value: { type: 'NUMBER', numberValue: 2025 } },
    { key: 'open', value: { type: 'BOOLEAN', booleanValue: false } },
    { key: 'tags', value: { type: 'STRING_LIST', stringListValue: ['a', 'b'] } },
    { key: 'typed', value: { type: 'NUMBER', numberValue: 7 } },
  ]);
});

test.each([
  ['{', 'is no JSON'],
  ['[]', 'is no JSON object'],
  ['{"team": "people"}', 'has no object metadataAttributes'],
  ['{"metadataAttributes": {"team": null}}', 'has the attribute team'],
  ['{"metadataAttributes": {"team": {"value": {"stringValue": "x"}}}}', 'has the attribute team'],
  [
    JSON.stringify({ metadataAttributes: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [n, n])) }),
    'more than 50 attributes',
  ],
])('%s is told of', (content, message) => {
  expect(() => beside(content)).toThrow(message);
});
