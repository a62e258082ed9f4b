import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { lstatSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FlowError, Ids } from '@streambed/flow/ports';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { portCall } from '../port-call.fixture.ts';
import { describeObjectStore } from './contract.ts';
import { createEmbeddedObjectStore } from './embedded.ts';
import { decodeKey, encodeKey } from './key-path.ts';

const ids: Ids = { resourceId: () => 'AAAAAAAAAA', uuid: () => randomUUID() };
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describeObjectStore('embedded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'streambed-objects-'));
  await mkdir(join(folder, 'first-bucket'));
  await mkdir(join(folder, 'second-bucket'));
  return {
    store: createEmbeddedObjectStore({ folder, ids }),
    bucket: 'first-bucket',
    otherBucket: 'second-bucket',
    missingBucket: 'no-such-bucket',
    close: () => rm(folder, { recursive: true, force: true }),
  };
});

test.each(['letter.txt', 'letters/2026/letter.txt'])(
  'a bucket that is not there is told of, whatever the key: %s',
  async (key) => {
    const folder = await mkdtemp(join(tmpdir(), 'streambed-objects-'));
    try {
      const store = createEmbeddedObjectStore({ folder, ids, shownAs: 'objects' });
      await expect(store.getObject({ bucket: 'letters', key }, portCall())).rejects.toThrow(
        'There is no bucket letters: make the folder objects/letters.',
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

describe('keys as paths', () => {
  test.each([
    ['reports/2026/a.txt', ['reports', '2026', 'a.txt']],
    ['Überblick – März.md', ['Überblick – März.md']],
    ['.hidden', ['.hidden']],
    ['', ['%-']],
    ['a//b/', ['a', '%-', 'b', '%-']],
    ['/etc/passwd', ['%-', 'etc', 'passwd']],
    ['.', ['%2E']],
    ['../up', ['.%2E', 'up']],
    ['..\\up', ['..%5Cup']],
    ['C:\\x', ['C%3A%5Cx']],
    ['%2e%2e%2f', ['%252e%252e%252f']],
    ['%tmp', ['%25tmp']],
    ['end.', ['end%2E']],
    ['end ', ['end%20']],
    ['CON', ['%43ON']],
    ['con.txt', ['%63on.txt']],
    ['com¹', ['%63om¹']],
    ['Console', ['Console']],
    ['a\0b\u202e', ['a%00b%E2%80%AE']],
  ])('%j', (key, names) => {
    expect(encodeKey(key)).toEqual(names);
    expect(decodeKey(names)).toBe(key);
  });

  test.each([
    [['%2e']],
    [['a%2fb']],
    [['..']],
    [['']],
    [['%zz']],
    [['%hashed', 'x']],
    [['a:b']],
    [['%E2%80']],
  ])('%j belongs to no key', (names) => expect(decodeKey(names)).toBeUndefined());

  test('every key of a path comes back from it, and every name of it is one a file system can only read as a name', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        const names = encodeKey(key);
        if (names === undefined) return Buffer.byteLength(key) > 60;
        expect(decodeKey(names)).toBe(key);
        for (const name of names) {
          expect(['', '.', '..']).not.toContain(name);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
          expect(name).not.toMatch(/[/\\:\u0000-\u001f]|[. ]$/);
        }
        return true;
      }),
      { numRuns: 1000 },
    );
  });
});

