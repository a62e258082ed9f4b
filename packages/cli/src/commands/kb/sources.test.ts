import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contentsOf } from './folder.ts';
import { configurationOf, nameOf, readSources } from './sources.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streambed-kb-'));
  mkdirSync(join(folder, 'docs', 'deep', '.git'), { recursive: true });
  mkdirSync(join(folder, 'docs', 'node_modules'));
  for (const name of [
    'b.md',
    'a.TXT',
    'deep/c.pdf',
    'deep/.git/d.md',
    'node_modules/e.md',
    'f.exe',
    'b.md.metadata.json',
  ])
    writeFileSync(join(folder, 'docs', name), 'text');
  symlinkSync('/etc/hosts', join(folder, 'docs', 'link.txt'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('sources', () => {
  test('are folders, buckets and pages; pages become one source', () => {
    const sources = readSources([
      join(folder, 'docs'),
      's3://my-bucket/2026/',
      'https://example.com/a',
      's3://my-bucket',
      'https://example.com/b',
    ]);
    expect(sources.map(nameOf)).toEqual(['docs', 'my-bucket-2026', 'my-bucket', 'example-com']);
    expect(sources.map(configurationOf)).toEqual([
      { type: 'CUSTOM' },
      { type: 'S3', s3Configuration: { bucketArn: 'arn:aws:s3:::my-bucket', inclusionPrefixes: ['2026/'] } },
      { type: 'S3', s3Configuration: { bucketArn: 'arn:aws:s3:::my-bucket' } },
      {
        type: 'WEB',
        webConfiguration: {
          sourceConfiguration: {
            urlConfiguration: {
              seedUrls: [{ url: 'https://example.com/a' }, { url: 'https://example.com/b' }],
            },
          },
        },
      },
    ]);
  });
  test.each([
    ['s3://Not_A_Bucket/x', 'is no s3://bucket/prefix'],
    ['nowhere/at/all', 'nowhere/at/all is not there'],
    ['https://', 'is no address of a page'],
  ])('%s is refused', (given, message) => {
    expect(() => readSources([given])).toThrow(message);
  });
  test('a file is no folder', () => {
    expect(() => readSources([join(folder, 'docs', 'b.md')])).toThrow('is no folder');
  });
});

test('the documents of a folder: those that can be parsed, by name, nothing hidden, no link followed', () => {
  const { documents, leftOut } = contentsOf(join(folder, 'docs'));
  expect(documents.map(({ id }) => id)).toEqual(['a.TXT', 'b.md', 'deep/c.pdf']);
  expect(leftOut).toEqual(['f.exe']);
});
