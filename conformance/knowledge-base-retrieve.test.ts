import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BedrockClient, CreateGuardrailCommand } from '@aws-sdk/client-bedrock';
import {
  type KnowledgeBaseRetrievalResult,
  type KnowledgeBaseVectorSearchConfiguration,
  RerankCommand,
  type RerankCommandInput,
  type RetrievalFilter,
  RetrieveCommand,
  type RetrieveCommandInput,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openChatProvider } from './support/chat-provider.ts';
import { failureOf } from './support/failure.ts';
import { type Sent, type Shelf, shelvesOf } from './support/knowledge-bases.ts';
import { openSession } from './support/session.ts';
import { bedrockSettings } from './target.ts';

/**
 * Retrieve and Rerank by the official client: both kinds of search, every operator of a filter, pages, reranking by the built-in
 * reranker and by a model, filters that a model reads out of the question, guardrails.
 */

/** What a reranking model was asked, and what it answers, at the endpoint of Bedrock that the configuration names. */
const openRerankingService = async () => {
  const requests: RerankCommandInput[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request.setEncoding('utf8')) text += part;
    const asked = JSON.parse(text) as RerankCommandInput;
    requests.push(asked);
    const { modelArn } = asked.rerankingConfiguration!.bedrockRerankingConfiguration!.modelConfiguration!;
    if (modelArn?.endsWith('/broken')) {
      response.writeHead(400, {
        'content-type': 'application/json',
        'x-amzn-errortype': 'ValidationException',
      });
      response.end(JSON.stringify({ message: 'no such reranker' }));
      return;
    }
    // The shorter a text is the better: what no search and no lexical reranker says.
    const lengths = asked.sources!.map((source, index) => ({
      index,
      length: source.inlineDocumentSource?.textDocument?.text?.length ?? 0,
    }));
    const results = lengths
      .sort((a, b) => a.length - b.length)
      .map(({ index }, rank) => ({ index, relevanceScore: 1 / (rank + 1) }));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ results }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const provider = await openChatProvider();
const reranking = await openRerankingService();
afterAll(() => Promise.all([provider.close(), reranking.close()]));

const { target, agent, runtime } = await openSession({
  files: {
    'streambed.yaml': `models:
  retries: { attempts: 1 }
  providers:
    local: { type: openai-compatible, baseUrl: "${provider.url}" }
  mappings:
    - { model: "local.*", provider: local }
knowledgeBases:
  aws: { region: us-east-1, endpoint: "${reranking.url}" }
`,
  },
  environment: { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'none' },
});
const shelves = shelvesOf(agent, target);

/** Six houses; no two have the same year. */
const HOUSES = {
  'mill.md': {
    text: 'The mill by the river grinds flour for the whole valley.',
    metadata: { kind: 'mill', year: 1790, open: true, tags: ['water', 'food'] },
  },
  'tower.md': {
    text: 'The old tower once guarded the river against raiders from the north.',
    metadata: { kind: 'tower', year: 1310, open: false, tags: ['stone'] },
  },
  'school.md': {
    text: 'The school teaches eighty children of the valley in four classes.',
    metadata: { kind: 'school', year: 1905, open: true, tags: ['children', 'brick-work'] },
  },
  'inn.md': {
    text: 'The inn serves soup, bread and cider to everybody who passes.',
    metadata: { kind: 'inn', year: 1850, open: true, tags: ['food', 'beds'] },
  },
  'ruin.md': { text: 'Of the castle on the hill nothing but a wall is left.', metadata: { year: 1180 } },
  'shed.md': { text: 'A shed stands there, and nobody knows whose it is.' },
} satisfies Record<string, Sent>;

let houses: Shelf;
beforeAll(async () => {
  houses = await shelves.filled(HOUSES);
}, 120_000);

const retrieve = (
  text: string,
  vectorSearchConfiguration: KnowledgeBaseVectorSearchConfiguration = {},
  more: Partial<RetrieveCommandInput> = {},
) =>
  runtime.send(
    new RetrieveCommand({
      knowledgeBaseId: houses.knowledgeBaseId,
      retrievalQuery: { text },
      retrievalConfiguration: { vectorSearchConfiguration },
      ...more,
    }),
  );
const idOf = ({ location }: KnowledgeBaseRetrievalResult) => location?.customDocumentLocation?.id ?? '';
const idsOf = (results: readonly KnowledgeBaseRetrievalResult[] = []) => results.map(idOf);
const scoresOf = (results: readonly KnowledgeBaseRetrievalResult[] = []) =>
  results.map(({ score }) => score ?? Number.NaN);

