import type { ChunkingConfiguration } from '@streambed/model/bedrock-agent';
import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/cl100k_base';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ParsedBlock, ParsedDocument } from '../parsing/parsed-document.ts';
import type { Chunk, ChunkedDocument } from './chunk.ts';
import { chunkDocument } from './chunk-document.ts';
import { documentText } from './document-text.ts';
import { anyDocument, documentOf } from './documents.fixture.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = await loadTokenizer();
});

/** As many places as letters: near are texts that share letters. */
const byLetters = async (texts: readonly string[]): Promise<Float32Array[]> =>
  texts.map((text) => {
    const vector = new Float32Array(26);
    for (const letter of text.toLowerCase()) {
      const place = letter.charCodeAt(0) - 97;
      if (place >= 0 && place < 26) vector[place]! += 1;
    }
    return vector;
  });

const chunk = (
  document: ParsedDocument,
  configuration?: ChunkingConfiguration,
  embed = byLetters,
): Promise<ChunkedDocument> =>
  chunkDocument(document, { configuration, embed, signal: new AbortController().signal });

const fixedSize = (maxTokens: number, overlapPercentage: number): ChunkingConfiguration => ({
  chunkingStrategy: 'FIXED_SIZE',
  fixedSizeChunkingConfiguration: { maxTokens, overlapPercentage },
});
const hierarchical = (parent: number, child: number, overlapTokens: number): ChunkingConfiguration => ({
  chunkingStrategy: 'HIERARCHICAL',
  hierarchicalChunkingConfiguration: {
    levelConfigurations: [{ maxTokens: parent }, { maxTokens: child }],
    overlapTokens,
  },
});
const semantic = (maxTokens: number, bufferSize: number, percentile: number): ChunkingConfiguration => ({
  chunkingStrategy: 'SEMANTIC',
  semanticChunkingConfiguration: { maxTokens, bufferSize, breakpointPercentileThreshold: percentile },
});
const NONE: ChunkingConfiguration = { chunkingStrategy: 'NONE' };

const anyConfiguration: fc.Arbitrary<ChunkingConfiguration | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.constant(NONE),
  fc
    .tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 99 }))
    .map((given) => fixedSize(...given)),
  fc
    .tuple(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 1, max: 80 }),
      fc.integer({ min: 1, max: 100 }),
    )
    .map((given) => hierarchical(...given)),
  fc
    .tuple(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 0, max: 1 }), fc.integer({ min: 50, max: 99 }))
    .map((given) => semantic(...given)),
);

/** The most tokens of a chunk and of a parent. */
const limitsOf = (configuration: ChunkingConfiguration | undefined): readonly [number, number] => {
  const { fixedSizeChunkingConfiguration, hierarchicalChunkingConfiguration, semanticChunkingConfiguration } =
    configuration ?? {};
  const [parent, child] = hierarchicalChunkingConfiguration?.levelConfigurations ?? [];
  const most =
    fixedSizeChunkingConfiguration?.maxTokens ??
    child?.maxTokens ??
    semanticChunkingConfiguration?.maxTokens ??
    (configuration ? Number.POSITIVE_INFINITY : 300);
  return [most, parent?.maxTokens ?? 0];
};

const textsOf = (chunks: readonly Chunk[]): string[] => chunks.map(({ text }) => text);