describe('embedded object store', () => {
  let outside: string;
  let folder: string;
  beforeEach(async () => {
    outside = await mkdtemp(join(tmpdir(), 'streambed-objects-'));
    folder = join(outside, 'objects');
  });
  afterEach(() => rm(outside, { recursive: true, force: true }));

  const open = (maximumObjectBytes?: number) =>
    createEmbeddedObjectStore({ folder, ids, ...(maximumObjectBytes && { maximumObjectBytes }) });
  const request = (key: string, value: string) => ({
    bucket: 'docs',
    key,
    body: text(value),
    contentType: 'text/plain',
  });
  const faultOf = async (answer: Promise<unknown>) =>
    (
      await answer.then(
        () => expect.unreachable(),
        (error: FlowError) => error,
      )
    ).fault;

  test('any key is read back byte for byte under that key only, and nothing appears outside the root', async () => {
    const store = open();
    await store.putObject(request('a', 'a'), portCall());
    const before = inodes(outside, folder);
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(anyKey, fc.uint8Array({ maxLength: 32 })), {
          selector: ([key]) => key,
          maxLength: 8,
        }),
        async (objects) => {
          await rm(join(folder, 'docs'), { recursive: true, force: true });
          for (const [key, body] of objects)
            await store.putObject({ bucket: 'docs', key, body, contentType: 'x/y' }, portCall());
          for (const [key, body] of objects)
            expect(
              Buffer.from((await store.getObject({ bucket: 'docs', key }, portCall())).body).equals(body),
            ).toBe(true);
          expect(inodes(outside, folder)).toEqual(before);
          expect(await readdir(join(folder, '%tmp'))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  test('a dropped file is an object, a written object is a file', async () => {
    await mkdir(join(folder, 'docs/in'), { recursive: true });
    await writeFile(join(folder, 'docs/in/letter.txt'), 'dear');
    const store = open();
    const read = await store.getObject({ bucket: 'docs', key: 'in/letter.txt' }, portCall());
    expect(Buffer.from(read.body).toString()).toBe('dear');
    await store.putObject(request('out/answer.txt', 'yes'), portCall());
    expect(await readFile(join(folder, 'docs/out/answer.txt'), 'utf8')).toBe('yes');
  });

  test('a put makes the bucket, for its owner only', async () => {
    await open().putObject(request('deep/er/x', 'x'), portCall());
    for (const path of ['docs', 'docs/deep', 'docs/deep/er'])
      expect((await stat(join(folder, path))).mode & 0o077).toBe(0);
    expect((await stat(join(folder, 'docs/deep/er/x'))).mode & 0o777).toBe(0o600);
  });

  test('says in which file it looked', async () => {
    await mkdir(join(folder, 'docs'), { recursive: true });
    const fault = await faultOf(open().getObject({ bucket: 'docs', key: 'in/a:b' }, portCall()));
    expect(fault.message).toContain('objects/docs/in/a%3Ab');
    expect(fault.message).not.toContain(outside);
  });

  test.each(['folder', 'file', 'bucket'])('does not follow a link in place of a %s', async (place) => {
    const secret = join(outside, 'secret');
    await mkdir(secret);
    await writeFile(join(secret, 'x'), 'canary');
    await mkdir(join(folder, 'docs/dir'), { recursive: true });
    const link = { folder: 'docs/link', file: 'docs/dir/x', bucket: 'linked' }[place]!;
    await symlink(place === 'file' ? join(secret, 'x') : secret, join(folder, link));
    const bucket = place === 'bucket' ? 'linked' : 'docs';
    const key = { folder: 'link/x', file: 'dir/x', bucket: 'x' }[place]!;
    const store = open();
    const read = await faultOf(store.getObject({ bucket, key }, portCall()));
    const written = await faultOf(store.putObject({ ...request(key, 'evil'), bucket }, portCall()));
    for (const fault of [read, written]) {
      expect(fault.kind).toBe('accessDenied');
      expect(fault.message).toContain('link');
    }
    expect(await readFile(join(secret, 'x'), 'utf8')).toBe('canary');
  });

  test('a list holds what gets find, and nothing else that lies there', async () => {
    await mkdir(join(outside, 'secret'));
    await writeFile(join(outside, 'secret/x'), 'canary');
    await mkdir(join(folder, 'docs/dir'), { recursive: true });
    await symlink(join(outside, 'secret'), join(folder, 'docs/link'));
    await symlink(join(outside, 'secret/x'), join(folder, 'docs/dir/x'));
    await writeFile(join(folder, 'docs/not%zz'), 'no key has this name');
    await writeFile(join(folder, 'docs/dir/a.txt'), 'dropped');
    const store = open();
    await store.putObject(request('a/b', 'leaf'), portCall());
    await store.putObject(request('a', 'stem'), portCall());
    const keys: string[] = [];
    for await (const objects of store.listObjects({ bucket: 'docs' }, portCall()))
      keys.push(...objects.map(({ key }) => key));
    expect(keys.sort()).toEqual(['a', 'a/b', 'dir/a.txt']);
    await symlink(join(outside, 'secret'), join(folder, 'linked'));
    const linked = store.listObjects({ bucket: 'linked' }, portCall())[Symbol.asyncIterator]().next();
    expect((await faultOf(linked)).kind).toBe('accessDenied');
  });

  test('a key whose place is taken is still its own object, also when the place becomes free', async () => {
    const store = open();
    await store.putObject(request('a/b', 'leaf'), portCall());
    await store.putObject(request('a', 'stem'), portCall());
    expect(await read(store, 'a')).toBe('stem');
    await rm(join(folder, 'docs/a'), { recursive: true });
    expect(await read(store, 'a')).toBe('stem');
    await store.putObject(request('a', 'newer'), portCall());
    expect(await readFile(join(folder, 'docs/a'), 'utf8')).toBe('newer');
    expect(await readdir(join(folder, 'docs/%hashed'))).toEqual([]);
  });

  test('a key too long for a path lies under its hash with the key beside it', async () => {
    const key = `${'long/'.repeat(150)}x`;
    await open().putObject(request(key, 'x'), portCall());
    const names = await readdir(join(folder, 'docs/%hashed'));
    const beside = names.find((name) => name.endsWith('.key'))!;
    expect(await readFile(join(folder, 'docs/%hashed', beside), 'utf8')).toBe(key);
  });

  test('neither reads nor writes above the limit', async () => {
    const store = open(1000);
    await store.putObject(request('small', 'x'.repeat(1000)), portCall());
    expect((await faultOf(store.putObject(request('big', 'x'.repeat(1001)), portCall()))).message).toContain(
      '1001 bytes',
    );
    await truncate(join(folder, 'docs/small'), 5_000_000_000);
    expect((await faultOf(store.getObject({ bucket: 'docs', key: 'small' }, portCall()))).message).toContain(
      '5000000000 bytes',
    );
  });

  test.runIf(process.platform !== 'win32')('a pipe or a folder in place of a file is no object', async () => {
    await mkdir(join(folder, 'docs/dir'), { recursive: true });
    execFileSync('mkfifo', [join(folder, 'docs/pipe')]);
    const store = open();
    for (const key of ['pipe', 'dir'])
      expect((await faultOf(store.getObject({ bucket: 'docs', key }, portCall()))).kind).toBe(
        'dependencyFailed',
      );
  });

  test('what a crash left unfinished is cleared away at the next start', async () => {
    await mkdir(join(folder, '%tmp'), { recursive: true });
    await writeFile(join(folder, '%tmp/half'), 'half');
    await open().putObject(request('x', 'x'), portCall());
    expect(await readdir(join(folder, '%tmp'))).toEqual([]);
  });

  test('a reader never sees half an object while it is replaced again and again', async () => {
    const store = open();
    const bodies = ['a'.repeat(200_000), 'b'.repeat(300_000)];
    await store.putObject(request('x', bodies[0]!), portCall());
    let writing = true;
    const writer = (async () => {
      for (let round = 0; round < 20; round++)
        await store.putObject(request('x', bodies[round % 2]!), portCall());
      writing = false;
    })();
    while (writing) expect(bodies).toContain(await read(store, 'x'));
    await writer;
  });

  test('puts of keys that want each other in place of a folder and a file all last', async () => {
    const store = open();
    const keys = ['r', 'r/s', 'r/s/t', 'u/v', 'u', 'u/v/w'];
    await Promise.all(keys.map((key) => store.putObject(request(key, `of ${key}`), portCall())));
    for (const key of keys) expect(await read(store, key)).toBe(`of ${key}`);
  });

  test('a file where a bucket belongs is said without the path of this machine', async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'docs'), 'x');
    const fault = await faultOf(open().putObject(request('x', 'x'), portCall()));
    expect(fault).toMatchObject({ kind: 'dependencyFailed', resourceName: 's3://docs/x' });
    expect(fault.message).toContain('objects/docs/x');
    expect(fault.message).not.toContain(outside);
  });

  const read = async (store: ReturnType<typeof open>, key: string) =>
    Buffer.from((await store.getObject({ bucket: 'docs', key }, portCall())).body).toString();
});