describe.each(['SEMANTIC', 'HYBRID'] as const)('Retrieve, %s', (overrideSearchType) => {
  test('answers with the nearest first, scored from 0 to 1', async () => {
    const { retrievalResults } = await retrieve('Who grinds flour in the mill?', { overrideSearchType });
    expect(retrievalResults).toHaveLength(5);
    expect(idsOf(retrievalResults)[0]).toBe('mill.md');
    const scores = scoresOf(retrievalResults);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
  });

  test('tells of each passage what it is, where it stands, and what is known of it', async () => {
    const [best] = (
      await retrieve('Who grinds flour in the mill?', { overrideSearchType, numberOfResults: 1 })
    ).retrievalResults!;
    expect(best).toEqual({
      content: { type: 'TEXT', text: HOUSES['mill.md'].text },
      location: { type: 'CUSTOM', customDocumentLocation: { id: 'mill.md' } },
      score: expect.any(Number),
      metadata: {
        ...HOUSES['mill.md'].metadata,
        'x-amz-bedrock-kb-data-source-id': houses.dataSourceId,
        'x-amz-bedrock-kb-chunk-id': expect.stringMatching(/./),
        'x-amz-bedrock-kb-source-file-mime-type': 'text/markdown',
      },
    });
  });

  test('gives all of it in pages, each once', async () => {
    const seen: string[] = [];
    const scores: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = await retrieve(
        'the river in the valley',
        { overrideSearchType, numberOfResults: 2 },
        { ...(nextToken && { nextToken }) },
      );
      expect(page.retrievalResults!.length).toBeLessThanOrEqual(2);
      seen.push(...idsOf(page.retrievalResults));
      scores.push(...scoresOf(page.retrievalResults));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(seen.toSorted()).toEqual(Object.keys(HOUSES).sort());
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(seen).toEqual(
      idsOf(
        (await retrieve('the river in the valley', { overrideSearchType, numberOfResults: 100 }))
          .retrievalResults,
      ),
    );
  });
});

test('a page of another question is refused', async () => {
  const { nextToken } = await retrieve('the river', { numberOfResults: 1 });
  expect(nextToken).toBeDefined();
  for (const [text, token] of [
    ['the hill', nextToken],
    ['the river', 'invented'],
  ] as const)
    await failureOf(
      retrieve(text, { numberOfResults: 1 }, { nextToken: token! }),
      'ValidationException',
      400,
    );
});

test.each([0, 101])('%i results cannot be asked for', async (numberOfResults) => {
  await failureOf(retrieve('the river', { numberOfResults }), 'ValidationException', 400);
});

test('an empty question, and one with an image, are refused', async () => {
  await failureOf(retrieve('   '), 'ValidationException', 400);
  const retrievalQuery = {
    type: 'IMAGE' as const,
    image: { format: 'png' as const, inlineContent: new Uint8Array(9) },
  };
  await failureOf(retrieve('x', {}, { retrievalQuery }), 'ValidationException', 400);
});

