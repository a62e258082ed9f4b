import { describe, expect, test } from 'vitest';
import { BatchWriter, type Piece } from './batch-writer.ts';
import { DocumentFailed, EmbeddingFailed } from './failures.ts';
import { createMemoryStore } from './memory-store.fixture.ts';
import type { EmbedTexts } from './tools.ts';
import { SCOPE, SOURCE, vectorOf, World } from './world.fixture.ts';

const signal = new AbortController().signal;

/** A writer, what it asked to be embedded, and how many transactions it made of it. */
async function open(embed: EmbedTexts = async (texts) => texts.map((text) => vectorOf(text))) {
  const world = await World.open(createMemoryStore());
  const asked: (readonly string[])[] = [];
  let transactions = 0;
  const knowledgeBase = (await world.store.knowledgeBases.get(SCOPE, SOURCE.knowledgeBaseId))!;
  const writer = new BatchWriter({
    store: {
      ...world.store,
      transaction: (work) => {
        transactions++;
        return world.store.transaction(work);
      },
    },
    scope: SCOPE,
    knowledgeBase,
    embed: async (texts, either) => {
      asked.push(texts);
      return embed(texts, either);
    },
    signal,
  });
  return { writer, asked, transactions: () => transactions };
}

const piece = (texts: readonly string[], commit: Piece['commit'] = async () => undefined): Piece => ({
  texts,
  count: texts.length,
  commit,
});

const texts = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name}${index}`);

describe('batches of passages', () => {
  test('small documents go together when all who work wait for it', async () => {
    const { writer, asked, transactions } = await open();
    await Promise.all(
      ['a', 'b', 'c'].map((name) => writer.during(() => writer.write(piece([name, `${name}2`])))),
    );
    expect(asked).toEqual([['a', 'a2', 'b', 'b2', 'c', 'c2']]);
    expect(transactions()).toBe(1);
  });

  test('a full batch goes although others still work', async () => {
    const { writer, asked } = await open();
    const other = Promise.withResolvers<void>();
    const working = writer.during(() => other.promise);
    await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => writer.during(() => writer.write(piece(texts(name, 64))))),
    );
    expect(asked.map(({ length }) => length)).toEqual([256]);
    other.resolve();
    await working;
  });

  test('nothing waits for ever when who worked has nothing to write', async () => {
    const { writer, asked } = await open();
    const other = Promise.withResolvers<void>();
    const written = writer.during(() => writer.write(piece(['a'])));
    const working = writer.during(() => other.promise);
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toEqual([]);
    other.resolve();
    await Promise.all([written, working]);
    expect(asked).toEqual([['a']]);
  });

  test('what has no texts is written without asking anybody', async () => {
    const { writer, asked, transactions } = await open();
    await writer.during(() => writer.write(piece([])));
    expect(asked).toEqual([]);
    expect(transactions()).toBe(1);
  });

  test('the same text is embedded once, and each has its vector', async () => {
    const { writer, asked } = await open();
    const vectors: unknown[] = [];
    const commit: Piece['commit'] = async (_, of) => {
      vectors.push(of('same'));
      return undefined;
    };
    await Promise.all(['a', 'b'].map(() => writer.during(() => writer.write(piece(['same'], commit)))));
    expect(asked).toEqual([['same']]);
    expect(vectors).toEqual([vectorOf('same'), vectorOf('same')]);
  });

  test.each([
    ['a text is refused', 'embed'],
    ['a transaction fails', 'commit'],
  ])('nobody fails for another when %s', async (_, where) => {
    const failure = new DocumentFailed('no');
    const { writer } = await open(async (all) => {
      if (where === 'embed' && all.includes('b')) throw failure;
      return all.map((text) => vectorOf(text));
    });
    const commit = (name: string) => async () => {
      if (where === 'commit' && name === 'b') throw failure;
      return undefined;
    };
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'c'].map((name) => writer.during(() => writer.write(piece([name], commit(name))))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: failure });
  });

  test('a model that cannot be used is not asked for each of them', async () => {
    const failure = new EmbeddingFailed('no');
    const { writer, asked } = await open(() => Promise.reject(failure));
    const outcomes = await Promise.allSettled(
      ['a', 'b'].map((name) => writer.during(() => writer.write(piece([name])))),
    );
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: failure });
    expect(asked).toHaveLength(1);
  });
});