describe('whatever the document and the strategy', () => {
  const holds = (
    check: (
      document: ParsedDocument,
      chunked: ChunkedDocument,
      configuration: ChunkingConfiguration | undefined,
    ) => void,
  ) =>
    fc.assert(
      fc.asyncProperty(anyDocument, anyConfiguration, async (document, configuration) => {
        check(document, await chunk(document, configuration), configuration);
      }),
      { numRuns: 300 },
    );

  test("a chunk's text is the slice of the document's text, without white space around it", async () => {
    await holds((document, { chunks, parents = [] }) => {
      const { text } = documentText(document);
      for (const one of [...chunks, ...parents]) {
        expect(one.text).toBe(text.slice(one.start, one.end));
        expect(one.text.trim()).toBe(one.text);
        expect(one.text).not.toBe('');
        expect(one.text.isWellFormed()).toBe(true);
      }
    });
  });

  test('no chunk is beyond its limit, unless it is one character', async () => {
    await holds((_document, { chunks, parents = [] }, configuration) => {
      const [most, mostOfParents] = limitsOf(configuration);
      for (const [level, limit] of [
        [chunks, most],
        [parents, mostOfParents],
      ] as const)
        for (const { text, tokens } of level) {
          expect(tokens).toBe(tokenizer.count(text));
          if ([...text].length > 1) expect(tokens).toBeLessThanOrEqual(limit);
        }
    });
  });

  test('nothing is lost, and every chunk brings something that the ones before have not', async () => {
    await holds((document, { chunks, parents }) => {
      const { text } = documentText(document);
      for (const level of parents ? [parents] : [chunks]) {
        let done = 0;
        for (const { start, end } of level) {
          if (start > done) expect(text.slice(done, start).trim()).toBe('');
          expect(end).toBeGreaterThan(done);
          done = end;
        }
        expect(text.slice(done).trim()).toBe('');
      }
    });
  });

  test('children lie in their parents and are all of them', async () => {
    await holds((document, { chunks, parents = [] }, configuration) => {
      fc.pre(configuration?.chunkingStrategy === 'HIERARCHICAL');
      const { text } = documentText(document);
      for (const [index, parent] of parents.entries()) {
        let done = parent.start;
        for (const child of chunks.filter((one) => one.parent === index)) {
          if (child.start > done) expect(text.slice(done, child.start).trim()).toBe('');
          expect(child.start).toBeGreaterThanOrEqual(parent.start);
          done = child.end;
        }
        expect(done).toBe(parent.end);
      }
    });
  });

  test('no chunk reaches across records, and each has the metadata of its own', async () => {
    await holds((document, { chunks }) => {
      const { starts, blocks } = documentText(document);
      for (const one of chunks)
        for (const [index, block] of blocks.entries()) {
          const [start, end] = [starts[index]!, starts[index]! + block.text.length];
          if (block.kind !== 'record' || one.end <= start || one.start >= end) continue;
          expect(one.start).toBeGreaterThanOrEqual(start);
          expect(one.end).toBeLessThanOrEqual(end);
          expect(one.metadata).toBe(block.metadata);
        }
    });
  });
});

const sentences = (count: number): string =>
  Array.from({ length: count }, (_, index) => `Sentence ${index} tells of the river and its mills.`).join(
    ' ',
  );

describe('without a configuration', () => {
  test('chunks end with sentences and have about 300 tokens', async () => {
    const { chunks } = await chunk(documentOf(sentences(200)));
    for (const { text, tokens } of chunks.slice(0, -1)) {
      expect(text).toMatch(/^Sentence .*mills\.$/);
      expect(tokens).toBeGreaterThan(270);
    }
  });

  test('a heading stays with what comes after it', async () => {
    const heading: ParsedBlock = { kind: 'heading', text: 'Salt', level: 1 };
    const { chunks } = await chunk(documentOf(sentences(26), heading, sentences(10)));
    expect(chunks.map(({ text }) => text.slice(0, 10))).toEqual(['Sentence 0', 'Salt\n\nSent']);
  });

  test('a heading begins a new chunk when the one before is half full, and not before', async () => {
    const heading: ParsedBlock = { kind: 'heading', text: 'Salt', level: 1 };
    const begins = async (count: number) =>
      (await chunk(documentOf(sentences(count), heading, sentences(40)))).chunks.some(({ text }) =>
        text.startsWith('Salt'),
      );
    expect(await begins(5)).toBe(false);
    expect(await begins(18)).toBe(true);
  });

  test('a sentence that is too long is cut between words', async () => {
    const long = `${'word '.repeat(700)}end.`;
    const { chunks } = await chunk(documentOf(long));
    expect(chunks.map(({ tokens }) => tokens)).toEqual([300, 300, 102]);
  });

  test('a table is cut between its rows', async () => {
    const rows = Array.from({ length: 80 }, (_, row) => `| ${row} | salt and iron | sold by weight |`);
    const { chunks } = await chunk(documentOf({ kind: 'table', text: rows.join('\n') }));
    expect(chunks.length).toBeGreaterThan(1);
    for (const { text } of chunks) expect(text).toMatch(/^\|.*\|$/s);
  });
});