describe('a filter', () => {
  const found = async (filter: RetrievalFilter) => {
    const byType = await Promise.all(
      (['SEMANTIC', 'HYBRID'] as const).map(async (overrideSearchType) =>
        idsOf(
          (await retrieve('the houses of the valley', { filter, overrideSearchType, numberOfResults: 100 }))
            .retrievalResults,
        )
          .map((id) => id.replace('.md', ''))
          .sort(),
      ),
    );
    expect(byType[0]).toEqual(byType[1]);
    return byType[0];
  };
  const year = (value: number) => ({ key: 'year', value });

  test.each<[string, RetrievalFilter, string[]]>([
    ['equals, a string', { equals: { key: 'kind', value: 'inn' } }, ['inn']],
    ['equals, a number', { equals: year(1905) }, ['school']],
    ['equals, a boolean', { equals: { key: 'open', value: false } }, ['tower']],
    ['equals, another type', { equals: { key: 'year', value: '1905' } }, []],
    [
      'notEquals, which passes what has no such key',
      { notEquals: { key: 'kind', value: 'inn' } },
      ['mill', 'ruin', 'school', 'shed', 'tower'],
    ],
    ['greaterThan', { greaterThan: year(1850) }, ['school']],
    ['greaterThanOrEquals', { greaterThanOrEquals: year(1850) }, ['inn', 'school']],
    ['lessThan', { lessThan: year(1310) }, ['ruin']],
    ['lessThanOrEquals', { lessThanOrEquals: year(1310) }, ['ruin', 'tower']],
    ['in, strings', { in: { key: 'kind', value: ['inn', 'mill', 'none'] } }, ['inn', 'mill']],
    ['in, numbers', { in: { key: 'year', value: [1180, 1905] } }, ['ruin', 'school']],
    ['notIn, which wants the key', { notIn: { key: 'kind', value: ['inn', 'mill'] } }, ['school', 'tower']],
    ['startsWith', { startsWith: { key: 'kind', value: 's' } }, ['school']],
    ['stringContains, in a string', { stringContains: { key: 'kind', value: 'ow' } }, ['tower']],
    [
      'stringContains, in a member of a list',
      { stringContains: { key: 'tags', value: 'brick' } },
      ['school'],
    ],
    ['listContains', { listContains: { key: 'tags', value: 'food' } }, ['inn', 'mill']],
    ['listContains, a part of a member', { listContains: { key: 'tags', value: 'brick' } }, []],
    [
      'andAll',
      { andAll: [{ equals: { key: 'open', value: true } }, { lessThan: year(1900) }] },
      ['inn', 'mill'],
    ],
    [
      'orAll',
      { orAll: [{ equals: { key: 'kind', value: 'tower' } }, { greaterThan: year(1900) }] },
      ['school', 'tower'],
    ],
    [
      'groups in a group',
      {
        orAll: [
          { andAll: [{ equals: { key: 'open', value: true } }, { lessThan: year(1800) }] },
          { andAll: [{ equals: { key: 'open', value: false } }, { lessThan: year(1800) }] },
        ],
      },
      ['mill', 'tower'],
    ],
    [
      'what the service itself knows',
      {
        andAll: [
          { equals: { key: 'x-amz-bedrock-kb-source-file-mime-type', value: 'text/markdown' } },
          { startsWith: { key: 'x-amz-bedrock-kb-data-source-id', value: '' } },
          { lessThan: year(1200) },
        ],
      },
      ['ruin'],
    ],
  ])('%s', async (_, filter, expected) => {
    expect(await found(filter)).toEqual(expected);
  });

  const is = (value: number): RetrievalFilter => ({ equals: year(value) });
  const pair = (value: number): RetrievalFilter => ({ andAll: [is(value), is(value)] });
  test('may hold five groups', async () => {
    expect(await found({ orAll: [pair(1), pair(2), pair(3), pair(4), pair(1905)] })).toEqual(['school']);
  });

  test.each<[string, RetrievalFilter]>([
    ['a group of one', { andAll: [is(1)] }],
    ['six groups', { orAll: [1, 2, 3, 4, 5, 6].map(pair) }],
    ['a group in a group of a group', { andAll: [is(1), { orAll: [is(1), pair(2)] }] }],
    ['a number that is a word', { greaterThan: { key: 'year', value: 'late' } }],
    ['a list that is none', { in: { key: 'year', value: 1905 } }],
    ['an empty list', { notIn: { key: 'year', value: [] } }],
    ['a beginning that is a number', { startsWith: { key: 'year', value: 1 } }],
    ['an object', { equals: { key: 'year', value: { a: 1 } } }],
    ['an empty key', { equals: { key: '', value: 1 } }],
    ['a key that is too long', { equals: { key: 'k'.repeat(101), value: 1 } }],
  ])('of %s is refused', async (_, filter) => {
    const { message } = await failureOf(retrieve('the river', { filter }), 'ValidationException', 400);
    expect(message).toMatch(/filter/i);
  });

  test('of two operators at once is refused', async () => {
    const both = { equals: { key: 'kind', value: 'inn' }, lessThan: year(1) } as unknown as RetrievalFilter;
    // The client itself sends the first member of a union alone; nobody else is bound to.
    const { message } = await failureOf(
      runtime.send(
        new RetrieveCommand({
          knowledgeBaseId: houses.knowledgeBaseId,
          retrievalQuery: { text: 'x' },
          retrievalConfiguration: { vectorSearchConfiguration: { filter: both } },
        }),
      ),
      'ValidationException',
      400,
    );
    expect(message).toMatch(/one|single/i);
  });
});

