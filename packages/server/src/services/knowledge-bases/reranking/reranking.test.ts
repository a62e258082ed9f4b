import type { RerankerPort, RerankTextsRequest, ServiceCall } from '@streambed/flow/ports';
import type { RerankRequest } from '@streambed/model/bedrock-agent-runtime';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { turnsDuring } from '../../turns.fixture.ts';
import { lexicalReranker } from './create-reranker.ts';
import { bedrockReranker, createReranker, OFFLINE_RERANKER, rerankPassages, rerankSources } from './index.ts';
import { rerankedText } from './reranked-text.ts';
import { scoreLexically } from './score-lexically.ts';

const call = { signal: new AbortController().signal } as ServiceCall;

/** The places of the texts, best first. */
const order = (query: string, texts: readonly string[]): number[] => {
  const scores = scoreLexically(query, texts);
  return texts.map((_, index) => index).sort((a, b) => (scores[b] as number) - (scores[a] as number));
};

describe('the lexical reranker', () => {
  test.each<[string, string, string[], number[]]>([
    [
      'what has the words before what has not',
      'train to Winterthur',
      ['a boat', 'the Winterthur train'],
      [1, 0],
    ],
    [
      'rare words before common ones',
      'train fares',
      ['train train train train', 'fares of last year', 'train times', 'train doors', 'a train'],
      [1, 0, 4, 2, 3],
    ],
    [
      'more of the words before more of one',
      'refund damaged goods',
      ['refund refund refund refund', 'a refund for goods that arrive damaged', 'goods', 'damaged'],
      [1, 0, 2, 3],
    ],
    [
      'words beside each other, in order, before words apart',
      'data source',
      ['the source of all this very old and quite large data', 'the data source', 'a source data sheet'],
      [1, 2, 0],
    ],
    [
      'a short text about it before a long one that mentions it',
      'warranty',
      [`warranty ${'other words that fill the page '.repeat(40)}`, 'The warranty lasts two years.'],
      [1, 0],
    ],
    [
      'whatever the form, the case and the accents',
      'CAFÉ opening',
      ['closed today', 'cafes opened here'],
      [1, 0],
    ],
    ['Chinese by its pairs', '知识库', ['数据来源说明', '什么是知识库'], [1, 0]],
  ])('puts %s', (_, query, texts, expected) => {
    expect(order(query, texts).slice(0, 2)).toEqual(expected.slice(0, 2));
  });

  test('scores from 0 to 1: nothing in common is 0', () => {
    const [nothing, empty] = scoreLexically('train', ['boat', '']);
    // Pieces of words are hashed: a few of those that differ come to the same place.
    expect(nothing).toBeLessThan(0.05);
    expect(empty).toBe(0);
    expect(scoreLexically('', ['boat'])).toEqual([0]);
    expect(scoreLexically('the of', ['the of'])).toEqual([0]);
    const [exact] = scoreLexically('data source', ['data source']);
    expect(exact).toBeGreaterThan(0.5);
  });

  test('stays between 0 and 1, and a text with a word is above one without any', () => {
    const text = fc.array(fc.constantFrom('river', 'mill', 'stone', 'bridge', 'town', 'é', '水車'), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 9 }), (query, texts) => {
        const scores = scoreLexically(
          query.join(' '),
          texts.map((words) => words.join(' ')),
        );
        expect(scores.length).toBe(texts.length);
        for (const [index, words] of texts.entries()) {
          expect(scores[index]).toBeLessThanOrEqual(1);
          if (words.some((word) => query.includes(word))) expect(scores[index]).toBeGreaterThan(0);
          else expect(scores[index]).toBeLessThan(0.31);
        }
      }),
    );
  });

  test('lets others have their turn between the texts', async () => {
    const texts = Array.from({ length: 30 }, () => 'river mill '.repeat(200));
    const turns = await turnsDuring(() =>
      lexicalReranker.rerank({ modelId: OFFLINE_RERANKER, query: 'river mill', texts }, call),
    );
    expect(turns).toBeGreaterThanOrEqual(20);
  });

  test('ends when whoever asked has gone', async () => {
    const signal = AbortSignal.abort(new Error('gone'));
    const asked = lexicalReranker.rerank({ modelId: OFFLINE_RERANKER, query: 'a', texts: ['b'] }, {
      signal,
    } as ServiceCall);
    await expect(asked).rejects.toThrow('gone');
  });
});

/** Scores texts by their length, and remembers what it was asked. */
function byLength(): RerankerPort & { readonly asked: RerankTextsRequest[] } {
  const asked: RerankTextsRequest[] = [];
  return {
    asked,
    async rerank(request) {
      asked.push(request);
      return { scores: request.texts.map(({ length }) => length / 100), servedBy: 'test' };
    },
  };
}

describe('which reranker answers', () => {
  test('is the model, if there is one and it was asked for', async () => {
    const model = byLength();
    const request = { query: 'river', texts: ['a river', 'something longer'] };
    const ask = (reranker: RerankerPort, modelId: string) => reranker.rerank({ ...request, modelId }, call);
    expect((await ask(createReranker(model), 'cohere.rerank-v3-5:0')).servedBy).toBe('test');
    const { servedBy, scores } = await ask(createReranker(model), OFFLINE_RERANKER);
    expect(servedBy).toBe('streambed offline lexical reranker');
    expect(scores[0]).toBeGreaterThan(scores[1] as number);
    const arn = `arn:aws:bedrock:eu-west-1::foundation-model/${OFFLINE_RERANKER}`;
    expect((await ask(createReranker(model), arn)).servedBy).toBe(servedBy);
    expect((await ask(createReranker(), 'cohere.rerank-v3-5:0')).servedBy).toBe(servedBy);
    expect(model.asked).toHaveLength(1);
  });
});