describe('FIXED_SIZE', () => {
  test('chunks are about as long as asked for and repeat about as much', async () => {
    const { chunks } = await chunk(documentOf(sentences(300)), fixedSize(100, 30));
    for (const [index, { tokens, start }] of chunks.slice(0, -1).entries()) {
      expect(tokens).toBeGreaterThanOrEqual(80);
      const before = chunks[index - 1];
      if (!before) continue;
      const repeated = countTokens(documentText(documentOf(sentences(300))).text.slice(start, before.end));
      expect(repeated).toBeGreaterThan(15);
      expect(repeated).toBeLessThanOrEqual(30);
    }
  });

  test('goes on to the last word that fits where no sentence ends near', async () => {
    const { chunks } = await chunk(documentOf('word '.repeat(250).trim()), fixedSize(100, 10));
    expect(chunks.map(({ tokens }) => tokens)).toEqual([100, 100, 70]);
    expect(chunks[1]!.start).toBe(chunks[0]!.end - 'word '.repeat(10).length + 1);
  });

  test('an overlap of nearly everything ends', async () => {
    const { chunks } = await chunk(documentOf('word '.repeat(100).trim()), fixedSize(20, 99));
    expect(chunks.length).toBe(81);
  });
});

describe('HIERARCHICAL', () => {
  test('children of about their size lie in parents of about theirs', async () => {
    const { chunks, parents = [] } = await chunk(documentOf(sentences(200)), hierarchical(500, 100, 20));
    expect(parents.length).toBeGreaterThan(4);
    for (const [index, parent] of parents.slice(0, -1).entries()) {
      expect(parent.tokens).toBeGreaterThan(470);
      expect(chunks.filter((one) => one.parent === index).length).toBeGreaterThanOrEqual(5);
      expect(parents[index + 1]!.start).toBeLessThan(parent.end);
    }
    for (const one of chunks) expect(one.text).toMatch(/mills\.$/);
  });

  test('a child as large as its parent is one chunk', async () => {
    const { chunks, parents } = await chunk(documentOf(sentences(3)), hierarchical(300, 300, 1));
    expect([chunks.length, parents?.length, chunks[0]?.parent]).toEqual([1, 1, 0]);
  });
});

describe('NONE', () => {
  test('makes one chunk, whatever the length, of no page', async () => {
    const blocks = [1, 2].map(
      (page): ParsedBlock => ({ kind: 'paragraph', text: sentences(400), page, headings: ['Mills'] }),
    );
    const { chunks } = await chunk(documentOf(...blocks), NONE);
    const { text } = documentText(documentOf(...blocks));
    expect(chunks).toEqual([{ text, start: 0, end: text.length, tokens: countTokens(text) }]);
  });

  test('makes one of each record', async () => {
    const records = ['a', 'b'].map((text): ParsedBlock => ({ kind: 'record', text, metadata: { of: text } }));
    const { chunks } = await chunk(documentOf(...records), NONE);
    expect(chunks.map(({ text, metadata }) => [text, metadata])).toEqual([
      ['a', { of: 'a' }],
      ['b', { of: 'b' }],
    ]);
  });
});

describe('SEMANTIC', () => {
  const cats = 'Cats purr. Cats pounce. Cats catch. Cats crouch.';
  const dogs = 'Zz zz buzzy. Zz zz dizzy. Zz zz fuzzy.';

  test('parts sentences where their vectors part', async () => {
    const { chunks } = await chunk(documentOf(`${cats} ${dogs}`), semantic(300, 0, 90));
    expect(textsOf(chunks)).toEqual([cats, dogs]);
  });

  test('a lower percentile parts more', async () => {
    const parts = async (percentile: number) =>
      (await chunk(documentOf(`${cats} ${dogs}`), semantic(300, 0, percentile))).chunks.length;
    expect(await parts(50)).toBeGreaterThan(await parts(90));
  });

  test.each([
    [0, ['One.', 'Two.', 'Three.']],
    [1, ['One. Two.', 'One. Two. Three.', 'Two. Three.']],
  ])('with a buffer of %i sentences it embeds %j', async (bufferSize, expected) => {
    const embedded: string[] = [];
    await chunk(documentOf('One. Two. Three.'), semantic(300, bufferSize, 95), (texts) => {
      embedded.push(...texts);
      return byLetters(texts);
    });
    expect(embedded).toEqual(expected);
  });

  test('cuts what is longer than maxTokens', async () => {
    const { chunks } = await chunk(documentOf(sentences(30)), semantic(50, 1, 99));
    expect(chunks.length).toBeGreaterThan(5);
    expect(Math.max(...chunks.map(({ tokens }) => tokens))).toBeLessThanOrEqual(50);
  });

  test('embeds in batches, and compares the last of one with the first of the next', async () => {
    const sizes: number[] = [];
    const text = `${'Aa aa. '.repeat(256)}${'Zz zz. '.repeat(44)}`.trim();
    const { chunks } = await chunk(documentOf(text), semantic(2_000, 0, 99), (texts) => {
      sizes.push(texts.length);
      return byLetters(texts);
    });
    expect(sizes).toEqual([256, 44]);
    expect(chunks.map(({ text: { length } }) => length)).toEqual([256 * 7 - 1, 44 * 7 - 1]);
  });

  test('rejects with what the embedding rejects with', async () => {
    const broken = new Error('no such model');
    await expect(
      chunk(documentOf('One. Two.'), semantic(300, 0, 95), () => Promise.reject(broken)),
    ).rejects.toBe(broken);
  });

  test('asks for nothing where there is one sentence', async () => {
    const never = () => Promise.reject(new Error('asked'));
    const { chunks } = await chunk(documentOf('One sentence'), semantic(300, 0, 95), never);
    expect(textsOf(chunks)).toEqual(['One sentence']);
  });
});