describe('reranking', () => {
  const by = (
    modelArn: string,
    more: object = {},
  ): Pick<KnowledgeBaseVectorSearchConfiguration, 'rerankingConfiguration'> => ({
    rerankingConfiguration: {
      type: 'BEDROCK_RERANKING_MODEL',
      bedrockRerankingConfiguration: { modelConfiguration: { modelArn }, ...more },
    },
  });
  const arnOf = (id: string) => `arn:aws:bedrock:${target.region}::foundation-model/${id}`;

  test('by the built-in reranker needs no model', async () => {
    const before = reranking.requests.length;
    const { retrievalResults } = await retrieve('soup and bread at the inn', {
      numberOfResults: 6,
      ...by(arnOf('streambed.offline-lexical-reranker-v1'), { numberOfRerankedResults: 2 }),
    });
    expect(retrievalResults).toHaveLength(2);
    expect(idsOf(retrievalResults)[0]).toBe('inn.md');
    expect(reranking.requests).toHaveLength(before);
    const [first, second] = scoresOf(retrievalResults);
    expect(first).toBeGreaterThan(second!);
    expect(first).toBeLessThanOrEqual(1);
  });

  test('by a model has its order and its scores', async () => {
    const { retrievalResults } = await retrieve('the mill by the river', {
      numberOfResults: 6,
      ...by(arnOf('cohere.rerank-v3-5:0')),
    });
    const lengths = retrievalResults!.map(({ content }) => content!.text!.length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    expect(scoresOf(retrievalResults)).toEqual([1, 2, 3, 4, 5, 6].map((rank) => 1 / rank));
    const asked = reranking.requests.at(-1)!;
    expect(asked.queries).toEqual([{ type: 'TEXT', textQuery: { text: 'the mill by the river' } }]);
    expect(asked.sources).toHaveLength(6);
  });

  test('shows the model those metadata that it is to see', async () => {
    const textsSeen = async (metadataConfiguration: object) => {
      await retrieve('the mill by the river', {
        numberOfResults: 1,
        ...by(arnOf('cohere.rerank-v3-5:0'), { metadataConfiguration }),
      });
      return reranking.requests.at(-1)!.sources![0]!.inlineDocumentSource!.textDocument!.text!;
    };
    const some = await textsSeen({
      selectionMode: 'SELECTIVE',
      selectiveModeConfiguration: { fieldsToInclude: [{ fieldName: 'kind' }] },
    });
    expect(some).toBe(`kind: mill\n${HOUSES['mill.md'].text}`);
    const all = await textsSeen({ selectionMode: 'ALL' });
    expect(all).toContain('year: 1790\n');
    const without = await textsSeen({
      selectionMode: 'SELECTIVE',
      selectiveModeConfiguration: { fieldsToExclude: [{ fieldName: 'kind' }] },
    });
    expect(without).not.toContain('kind: mill');
    expect(without).toContain('year: 1790\n');
  });

  test('by a model that refuses is no answer', async () => {
    const refused = await runtime
      .send(
        new RetrieveCommand({
          knowledgeBaseId: houses.knowledgeBaseId,
          retrievalQuery: { text: 'x' },
          retrievalConfiguration: { vectorSearchConfiguration: by(arnOf('broken')) },
        }),
      )
      .catch((error: Error) => error);
    expect(refused).toBeInstanceOf(Error);
    expect((refused as Error).message).toContain('broken');
  });
});

describe('Rerank', () => {
  const texts = [
    'A long text about nothing at all, and more of it.',
    'Rain falls.',
    'Snow lies on the hill.',
  ];
  const rerank = (modelArn: string, more: object = {}, sources: object[] = texts.map(textSource)) =>
    runtime.send(
      new RerankCommand({
        queries: [{ type: 'TEXT', textQuery: { text: 'Where does snow lie?' } }],
        sources: sources as never,
        rerankingConfiguration: {
          type: 'BEDROCK_RERANKING_MODEL',
          bedrockRerankingConfiguration: { modelConfiguration: { modelArn }, ...more },
        },
      }),
    );
  const textSource = (text: string) => ({
    type: 'INLINE',
    inlineDocumentSource: { type: 'TEXT', textDocument: { text } },
  });
  const builtIn = 'arn:aws:bedrock:us-east-1::foundation-model/streambed.offline-lexical-reranker-v1';

  test('orders texts by relevance, and says where each stood', async () => {
    const { results } = await rerank('arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v3-5:0');
    expect(results?.map(({ index }) => index)).toEqual([1, 2, 0]);
    expect(results?.map(({ relevanceScore }) => relevanceScore)).toEqual([1, 1 / 2, 1 / 3]);
  });

  test('by the built-in reranker reads JSON, too, and gives as many as are wanted', async () => {
    const sources = [
      ...texts.slice(0, 2).map(textSource),
      {
        type: 'INLINE',
        inlineDocumentSource: { type: 'JSON', jsonDocument: { what: 'snow', where: 'hill' } },
      },
    ];
    const { results } = await rerank(builtIn, { numberOfResults: 1 }, sources);
    expect(results).toEqual([{ index: 2, relevanceScore: expect.any(Number) }]);
    expect(results![0]!.relevanceScore).toBeLessThanOrEqual(1);
  });

  test('of nothing is refused', async () => {
    await failureOf(rerank(builtIn, {}, []), 'ValidationException', 400);
    await failureOf(rerank(builtIn, { numberOfResults: 0 }), 'ValidationException', 400);
  });
});

describe('a filter that a model reads out of the question', () => {
  const implicit = (modelArn: string, filter?: RetrievalFilter) =>
    retrieve('Which inn is open?', {
      numberOfResults: 100,
      ...(filter && { filter }),
      implicitFilterConfiguration: {
        modelArn,
        metadataAttributes: [
          { key: 'kind', type: 'STRING', description: 'what kind of house it is' },
          { key: 'year', type: 'NUMBER', description: 'when it was built' },
        ],
      },
    });

  test('is applied, together with the one of the request', async () => {
    provider.on('local.filter', (talk) =>
      talk.say({
        content: '<think>{hm}</think>Here it is: {"in": {"key": "kind", "value": ["inn", "mill"]}}',
      }),
    );
    expect(idsOf((await implicit('local.filter')).retrievalResults).sort()).toEqual(['inn.md', 'mill.md']);
    const seen = JSON.stringify(provider.requests.at(-1)?.messages);
    expect(seen).toContain('what kind of house it is');
    expect(seen).toContain('Which inn is open?');
    const { retrievalResults } = await implicit('local.filter', { lessThan: { key: 'year', value: 1800 } });
    expect(idsOf(retrievalResults)).toEqual(['mill.md']);
  });

  test.each([
    ['nothing', '{}'],
    ['no filter', 'I would look for inns.'],
    ['a filter that keeps to no rule', '{"andAll": [{"equals": {"key": "kind", "value": "inn"}}]}'],
    ['a filter of what it was not told of', '{"equals": {"key": "open", "value": false}}'],
  ])('that is %s is left out', async (_, content) => {
    provider.on('local.filter', (talk) => talk.say({ content }));
    expect((await implicit('local.filter')).retrievalResults).toHaveLength(6);
  });

  test('is left out where the offline model is all there is', async () => {
    expect((await implicit('amazon.nova-lite-v1:0')).retrievalResults).toHaveLength(6);
  });
});

test('a guardrail stops a question that it blocks, and has one that it masks searched for as it is masked', async () => {
  const bedrock = new BedrockClient(bedrockSettings(target));
  try {
    const { guardrailId } = await bedrock.send(
      new CreateGuardrailCommand({
        name: 'river',
        blockedInputMessaging: 'Not that.',
        blockedOutputsMessaging: 'Nothing.',
        wordPolicyConfig: { wordsConfig: [{ text: 'treasure' }] },
        sensitiveInformationPolicyConfig: { piiEntitiesConfig: [{ type: 'EMAIL', action: 'ANONYMIZE' }] },
      }),
    );
    const guarded = (text: string) =>
      retrieve(
        text,
        {},
        {
          guardrailConfiguration: { guardrailId: guardrailId!, guardrailVersion: 'DRAFT' },
        },
      );
    expect(await guarded('Where is the treasure?')).toMatchObject({
      guardrailAction: 'INTERVENED',
      retrievalResults: [],
    });
    expect(await guarded('Where is the mill?')).toMatchObject({ guardrailAction: 'NONE' });
    const masked = await guarded('Write to ada@example.com: where is the mill?');
    expect(masked.guardrailAction).toBe('INTERVENED');
    expect(idsOf(masked.retrievalResults)[0]).toBe('mill.md');
    await failureOf(
      retrieve(
        'x',
        {},
        {
          guardrailConfiguration: { guardrailId: 'absent000000', guardrailVersion: '1' },
        },
      ),
      'ResourceNotFoundException',
      404,
    );
  } finally {
    bedrock.destroy();
  }
});
