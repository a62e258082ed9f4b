import {
  CreateDataSourceCommand,
  CreateKnowledgeBaseCommand,
  type CreateKnowledgeBaseCommandInput,
  DeleteKnowledgeBaseCommand,
  DeleteKnowledgeBaseDocumentsCommand,
  type DocumentStatus,
  GetKnowledgeBaseDocumentsCommand,
  IngestKnowledgeBaseDocumentsCommand,
  ListKnowledgeBaseDocumentsCommand,
} from '@aws-sdk/client-bedrock-agent';
import {
  RerankCommand,
  RetrieveAndGenerateCommand,
  RetrieveAndGenerateStreamCommand,
  RetrieveCommand,
  type RetrieveCommandInput,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { afterAll, describe, expect, test } from 'vitest';
import { failureOf } from './support/failure.ts';
import { openSession } from './support/session.ts';
import { clientToken } from './support/vacant.ts';

/** Documents in, passages and grounded answers out, by the official clients. */

const { target, agent, runtime } = await openSession();
const created: string[] = [];
afterAll(async () => {
  for (const knowledgeBaseId of created)
    await agent.send(new DeleteKnowledgeBaseCommand({ knowledgeBaseId })).catch(() => undefined);
});

const uniqueName = () => `conformance-${clientToken().slice(0, 8)}`;
const embeddingModelArn = `arn:aws:bedrock:${target.region}::foundation-model/amazon.titan-embed-text-v2:0`;

const create = async (input: Partial<CreateKnowledgeBaseCommandInput> = {}) => {
  const { knowledgeBase } = await agent.send(
    new CreateKnowledgeBaseCommand({
      name: uniqueName(),
      roleArn: target.roleArn,
      knowledgeBaseConfiguration: {
        type: 'VECTOR',
        vectorKnowledgeBaseConfiguration: { embeddingModelArn },
      },
      ...input,
    }),
  );
  created.push(knowledgeBase!.knowledgeBaseId!);
  return knowledgeBase!;
};
const customSource = async (knowledgeBaseId: string) => {
  const { dataSource } = await agent.send(
    new CreateDataSourceCommand({
      knowledgeBaseId,
      name: uniqueName(),
      dataSourceConfiguration: { type: 'CUSTOM' },
    }),
  );
  return dataSource!.dataSourceId!;
};
const identifierOf = (id: string) => ({ dataSourceType: 'CUSTOM' as const, custom: { id } });

const ENDED: readonly (DocumentStatus | undefined)[] = [
  'INDEXED',
  'FAILED',
  'NOT_FOUND',
  'IGNORED',
  'PARTIALLY_INDEXED',
];
/** Waits until none of the documents is worked on any more. */
const settled = async (at: { knowledgeBaseId: string; dataSourceId: string }, ids: readonly string[]) => {
  let statuses: (DocumentStatus | undefined)[] = [];
  await expect
    .poll(
      async () => {
        const { documentDetails = [] } = await agent.send(
          new GetKnowledgeBaseDocumentsCommand({ ...at, documentIdentifiers: ids.map(identifierOf) }),
        );
        statuses = documentDetails.map(({ status }) => status);
        return statuses.every((status) => ENDED.includes(status));
      },
      { timeout: 60_000, interval: 100 },
    )
    .toBe(true);
  return statuses;
};

interface Sent {
  readonly text: string;
  readonly team?: string;
  readonly year?: number;
}
const ingest = async (
  at: { knowledgeBaseId: string; dataSourceId: string },
  documents: Readonly<Record<string, Sent>>,
) => {
  await agent.send(
    new IngestKnowledgeBaseDocumentsCommand({
      ...at,
      documents: Object.entries(documents).map(([id, { text, team, year }]) => ({
        content: {
          dataSourceType: 'CUSTOM',
          custom: {
            customDocumentIdentifier: { id },
            sourceType: 'IN_LINE',
            inlineContent: { type: 'TEXT', textContent: { data: text } },
          },
        },
        ...((team || year) && {
          metadata: {
            type: 'IN_LINE_ATTRIBUTE',
            inlineAttributes: [
              ...(team ? [{ key: 'team', value: { type: 'STRING' as const, stringValue: team } }] : []),
              ...(year ? [{ key: 'year', value: { type: 'NUMBER' as const, numberValue: year } }] : []),
            ],
          },
        }),
      })),
    }),
  );
  return settled(at, Object.keys(documents));
};

const HANDBOOK = {
  'leave.md': {
    text: '# Parental leave\n\nParental leave lasts 26 weeks. It can be taken by either parent, in up to three parts.',
    team: 'people',
    year: 2025,
  },
  'bicycles.md': {
    text: '# Bicycles\n\nEverybody may park a bicycle in the cellar. The key lies at the reception desk.',
    team: 'office',
    year: 2023,
  },
  'travel.md': {
    text: '# Travel\n\nTrains are booked in second class. Receipts are handed in within a month.',
    team: 'finance',
    year: 2024,
  },
} satisfies Record<string, Sent>;

const idsOf = (
  results: readonly {
    location?: { customDocumentLocation?: { id?: string | undefined } | undefined } | undefined;
  }[] = [],
) => results.map(({ location }) => location?.customDocumentLocation?.id);

const filled = async () => {
  const { knowledgeBaseId } = await create();
  const at = { knowledgeBaseId: knowledgeBaseId!, dataSourceId: await customSource(knowledgeBaseId!) };
  expect(await ingest(at, HANDBOOK)).toEqual(['INDEXED', 'INDEXED', 'INDEXED']);
  return at;
};
const search = async (
  knowledgeBaseId: string,
  text: string,
  vectorSearchConfiguration: NonNullable<
    RetrieveCommandInput['retrievalConfiguration']
  >['vectorSearchConfiguration'] = {},
) =>
  (
    await runtime.send(
      new RetrieveCommand({
        knowledgeBaseId,
        retrievalQuery: { text },
        retrievalConfiguration: { vectorSearchConfiguration },
      }),
    )
  ).retrievalResults;

describe('documents that are sent', { timeout: 120_000 }, () => {
  test('are found by meaning and by words, with their place, score and metadata', async () => {
    const { knowledgeBaseId, dataSourceId } = await filled();
    for (const overrideSearchType of ['SEMANTIC', 'HYBRID'] as const) {
      const results = await search(knowledgeBaseId, 'How many weeks does parental leave last?', {
        overrideSearchType,
      });
      expect(idsOf(results)[0]).toBe('leave.md');
      const [best] = results!;
      expect(best?.content?.text).toContain('26 weeks');
      expect(best?.score).toBeGreaterThan(0);
      expect(best?.score).toBeLessThanOrEqual(1);
      expect(best?.metadata).toMatchObject({
        team: 'people',
        year: 2025,
        'x-amz-bedrock-kb-data-source-id': dataSourceId,
      });
    }
    expect(await search(knowledgeBaseId, 'leave', { numberOfResults: 1 })).toHaveLength(1);
  });

  test('are filtered by their metadata', async () => {
    const { knowledgeBaseId } = await filled();
    const found = async (filter: NonNullable<Parameters<typeof search>[2]>['filter']) =>
      idsOf(await search(knowledgeBaseId, 'What must I know?', { filter, numberOfResults: 10 })).sort();
    expect(await found({ equals: { key: 'team', value: 'office' } })).toEqual(['bicycles.md']);
    expect(await found({ greaterThanOrEquals: { key: 'year', value: 2024 } })).toEqual([
      'leave.md',
      'travel.md',
    ]);
    expect(
      await found({
        andAll: [
          { in: { key: 'team', value: ['office', 'people'] } },
          { notEquals: { key: 'year', value: 2025 } },
        ],
      }),
    ).toEqual(['bicycles.md']);
    await failureOf(
      search(knowledgeBaseId, 'x', { filter: { andAll: [{ equals: { key: 'a', value: 1 } }] } as never }),
      'ValidationException',
      400,
    );
  });

  test('change with what is sent again, and go when they are deleted', async () => {
    const at = await filled();
    await ingest(at, { 'leave.md': { text: 'Parental leave lasts 30 weeks from now on.' } });
    const results = await search(at.knowledgeBaseId, 'How long is parental leave?', { numberOfResults: 10 });
    expect(results?.filter(({ content }) => content?.text?.includes('26 weeks'))).toEqual([]);
    expect(results?.[0]?.content?.text).toContain('30 weeks');

    const { documentDetails } = await agent.send(
      new DeleteKnowledgeBaseDocumentsCommand({
        ...at,
        documentIdentifiers: ['leave.md', 'nothing.md'].map(identifierOf),
      }),
    );
    expect(documentDetails?.map(({ status }) => status)).toEqual([
      expect.stringMatching(/^DELET/),
      'NOT_FOUND',
    ]);
    expect(await settled(at, ['leave.md'])).toEqual(['NOT_FOUND']);
    expect(idsOf(await search(at.knowledgeBaseId, 'parental leave', { numberOfResults: 10 }))).not.toContain(
      'leave.md',
    );
    const listed = await agent.send(new ListKnowledgeBaseDocumentsCommand(at));
    expect(listed.documentDetails?.map(({ identifier }) => identifier?.custom?.id).sort()).toEqual([
      'bicycles.md',
      'travel.md',
    ]);
  });

  test('of a broken kind fail alone, with a reason', async () => {
    const { knowledgeBaseId } = await create();
    const at = { knowledgeBaseId: knowledgeBaseId!, dataSourceId: await customSource(knowledgeBaseId!) };
    const bytes = (id: string, data: Uint8Array, mimeType: string) => ({
      content: {
        dataSourceType: 'CUSTOM' as const,
        custom: {
          customDocumentIdentifier: { id },
          sourceType: 'IN_LINE' as const,
          inlineContent: { type: 'BYTE' as const, byteContent: { data, mimeType } },
        },
      },
    });
    await agent.send(
      new IngestKnowledgeBaseDocumentsCommand({
        ...at,
        documents: [
          bytes('broken.pdf', new TextEncoder().encode('%PDF-1.7 cut off'), 'application/pdf'),
          bytes('fine.csv', new TextEncoder().encode('name,city\nAda,London\n'), 'text/csv'),
        ],
      }),
    );
    expect(await settled(at, ['broken.pdf', 'fine.csv'])).toEqual(['FAILED', 'INDEXED']);
    const { documentDetails } = await agent.send(
      new GetKnowledgeBaseDocumentsCommand({ ...at, documentIdentifiers: [identifierOf('broken.pdf')] }),
    );
    expect(documentDetails?.[0]?.statusReason).toMatch(/broken\.pdf/);
    expect((await search(at.knowledgeBaseId, 'Ada'))?.[0]?.content?.text).toContain('London');
  });
});

describe('an answer', { timeout: 120_000 }, () => {
  const asking = (knowledgeBaseId: string, text: string, more: object = {}) => ({
    input: { text },
    ...more,
    retrieveAndGenerateConfiguration: {
      type: 'KNOWLEDGE_BASE' as const,
      knowledgeBaseConfiguration: { knowledgeBaseId, modelArn: target.modelId },
    },
  });

  test('rests on passages, and its conversation goes on', async () => {
    const { knowledgeBaseId } = await filled();
    const { output, citations, sessionId } = await runtime.send(
      new RetrieveAndGenerateCommand(asking(knowledgeBaseId, 'How many weeks does parental leave last?')),
    );
    expect(output?.text).toContain('26 weeks');
    const references = citations?.flatMap(({ retrievedReferences = [] }) => retrievedReferences);
    expect(references?.map(({ location }) => location?.customDocumentLocation?.id)).toContain('leave.md');
    expect(
      citations?.map(({ generatedResponsePart }) => generatedResponsePart?.textResponsePart?.text).join(''),
    ).toBe(output?.text);
    const again = await runtime.send(
      new RetrieveAndGenerateCommand(asking(knowledgeBaseId, 'Who can take it?', { sessionId })),
    );
    expect(again.sessionId).toBe(sessionId);
    await failureOf(
      runtime.send(
        new RetrieveAndGenerateCommand(asking(knowledgeBaseId, 'And?', { sessionId: 'no-such-session' })),
      ),
      'ValidationException',
      400,
    );
  });

  test('comes as a stream, its session in a header', async () => {
    const { knowledgeBaseId } = await filled();
    const { stream, sessionId } = await runtime.send(
      new RetrieveAndGenerateStreamCommand(asking(knowledgeBaseId, 'Where lies the key of the cellar?')),
    );
    expect(sessionId).toMatch(/^[0-9a-zA-Z._:-]{2,100}$/);
    let text = '';
    const cited: (string | undefined)[] = [];
    for await (const event of stream!) {
      text += event.output?.text ?? '';
      for (const { location } of event.citation?.retrievedReferences ?? [])
        cited.push(location?.customDocumentLocation?.id);
    }
    expect(text).toContain('reception desk');
    expect(cited).toContain('bicycles.md');
  });

  test('of a knowledge base that holds nothing says so', async () => {
    const { knowledgeBaseId } = await create();
    const { output, citations } = await runtime.send(
      new RetrieveAndGenerateCommand(asking(knowledgeBaseId!, 'Why?')),
    );
    expect(output?.text).toBe('Sorry, I am unable to assist you with this request.');
    expect(citations).toEqual([]);
  });

  test('of a knowledge base that is not there is none', async () => {
    const asked = asking('NOSUCHKB00', 'Why?');
    await failureOf(runtime.send(new RetrieveAndGenerateCommand(asked)), 'ResourceNotFoundException', 404);
    await failureOf(search('NOSUCHKB00', 'Why?'), 'ResourceNotFoundException', 404);
  });
});

test('texts are reranked', async () => {
  const texts = ['Trains run on rails.', 'Parental leave lasts 26 weeks.', 'The cellar is dry.'];
  const { results } = await runtime.send(
    new RerankCommand({
      queries: [{ type: 'TEXT', textQuery: { text: 'How long is parental leave?' } }],
      sources: texts.map((text) => ({
        type: 'INLINE',
        inlineDocumentSource: { type: 'TEXT', textDocument: { text } },
      })),
      rerankingConfiguration: {
        type: 'BEDROCK_RERANKING_MODEL',
        bedrockRerankingConfiguration: {
          modelConfiguration: {
            modelArn: `arn:aws:bedrock:${target.region}::foundation-model/cohere.rerank-v3-5:0`,
          },
          numberOfResults: 2,
        },
      },
    }),
  );
  expect(results?.map(({ index }) => index)[0]).toBe(1);
  expect(results).toHaveLength(2);
});