describe('a chunk knows where it stands', () => {
  const heading = (text: string, level: number, ...headings: string[]): ParsedBlock => ({
    kind: 'heading',
    text,
    level,
    headings,
    page: level,
  });
  const body = (text: string, page: number, ...headings: string[]): ParsedBlock => ({
    kind: 'paragraph',
    text,
    page,
    headings,
  });

  test.each<[string, ParsedBlock[], { page: number; headings: string[] }]>([
    ['below headings', [body('Text.', 3, 'A', 'B')], { page: 3, headings: ['A', 'B'] }],
    [
      'with headings that it begins with',
      [heading('A', 1), heading('B', 2, 'A'), body('Text.', 3, 'A', 'B')],
      { page: 1, headings: ['A', 'B'] },
    ],
    ['of a heading alone', [heading('A', 1), heading('B', 2, 'A')], { page: 1, headings: ['A', 'B'] }],
    ['by where it begins', [body('Text.', 3, 'A'), body('More.', 4, 'A', 'C')], { page: 3, headings: ['A'] }],
  ])('%s', async (_what, blocks, expected) => {
    const { chunks } = await chunk(documentOf(...blocks));
    expect(chunks).toMatchObject([expected]);
  });

  test('in a long document too', async () => {
    const blocks = Array.from({ length: 50 }, (_, index) =>
      body(sentences(30), index + 1, `Part ${index + 1}`),
    );
    const { starts } = documentText(documentOf(...blocks));
    const { chunks } = await chunk(documentOf(...blocks));
    for (const { start, page, headings } of chunks) {
      const at = starts.findLastIndex((place) => place <= start);
      expect([page, headings]).toEqual([at + 1, [`Part ${at + 1}`]]);
    }
  });
});

describe('work on a large document', () => {
  test.each([
    ['prose', sentences(100_000)],
    ['one word', 'a'.repeat(5_000_000)],
    ['one sentence', 'word and '.repeat(550_000)],
    ['abbreviations without an end', 'a. '.repeat(1_600_000)],
    ['lines', 'a\n'.repeat(2_500_000)],
  ])('of 5 MB ends in time: %s', { timeout: 60_000 }, async (_what, text) => {
    const { chunks } = await chunk(documentOf(text.trim()), fixedSize(300, 20));
    expect(chunks.at(-1)!.end).toBe(text.trim().length);
  });

  test('ends when nobody wants it any more', async () => {
    const leaves = new AbortController();
    const work = chunkDocument(documentOf(sentences(100_000)), {
      configuration: undefined,
      embed: byLetters,
      signal: leaves.signal,
    });
    leaves.abort(new Error('gone'));
    await expect(work).rejects.toThrow('gone');
  });
});

test('a document without text has no chunks', async () => {
  for (const configuration of [undefined, NONE, hierarchical(300, 100, 20), semantic(300, 0, 95)])
    expect((await chunk({ mimeType: 'text/plain', blocks: [] }, configuration)).chunks).toEqual([]);
});
