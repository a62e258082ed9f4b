import { afterEach, describe, expect, test } from 'vitest';
import { createDocumentParser, type DocumentParser, type DocumentParserOptions } from './document-parser.ts';
import { fixture, shown, textDocument } from './fixtures.fixture.ts';

let parser: DocumentParser | undefined;
afterEach(() => parser?.close());

const start = (options: DocumentParserOptions = {}): DocumentParser => {
  parser = createDocumentParser(options);
  return parser;
};

/** A page with sixty million operators. */
const slow = { name: 'bomb.pdf', bytes: fixture('bomb.pdf') };

describe('documents', () => {
  test('are parsed in threads, each its own, and the bytes stay the giver’s', async () => {
    const { parseDocument } = start();
    const sources = Array.from({ length: 60 }, (_, index) =>
      textDocument(`${index}.md`, `# Title ${index}\n\ntext`),
    );
    const documents = await Promise.all(sources.map((source) => parseDocument(source)));
    expect(documents.map(({ title }) => title)).toEqual(sources.map((_, index) => `Title ${index}`));
    expect(sources.every(({ bytes }) => bytes.length > 0)).toBe(true);
    expect(parser?.threads).toBe(2);
  });

  test('are those of the view, and not of the buffer that it is a part of', async () => {
    const whole = Buffer.from('before# Title\nafter');
    const document = await start().parseDocument({ name: 'a.md', bytes: whole.subarray(6, 14) });
    expect(shown(document)).toEqual(['heading1 Title']);
  });

  test('have their options', async () => {
    const document = await start().parseDocument({
      name: 'comma.csv',
      bytes: fixture('comma.csv'),
      options: { csvStructure: { contentField: 'answer', fieldsToInclude: ['id'] } },
    });
    expect(document.blocks.map(({ metadata }) => metadata)).toEqual([{ id: '1' }, { id: '2' }]);
  });
});

describe('a document that takes too long', () => {
  test('is given up, and those behind it are not', async () => {
    const { parseDocument } = start({ threads: 1, limits: { time: 2_000, memory: 8_192 } });
    const [late, next] = await Promise.allSettled([
      parseDocument(slow),
      parseDocument(textDocument('next.txt', 'next')),
    ]);
    expect(late).toMatchObject({
      reason: { reason: 'took-too-long', message: expect.stringContaining('2 s') },
    });
    expect(next).toMatchObject({ value: { blocks: [{ kind: 'paragraph', text: 'next' }] } });
  });

  test('is given up when nobody waits for it any more', async () => {
    const { parseDocument } = start({ threads: 1 });
    const leave = new AbortController();
    const late = parseDocument({ ...slow, signal: leave.signal });
    const next = parseDocument(textDocument('next.md', '# next'));
    leave.abort(new Error('stopped'));
    await expect(late).rejects.toThrow('stopped');
    expect((await next).title).toBe('next');
  });
});

test('a document that nobody waits for is not begun', async () => {
  const { parseDocument } = start({ threads: 1 });
  await expect(parseDocument({ ...slow, signal: AbortSignal.abort(new Error('too late')) })).rejects.toThrow(
    'too late',
  );
  expect(parser?.threads).toBe(0);
});

test('a document that needs too much memory is given up, and the process goes on', async () => {
  const { parseDocument } = start({ threads: 1, limits: { memory: 96 } });
  const numbers = textDocument('numbers.json', `[${'[1],'.repeat(3_000_000)}1]`);
  await expect(parseDocument(numbers)).rejects.toMatchObject({ reason: 'needs-too-much-memory' });
  expect((await parseDocument(textDocument('next.md', '# next'))).title).toBe('next');
});

test('the threads end when there was nothing to do for a while, and come back', async () => {
  let idle: (() => void) | undefined;
  const { parseDocument } = start({
    idleTime: 12_345,
    after: (delay, action) => {
      if (delay === 12_345) idle = action;
      const timer = delay === 12_345 ? undefined : setTimeout(action, delay);
      return () => {
        clearTimeout(timer);
        if (idle === action) idle = undefined;
      };
    },
  });
  await parseDocument(textDocument('a.md', '# a'));
  expect(parser?.threads).toBe(1);
  idle?.();
  expect(parser?.threads).toBe(0);
  expect((await parseDocument(textDocument('b.md', '# b'))).title).toBe('b');
  expect(parser?.threads).toBe(1);
});

test('closing rejects what waits, and ends the threads', async () => {
  const { parseDocument, close } = start({ threads: 1 });
  const waiting = [parseDocument(slow), parseDocument(slow)];
  const outcomes = Promise.allSettled(waiting);
  await close();
  for (const outcome of await outcomes)
    expect(outcome).toMatchObject({ reason: { message: expect.stringContaining('shutting down') } });
  expect(parser?.threads).toBe(0);
  await expect(parseDocument(textDocument('a.md', '# a'))).rejects.toThrow('shutting down');
});
