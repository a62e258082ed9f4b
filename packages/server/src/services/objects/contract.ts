import { FlowError, type ObjectStorePort } from '@streambed/flow/ports';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import type { ListedObject, ObjectListing } from './object-listing.ts';

/** An object store under test: two buckets that exist, one that does not. */
export interface OpenObjectStore {
  readonly store: ObjectStorePort & ObjectListing;
  readonly bucket: string;
  readonly otherBucket: string;
  readonly missingBucket: string;
  close(): Promise<void>;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** What every object store promises to flows; run for each implementation. */
export function describeObjectStore(name: string, open: () => Promise<OpenObjectStore>): void {
  describe(`object store: ${name}`, () => {
    let opened: OpenObjectStore;
    beforeAll(async () => {
      opened = await open();
    }, 60_000);
    afterAll(() => opened.close());

    const put = (key: string, body: Uint8Array, bucket = opened.bucket) =>
      opened.store.putObject({ bucket, key, body, contentType: 'text/plain' }, portCall());
    const get = (key: string, bucket = opened.bucket) => opened.store.getObject({ bucket, key }, portCall());
    const failure = async (answer: Promise<unknown>): Promise<FlowError> => {
      const error = await answer.then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(FlowError);
      return error as FlowError;
    };

    test('gives back the bytes that were put, with their MD5 as ETag and a request id', async () => {
      const written = await put('reports/2026/a.txt', text('hello'));
      expect(written.eTag).toBe('5d41402abc4b2a76b9719d911017c592');
      expect(written.requestId).not.toBe('');
      const read = await get('reports/2026/a.txt');
      expect(Buffer.from(read.body).toString()).toBe('hello');
      expect(read.eTag).toBe(written.eTag);
      expect(read.requestId).not.toBe('');
    });

    test.each([
      ['nothing', new Uint8Array()],
      ['every byte', Uint8Array.from({ length: 256 }, (_, index) => index)],
      ['a megabyte', new Uint8Array(1024 * 1024).fill(7)],
    ])('keeps %s', async (_, body) => {
      await put('bytes', body);
      expect(Buffer.from((await get('bytes')).body).equals(body)).toBe(true);
    });

    test('a second put replaces the first whole', async () => {
      await put('twice', text('the first and the longer one'));
      await put('twice', text('second'));
      expect(Buffer.from((await get('twice')).body).toString()).toBe('second');
    });

    test('buckets do not share keys', async () => {
      await put('same', text('one'));
      await put('same', text('two'), opened.otherBucket);
      expect(Buffer.from((await get('same')).body).toString()).toBe('one');
    });

    test('a key may be the beginning of another', async () => {
      await put('stem', text('short'));
      await put('stem/leaf', text('long'));
      await put('branch/leaf', text('long'));
      await put('branch', text('short'));
      for (const key of ['stem', 'branch']) {
        expect(Buffer.from((await get(key)).body).toString()).toBe('short');
        expect(Buffer.from((await get(`${key}/leaf`)).body).toString()).toBe('long');
      }
    });

    test('keys that look alike are different keys', async () => {
      const keys = [
        'Case',
        'case',
        'caf\u00e9',
        'cafe\u0301',
        'a b',
        'a+b',
        'a%20b',
        'x//y',
        'x/y',
        'z',
        'z/',
      ];
      for (const key of keys) await put(key, text(`of ${key}`));
      for (const key of keys) expect(Buffer.from((await get(key)).body).toString()).toBe(`of ${key}`);
    });

    test('the longest key is stored, a longer one refused', async () => {
      const longest = 'k'.repeat(1024);
      await put(longest, text('long'));
      expect(Buffer.from((await get(longest)).body).toString()).toBe('long');
      expect((await failure(put(`${longest}k`, text('x')))).fault.kind).toBe('dependencyFailed');
    });

    test.each([
      'a/../b',
      '../b',
      './b',
      'b',
      '%2e%2e',
      '%252e',
      'q?x=1&y=2',
      'q',
      'h#1',
      '+',
      ' ',
      '&;=,@!',
      '日本/語',
    ])('the key %j is taken by its letters', async (key) => {
      await put(key, text(`exactly ${key}`));
      expect(Buffer.from((await get(key)).body).toString()).toBe(`exactly ${key}`);
    });

    test('and none of those keys was another', async () => {
      for (const key of ['a/../b', '../b', './b', 'b', 'q?x=1&y=2', 'q'])
        expect(Buffer.from((await get(key)).body).toString()).toBe(`exactly ${key}`);
    });

    test('a missing object is a failed dependency that names it', async () => {
      const { fault } = await failure(get('no/such.txt'));
      expect(fault).toMatchObject({
        kind: 'dependencyFailed',
        blame: 'dependency',
        resourceName: `s3://${opened.bucket}/no/such.txt`,
      });
      expect(fault.message).toContain('no/such.txt');
    });

    test('a missing bucket is a failed dependency that names it', async () => {
      const { fault } = await failure(get('key', opened.missingBucket));
      expect(fault.kind).toBe('dependencyFailed');
      expect(fault.message).toContain(opened.missingBucket);
    });

    test.each([
      '..',
      'UPPER',
      'a',
      'under_score',
      '127.0.0.1',
      'a/../b',
      'dots..dots',
      '-x-',
      'x'.repeat(64),
    ])('refuses the bucket name %s', async (bucket) => {
      expect((await failure(put('key', text('x'), bucket))).fault.kind).toBe('dependencyFailed');
      expect((await failure(get('key', bucket))).fault.kind).toBe('dependencyFailed');
    });

    test('refuses a key that UTF-8 cannot express, and an empty one', async () => {
      for (const key of ['\ud800', ''])
        expect((await failure(put(key, text('x')))).fault.kind).toBe('dependencyFailed');
    });

    const list = async (prefix?: string, bucket = opened.bucket): Promise<Map<string, ListedObject>> => {
      const found: ListedObject[] = [];
      const request = { bucket, ...(prefix !== undefined && { prefix }) };
      for await (const objects of opened.store.listObjects(request, portCall())) found.push(...objects);
      const byKey = new Map(found.map((object) => [object.key, object]));
      expect(byKey.size, 'each key once').toBe(found.length);
      return byKey;
    };

    test.each<[prefix: string, keys: readonly string[]]>([
      [
        '',
        [
          'l',
          'l/',
          'l/a.txt',
          'l/a/b c.md',
          'l/a/Überblick 50%.md',
          'l/am.txt',
          `l/${'long'.repeat(200)}`,
          'm',
        ],
      ],
      ['l/', ['l/', 'l/a.txt', 'l/a/b c.md', 'l/a/Überblick 50%.md', 'l/am.txt', `l/${'long'.repeat(200)}`]],
      ['l/a', ['l/a.txt', 'l/a/b c.md', 'l/a/Überblick 50%.md', 'l/am.txt']],
      ['l/a/', ['l/a/b c.md', 'l/a/Überblick 50%.md']],
      ['l/lo', [`l/${'long'.repeat(200)}`]],
      ['nothing', []],
    ])('lists the objects whose keys begin with %j', async (prefix, keys) => {
      const all = ['l', 'l/', 'l/a.txt', 'l/a/b c.md', 'l/a/Überblick 50%.md', 'l/am.txt', 'm'];
      for (const key of [...all, `l/${'long'.repeat(200)}`]) await put(`listed/${key}`, text(key));
      const found = await list(`listed/${prefix}`);
      expect([...found.keys()].sort()).toEqual(keys.map((key) => `listed/${key}`).sort());
      for (const [key, { size }] of found) expect(size).toBe(Buffer.byteLength(key) - 'listed/'.length);
    });

    test('what is listed has the same tag as long as it is the same', async () => {
      await put('tagged/a', text('one'));
      await put('tagged/b', text('two'));
      const first = await list('tagged/');
      expect(await list('tagged/')).toEqual(first);
      await put('tagged/a', text('ONE'));
      const second = await list('tagged/');
      expect(second.get('tagged/a')?.tag).not.toBe(first.get('tagged/a')?.tag);
      expect(second.get('tagged/b')).toEqual(first.get('tagged/b'));
    });

    test('a bucket that is missing, or cannot be, has no list', async () => {
      for (const bucket of [opened.missingBucket, 'UPPER', '..']) {
        const { fault } = await failure(list('', bucket));
        expect(fault).toMatchObject({ kind: 'dependencyFailed', resourceName: `s3://${bucket}` });
      }
    });

    test('a call that was given up does nothing', async () => {
      const signal = AbortSignal.abort(new Error('given up'));
      const call = portCall({ signal });
      const body = text('x');
      await expect(
        opened.store.putObject({ bucket: opened.bucket, key: 'late', body, contentType: 'text/plain' }, call),
      ).rejects.toThrow();
      expect((await failure(get('late'))).fault.kind).toBe('dependencyFailed');
    });
  });
}