describe('models of Bedrock', () => {
  const bedrock = (results: { index: number; relevanceScore: number }[]) => {
    const requests: RerankRequest[] = [];
    const reranker = bedrockReranker({
      async rerank(request) {
        requests.push(request);
        return { response: { results }, requestId: 'r' };
      },
    });
    return { requests, reranker };
  };

  test('are asked for every text, and answer in any order', async () => {
    const { requests, reranker } = bedrock([
      { index: 2, relevanceScore: 0.9 },
      { index: 0, relevanceScore: 1.2 },
    ]);
    const { scores, servedBy } = await reranker.rerank(
      {
        modelId: 'm',
        query: 'q',
        texts: ['a', '', 'x'.repeat(40_000)],
        additionalModelRequestFields: { k: 1 },
      },
      call,
    );
    expect(scores).toEqual([1, 0, 0.9]);
    expect(servedBy).toBe('Bedrock m');
    const [request] = requests;
    expect(
      request?.sources.map(({ inlineDocumentSource }) => inlineDocumentSource.textDocument?.text?.length),
    ).toEqual([1, 1, 32_000]);
    expect(request?.rerankingConfiguration.bedrockRerankingConfiguration).toEqual({
      numberOfResults: 3,
      modelConfiguration: { modelArn: 'm', additionalModelRequestFields: { k: 1 } },
    });
  });

  test.each([
    { index: 3, relevanceScore: 1 },
    { index: -1, relevanceScore: 1 },
    { index: 0.5, relevanceScore: 1 },
    { index: 0, relevanceScore: Number.NaN },
  ])('that rank what they were not asked about are told: %j', async (result) => {
    const { reranker } = bedrock([result]);
    const asked = reranker.rerank({ modelId: 'm', query: 'q', texts: ['a', 'b', 'c'] }, call);
    await expect(asked).rejects.toMatchObject({ fault: { kind: 'badGateway', resourceName: 'm' } });
  });
});

test('Rerank answers with places, best first, as many as were wanted', async () => {
  const model = byLength();
  const source = (text: string) =>
    ({ type: 'INLINE', inlineDocumentSource: { type: 'TEXT', textDocument: { text } } }) as const;
  const response = await rerankSources(
    {
      queries: [{ type: 'TEXT', textQuery: { text: 'q' } }],
      sources: [
        source('aa'),
        source('bbbb'),
        { type: 'INLINE', inlineDocumentSource: { type: 'JSON', jsonDocument: { a: 'bcd' } } },
      ],
      rerankingConfiguration: {
        type: 'BEDROCK_RERANKING_MODEL',
        bedrockRerankingConfiguration: { numberOfResults: 2, modelConfiguration: { modelArn: 'm' } },
      },
    },
    model,
    call,
  );
  expect(response).toEqual({
    results: [
      { index: 2, relevanceScore: 0.11 },
      { index: 1, relevanceScore: 0.04 },
    ],
  });
  expect(model.asked[0]?.texts).toEqual(['aa', 'bbbb', '{"a":"bcd"}']);
});

describe('passages', () => {
  const passages = ['a', 'bbb', 'cc'].map((text, index) => ({
    text,
    score: 1 - index / 10,
    metadata: { index },
  }));
  const configuration = (numberOfRerankedResults?: number) =>
    ({
      type: 'BEDROCK_RERANKING_MODEL',
      bedrockRerankingConfiguration: {
        modelConfiguration: { modelArn: 'm' },
        ...(numberOfRerankedResults !== undefined && { numberOfRerankedResults }),
      },
    }) as const;

  test.each([
    [undefined, ['bbb', 'cc', 'a']],
    [2, ['bbb', 'cc']],
  ])('come in the order of the reranker, %s of them', async (count, texts) => {
    const found = await rerankPassages(passages, 'q', configuration(count), byLength(), call);
    expect(found.map(({ text }) => text)).toEqual(texts);
    expect(found[0]).toEqual({ text: 'bbb', score: 0.03, metadata: { index: 1 } });
  });

  test('stay as they are where nothing is to be reranked', async () => {
    const model = byLength();
    expect(await rerankPassages(passages, 'q', undefined, model, call)).toBe(passages);
    expect(await rerankPassages([], 'q', configuration(), model, call)).toEqual([]);
    expect(model.asked).toEqual([]);
  });
});

test.each([
  ['without a configuration', undefined, 'text'],
  ['all', { selectionMode: 'ALL' }, 'title: T\nyear: 1905\ntext'],
  [
    'some',
    { selectionMode: 'SELECTIVE', selectiveModeConfiguration: { fieldsToInclude: [{ fieldName: 'year' }] } },
    'year: 1905\ntext',
  ],
  [
    'all but some',
    { selectionMode: 'SELECTIVE', selectiveModeConfiguration: { fieldsToExclude: [{ fieldName: 'year' }] } },
    'title: T\ntext',
  ],
  ['those that were not said', { selectionMode: 'SELECTIVE' }, 'text'],
] as const)('metadata that a reranker reads: %s', (_, configuration, text) => {
  const passage = { text: 'text', metadata: { title: 'T', year: 1905 } };
  expect(rerankedText(passage, configuration as never)).toBe(text);
});
