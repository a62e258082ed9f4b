import { dependencyFailed } from '@streambed/flow/ports';
import { describe, expect, test } from 'vitest';
import type { ListedObject } from '../../objects/index.ts';
import { DEFAULT_LIMITS, DocumentProblem } from '../parsing/index.ts';
import { type ObjectSource, parseS3Uri, s3Document, s3Source } from './s3.ts';
import type { SourceDocument } from './source.ts';

const call = { key: 'job', accountId: '000000000000', region: 'us-east-1' };
const signal = new AbortController().signal;

interface Held {
  readonly text: string;
  /** What the list says of it, where that is not so. */
  readonly size?: number;
  readonly contentType?: string;
}

/** Objects in memory, listed in batches of two. */
const bucketOf = (held: Readonly<Record<string, Held | string>>, opened: string[] = []): ObjectSource => {
  const objects = new Map(
    Object.entries(held).map(([key, object]) => [
      key,
      typeof object === 'string' ? { text: object } : object,
    ]),
  );
  return {
    async getObject({ bucket, key }) {
      opened.push(key);
      const object = objects.get(key);
      if (!object || bucket !== 'docs') throw dependencyFailed(key, 'not there');
      const { text, contentType } = object;
      return { body: new TextEncoder().encode(text), requestId: 'r', ...(contentType && { contentType }) };
    },
    async *listObjects({ bucket, prefix = '' }) {
      if (bucket !== 'docs') throw dependencyFailed(bucket, 'There is no bucket.');
      const found: ListedObject[] = [...objects]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, { text, size }]) => ({ key, size: size ?? text.length, tag: `tag of ${text}` }));
      for (let at = 0; at < found.length; at += 2) yield found.slice(at, at + 2);
    },
  };
};

const listed = async (
  held: Readonly<Record<string, Held | string>>,
  inclusionPrefixes?: string[],
  opened: string[] = [],
) => {
  const configuration = { bucketArn: 'arn:aws:s3:::docs', ...(inclusionPrefixes && { inclusionPrefixes }) };
  const { expected, items } = await s3Source({ objects: bucketOf(held, opened), configuration, call })(
    signal,
  );
  const documents: SourceDocument[] = [];
  const skipped: string[] = [];
  for await (const item of items)
    if ('skipped' in item) skipped.push(item.skipped);
    else documents.push(item);
  return { expected, documents, skipped };
};

const HELD = {
  'a.md': 'A',
  'a.md.metadata.json': '{}',
  'sub/b.pdf': 'B',
  'sub/c.png': 'C',
  'sub/': '',
  'sub/orphan.txt.metadata.json': '{}',
  'sub/metadata.json': '{"a": 1}',
  'other/old.doc': 'D',
  LICENSE: 'L',
  '.metadata.json': '{"a": 1}',
};

describe('the documents of a bucket', () => {
  test.each<[prefixes: string[] | undefined, documents: string[], skipped: string[]]>([
    [
      undefined,
      ['.metadata.json', 'a.md + a.md.metadata.json', 'other/old.doc', 'sub/b.pdf', 'sub/metadata.json'],
      ['LICENSE', 'sub/c.png'],
    ],
    [
      [],
      ['.metadata.json', 'a.md + a.md.metadata.json', 'other/old.doc', 'sub/b.pdf', 'sub/metadata.json'],
      ['LICENSE', 'sub/c.png'],
    ],
    [['sub/'], ['sub/b.pdf', 'sub/metadata.json'], ['sub/c.png']],
    [['a'], ['a.md + a.md.metadata.json'], []],
    [['sub/', 'sub/b'], ['sub/b.pdf', 'sub/metadata.json'], ['sub/c.png']],
    [['nothing'], [], []],
  ])('with the prefixes %j', async (prefixes, documents, skipped) => {
    const found = await listed(HELD, prefixes);
    expect(
      found.documents.map(({ name, sidecar }) => (sidecar ? `${name} + ${sidecar.name}` : name)).sort(),
    ).toEqual(documents);
    expect(found.skipped.sort()).toEqual(skipped.map((key) => `s3://docs/${key}`));
    expect(found.expected).toBe(documents.length + skipped.length);
  });

  test('are opened with their type, and their metadata with them', async () => {
    const { documents } = await listed({
      'a.txt': { text: 'hello', contentType: 'text/plain; charset=utf-8' },
      'a.txt.metadata.json': '{"metadataAttributes": {}}',
    });
    const [document] = documents;
    expect(document).toMatchObject({
      documentId: 's3://docs/a.txt',
      sourceType: 'S3',
      size: 5,
      tag: 'tag of hello',
    });
    expect(await document?.open({ signal })).toEqual({
      bytes: new TextEncoder().encode('hello'),
      mimeType: 'text/plain; charset=utf-8',
    });
    const sidecar = await document?.sidecar?.open({ signal });
    expect(new TextDecoder().decode(sidecar)).toBe('{"metadataAttributes": {}}');
  });

  test.each(['big.txt', 'big.txt.metadata.json'])(
    'too large a file is not even asked for: %s',
    async (large) => {
      const opened: string[] = [];
      const held = { 'big.txt': 'x', 'big.txt.metadata.json': '{}' };
      const { documents } = await listed(
        { ...held, [large]: { text: 'x', size: DEFAULT_LIMITS.inputSize + 1 } },
        undefined,
        opened,
      );
      const file = large === 'big.txt' ? documents[0] : documents[0]?.sidecar;
      await expect(file?.open({ signal })).rejects.toThrow(DocumentProblem);
      expect(opened).toEqual([]);
    },
  );

  test('a bucket that cannot be listed has no documents, rather than none', async () => {
    const configuration = { bucketArn: 'arn:aws:s3:::missing' };
    await expect(s3Source({ objects: bucketOf({}), configuration, call })(signal)).rejects.toThrow(
      'no bucket',
    );
  });
});

describe('one object by its address', () => {
  const objects = bucketOf({ 'a.md': 'A', 'a.md.metadata.json': '{}', 'a.md.txt': 'other', 'b.md': 'B' });

  test.each([
    ['s3://docs/a.md', 'a.md.metadata.json'],
    ['s3://docs/b.md', undefined],
  ])('%s is as the list tells it', async (uri, sidecar) => {
    const document = await s3Document({ objects, call, uri, signal });
    expect(document).toMatchObject({ documentId: uri, tag: expect.stringContaining('tag of') });
    expect(document?.sidecar?.name).toBe(sidecar);
  });

  test('what is not there is not there', async () => {
    expect(await s3Document({ objects, call, uri: 's3://docs/a', signal })).toBeUndefined();
  });

  test.each(['', 's3://', 's3://docs', 's3://docs/', 'https://docs/a.md', '/docs/a.md'])(
    '%j is no address',
    (uri) => {
      expect(() => parseS3Uri(uri)).toThrow(DocumentProblem);
    },
  );
});
