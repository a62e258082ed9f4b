import fc from 'fast-check';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { createDocumentParser } from './document-parser.ts';
import { DocumentProblem, type DocumentProblemReason } from './document-problem.ts';
import { fixture, parseHere, textDocument } from './fixtures.fixture.ts';
import type { DocumentSource } from './parse-bytes.ts';

/** Files that are refused: the reason, and what the sentence says besides the name. */
const refused: readonly [DocumentSource, DocumentProblemReason, RegExp][] = [
  ...(
    [
      ['password.docx', 'encrypted', /password.*without one/],
      ['password.xlsx', 'encrypted', /password.*without one/],
      ['password.pdf', 'encrypted', /password.*without one/],
      ['truncated.docx', 'broken', /damaged or cut off.*again/],
      ['truncated.pdf', 'broken', /damaged or cut off.*again/],
      ['no-text.pdf', 'no-text', /OCR/],
      ['predefined-cmap.pdf', 'unsupported', /East Asian letters.*UniJIS.*fonts embedded/],
      ['zip-bomb.docx', 'expands-too-much', /200-fold/],
      ['claims-1-gb.docx', 'expands-too-much', /claim more than 200 MiB/],
      ['entities.docx', 'expands-too-much', /entities/],
      ['nested.docx', 'nested-too-deep', /500 levels/],
      ['far-cell.xlsx', 'too-large', /1,048,576 rows and 16,384 columns/],
      ['libreoffice.doc', 'unsupported', /before 2007.*\.docx/],
      ['libreoffice.odt', 'unsupported', /OpenDocument.*\.docx/],
      ['libreoffice.rtf', 'unsupported', /Rich Text.*\.docx/],
      ['plain.zip', 'unsupported', /zip archive\. Unpack it/],
    ] as const
  ).map(
    ([name, reason, said]) =>
      [{ name, bytes: fixture(name) }, reason, said] satisfies [
        DocumentSource,
        DocumentProblemReason,
        RegExp,
      ],
  ),
  [{ name: 'a.txt', bytes: new Uint8Array() }, 'empty', /no bytes/],
  [textDocument('a.md', ' \n\t\n'), 'empty', /white space/],
  [{ name: 'a.txt', bytes: new Uint8Array(50 * 1024 * 1024 + 1) }, 'too-large', /50 MiB.*Split it/],
  [textDocument('a.pdf', 'no such thing'), 'broken', /\.pdf file begins with/],
  [textDocument('a.docx', '<html>'), 'broken', /\.docx file begins with/],
  [{ name: 'a.docx', bytes: fixture('plain.zip') }, 'broken', /without the parts/],
  [{ name: 'a.txt', bytes: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1') }, 'unsupported', /picture.*OCR/],
  [textDocument('a.json', '{"a": '), 'broken', /no valid JSON/],
  [textDocument('a.json', '['.repeat(20_000) + ']'.repeat(20_000)), 'nested-too-deep', /Flatten/],
  [textDocument('a.html', '<div>'.repeat(20_000)), 'nested-too-deep', /500 levels/],
  [textDocument('a.html', `${'<ul><li>'.repeat(2_000)}x`), 'nested-too-deep', /500 levels/],
  [textDocument('a.html', '<script>only()</script>'), 'no-text', /no text/],
  [textDocument('a.csv', `a,b\n"${'x'.repeat(1_100_000)}`), 'broken', /damaged/],
];

// By number: the names of tests would be made of the bytes, of which one has 50 million.
test.each(refused.map(([{ name }, reason], index) => ({ name, reason, index })))(
  '$name: $reason',
  async ({ index, reason }) => {
    const [source, , said] = refused[index]!;
    const error = await parseHere(source).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DocumentProblem);
    expect(error).toMatchObject({ reason, message: expect.stringMatching(said) });
    expect((error as Error).message.startsWith(source.name)).toBe(true);
  },
);

test('names of files do not garble the sentence', async () => {
  const name = `folder/a\u001b[31m\nb\ud800${'x'.repeat(500)}.txt`;
  const error = (await parseHere({ name, bytes: new Uint8Array() }).catch(
    (thrown: unknown) => thrown,
  )) as Error;
  expect(error.message).toMatch(/^a \[31m b\ufffdx+… is empty/);
});

test('what is in the file and not its name decides, where the bytes say it for certain', async () => {
  expect((await parseHere({ name: 'a.txt', bytes: fixture('reportlab.pdf') })).mimeType).toBe(
    'application/pdf',
  );
  expect((await parseHere({ name: 'a', bytes: fixture('python-docx.docx') })).mimeType).toContain(
    'wordprocessingml',
  );
  expect((await parseHere(textDocument('a.md', 'Files begin with %PDF-1.7'))).mimeType).toBe('text/markdown');
});

test.each([
  ['a', 'text/markdown', '# a', 'text/markdown'],
  ['a', 'TEXT/HTML; charset=utf-8', '<p>a', 'text/html'],
  ['a.md', 'text/html', '# a', 'text/markdown'],
  ['a', 'application/octet-stream', 'a', 'text/plain'],
  ['a', undefined, ' <!DOCTYPE html><p>a', 'text/html'],
  ['a', 'application/json', '{"a":1}', 'application/json'],
  ['a.TSV', undefined, 'a\tb\n1\t2', 'text/csv'],
])('%s, declared %s: %s is %s', async (name, mimeType, text, expected) => {
  const { mimeType: found } = await parseHere({ ...textDocument(name, text), ...(mimeType && { mimeType }) });
  expect(found).toBe(expected);
});

test('no more text comes out of a document than is allowed', async () => {
  const source = textDocument('a.txt', 'word '.repeat(1_000));
  await expect(parseHere(source, { textLength: 1_000 })).rejects.toMatchObject({ reason: 'too-much-text' });
});

describe('within a thread', () => {
  const parser = createDocumentParser({ threads: 2, limits: { time: 20_000, memory: 256 } });
  afterAll(() => parser.close());
  const reasonOf = (source: DocumentSource): Promise<string> =>
    parser.parseDocument(source).then(
      ({ blocks }) => `${blocks.length > 0}`,
      (error: unknown) => (error instanceof DocumentProblem ? error.reason : String(error)),
    );

  test('the same reasons as without', async () => {
    const found = await Promise.all(refused.map(([source]) => reasonOf(source)));
    expect(found).toEqual(refused.map(([, reason]) => reason));
  });

  test('a PDF of 3 kB that unpacks to half a gigabyte is stopped', async () => {
    const reason = await reasonOf({ name: 'bomb.pdf', bytes: fixture('bomb.pdf') });
    expect(['needs-too-much-memory', 'took-too-long', 'too-much-text']).toContain(reason);
  });

  /** Files of every type, so that damage is done behind the first bytes too. */
  const seeds = [
    'python-docx.docx',
    'openpyxl.xlsx',
    'python-pptx.pptx',
    'reportlab.pdf',
    'object-streams.pdf',
    'page.html',
    'source.md',
    'comma.csv',
    'ja.shift-jis.txt',
  ].map((name): DocumentSource => ({ name, bytes: fixture(name) }));
  const names = fc.constantFrom('a.pdf', 'a.docx', 'a.html', 'a.md', 'a.csv', 'a.json', 'a.txt', 'a', '');

  const anyBytes = fc.record({ name: names, bytes: fc.uint8Array({ maxLength: 500 }) });
  const anyText = fc.record({
    name: names,
    bytes: fc
      .string({ unit: fc.constantFrom(...'<>/"=!-#*|[](){}`_:,;\\\n\t aé茶\0'), maxLength: 300 })
      .map((text) => Buffer.from(text)),
  });
  const anyDamage = fc
    .record({
      seed: fc.constantFrom(...seeds),
      changes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 30 }),
      keep: fc.double({ min: 0.2, max: 1, noNaN: true }),
    })
    .map(({ seed, changes, keep }) => {
      const bytes = new Uint8Array(seed.bytes).subarray(0, Math.ceil(seed.bytes.length * keep));
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      return { name: seed.name, bytes };
    });
  /** Office files whose XML is anything: what is packed is whole, so that it gets to the libraries. */
  const anyParts = fc
    .record({
      seed: fc.constantFrom('word/document.xml', 'xl/workbook.xml', 'ppt/presentation.xml'),
      xml: fc.string({
        unit: fc.constantFrom(
          '<a:p>',
          '</a:p>',
          '<w:p>',
          '<row r="9">',
          '<c r="B9"/>',
          '<',
          '>',
          ' x="',
          '"',
          '&amp;',
          '&',
          'text',
        ),
        maxLength: 40,
      }),
    })
    .map(({ seed, xml }) => ({ name: 'a', bytes: zipSync({ [seed]: new TextEncoder().encode(xml) }) }));

  test('any bytes are parsed or refused with a reason, and nothing of it ends the process', async () => {
    const any = fc.array(fc.oneof(anyBytes, anyText, anyDamage, anyParts), { minLength: 20, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(any, async (sources) => {
        const settled = await Promise.allSettled(sources.map((source) => parser.parseDocument(source)));
        for (const outcome of settled)
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(DocumentProblem);
          else
            for (const { text } of outcome.value.blocks)
              expect(text.isWellFormed() && text.trim() !== '').toBe(true);
      }),
      { numRuns: 25 },
    );
    const after = await parser.parseDocument(textDocument('a.md', '# still there'));
    expect(after.title).toBe('still there');
  });
});