/** Every file and folder below `folder` but not below `except`, by inode and content. */
function inodes(folder: string, except: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (path === except) return [];
    const { ino, size } = lstatSync(path);
    return [`${path} ${ino} ${size}`, ...(lstatSync(path).isDirectory() ? inodes(path, except) : [])];
  });
}

const nasty = [
  '..',
  '.',
  '',
  'CON',
  'nul.txt',
  'a',
  'A',
  'b',
  'caf\u00e9',
  'cafe\u0301',
  '%2e%2e',
  '%',
  '%00',
  '\0',
  'x.',
  'x ',
  '..\\..',
  'C:',
  '~',
  '%tmp',
  '%hashed',
  '__proto__',
  '\u202e',
  'x'.repeat(201),
  '😀',
  '\u00ad',
  'COM1',
  '-rf',
];
const anyKey = fc
  .oneof(
    {
      weight: 3,
      arbitrary: fc
        .array(fc.constantFrom(...nasty), { minLength: 1, maxLength: 5 })
        .map((parts) => parts.join('/')),
    },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('../'.repeat(341), '\0'.repeat(1024), 'é'.repeat(512), 'a/'.repeat(512)),
    },
  )
  .filter((key) => key !== '' && key.isWellFormed() && Buffer.byteLength(key) <= 1024);
