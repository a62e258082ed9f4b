import { describe, expect, test } from 'vitest';
import type { ChunkRecord, DocumentIdentity } from '../knowledge-base-records.ts';
import type { Scope } from '../store.ts';
import { StoreError } from '../store-error.ts';
import {
  aChunk,
  aDataSource,
  aKnowledgeBase,
  allPages,
  anIngestionJob,
  aSourceDocument,
  foreignScopes,
  home,
  publishDocument,
  type StoreFixture,
} from './fixture.ts';

const kb = 'KB00000001';
const ds = 'DS00000001';

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no error',
    (error) => (error instanceof StoreError ? error.code : error),
  );

/** Knowledge bases, what they are made of, and what searches see of them. */
export function describeKnowledgeBases(fixture: () => StoreFixture): void {
  const openWithSource = async () => {
    const { store } = fixture();
    await store.knowledgeBases.insert(home, aKnowledgeBase());
    await store.dataSources.insert(home, aDataSource());
    return store;
  };

  describe('knowledge bases', () => {
    test('come back as they were, change, and go with their tags', async () => {
      const { knowledgeBases, tags } = fixture().store;
      const full = aKnowledgeBase({
        id: 'KB00000002',
        description: '',
        storageConfiguration: { type: 'S3_VECTORS' },
        status: 'FAILED',
        failureReasons: ['a', 'b'],
        dimensions: 384,
      });
      await knowledgeBases.insert(home, aKnowledgeBase());
      await knowledgeBases.insert(home, full);
      expect(await knowledgeBases.get(home, kb)).toStrictEqual(aKnowledgeBase());
      expect(await knowledgeBases.get(home, full.id)).toStrictEqual(full);
      expect(await codeOf(knowledgeBases.insert(home, full))).toBe('DuplicateRow');
      expect((await knowledgeBases.named(home, 'manuals')).toSorted()).toEqual([kb, 'KB00000002']);
      const changed = { ...full, name: 'other', status: 'DELETING' as const };
      expect(await knowledgeBases.update(home, changed)).toBe(true);
      expect(await knowledgeBases.update(home, { ...full, createdAt: 5 })).toBe(false);
      expect(await knowledgeBases.beingDeleted()).toStrictEqual([{ ...changed, scope: home }]);
      const arn = 'arn:aws:bedrock:us-east-1:000000000000:knowledge-base/KB00000002';
      await tags.put(home, arn, new Map([['k', 'v']]));
      expect(await knowledgeBases.delete(home, full.id)).toBe(true);
      expect(await knowledgeBases.delete(home, full.id)).toBe(false);
      expect((await tags.get(home, arn)).size).toBe(0);
      expect(await knowledgeBases.count(home)).toBe(1);
    });

    test('go last: not while they have data sources or documents', async () => {
      const store = await openWithSource();
      await publishDocument(store, home, aSourceDocument(), [aChunk()]);
      expect(await codeOf(store.knowledgeBases.delete(home, kb))).toBe('ChildrenRemain');
      expect(await codeOf(store.dataSources.delete(home, kb, ds))).toBe('ChildrenRemain');
      // RETAIN: what was found in the source stays and is searched.
      expect(await store.dataSources.delete(home, kb, ds, { keepsDocuments: true })).toBe(true);
      expect(await codeOf(store.knowledgeBases.delete(home, kb))).toBe('ChildrenRemain');
      expect(await store.chunks.vectors(home, kb, 0, 9)).toHaveLength(1);
      expect(await store.knowledgeBaseDocuments.delete(home, aSourceDocument())).toBe(true);
      expect(await store.knowledgeBases.delete(home, kb)).toBe(true);
    });
  });

  describe('data sources', () => {
    test('come back as they were, and take their jobs along', async () => {
      const { knowledgeBases, dataSources, ingestionJobs } = fixture().store;
      expect(await codeOf(dataSources.insert(home, aDataSource()))).toBe('MissingParent');
      await knowledgeBases.insert(home, aKnowledgeBase());
      const full = aDataSource({
        description: 'd',
        dataSourceConfiguration: {
          type: 'S3',
          s3Configuration: { bucketArn: 'arn:aws:s3:::b', inclusionPrefixes: ['p/'] },
        },
        vectorIngestionConfiguration: { chunkingConfiguration: { chunkingStrategy: 'NONE' } },
        serverSideEncryptionConfiguration: { kmsKeyArn: 'k' },
        dataDeletionPolicy: 'RETAIN',
        status: 'DELETING',
        failureReasons: ['x'],
      });
      await dataSources.insert(home, full);
      expect(await dataSources.get(home, kb, ds)).toStrictEqual(full);
      expect(await dataSources.named(home, kb, 'shelf')).toEqual([ds]);
      expect(await dataSources.beingDeleted()).toStrictEqual([{ ...full, scope: home }]);
      expect(await codeOf(dataSources.insert(home, full))).toBe('DuplicateRow');
      expect(await dataSources.update(home, aDataSource({ name: 'n' }))).toBe(true);
      expect(await dataSources.count(home, kb)).toBe(1);
      await ingestionJobs.insert(home, anIngestionJob());
      expect(await dataSources.delete(home, kb, ds)).toBe(true);
      expect(await ingestionJobs.get(home, kb, ds, 'JOB0000001')).toBeUndefined();
    });
  });

  describe('ingestion jobs', () => {
    test('come back as they were, and say which are under way', async () => {
      const { ingestionJobs } = await openWithSource();
      const running = anIngestionJob({ id: 'JOB0000002', status: 'IN_PROGRESS', description: 'd' });
      await ingestionJobs.insert(home, anIngestionJob());
      await ingestionJobs.insert(home, running);
      expect(await ingestionJobs.get(home, kb, ds, 'JOB0000001')).toStrictEqual(anIngestionJob());
      expect(await ingestionJobs.underWayIn(home, kb)).toStrictEqual([running]);
      expect(await ingestionJobs.underWay()).toStrictEqual([{ ...running, scope: home }]);
      expect(await ingestionJobs.update(home, { ...running, status: 'STOPPED' })).toBe(true);
      expect(await ingestionJobs.update(home, { ...running, startedAt: 2 })).toBe(false);
      expect(await ingestionJobs.underWay()).toEqual([]);
    });

    test.each([
      ['youngest first', {}, ['d', 'c', 'b', 'a']],
      ['oldest first', { order: 'ASCENDING' }, ['a', 'b', 'c', 'd']],
      ['by status', { sortBy: 'STATUS', order: 'ASCENDING' }, ['b', 'd', 'a', 'c']],
      ['by status, the other way', { sortBy: 'STATUS' }, ['c', 'a', 'd', 'b']],
      ['of some statuses', { statuses: ['FAILED', 'STOPPED'] }, ['c', 'a']],
    ] as const)('%s, page by page', async (_, filter, ids) => {
      const { ingestionJobs } = await openWithSource();
      for (const [index, [id, status]] of (
        [
          ['a', 'FAILED'],
          ['b', 'COMPLETE'],
          ['c', 'STOPPED'],
          ['d', 'COMPLETE'],
        ] as const
      ).entries()) {
        await ingestionJobs.insert(home, anIngestionJob({ id, status, startedAt: index }));
      }
      for (const limit of [1, 2, 9]) {
        const rows = await allPages((page) => ingestionJobs.list(home, kb, ds, filter, page), limit);
        expect(rows.map(({ id }) => id)).toEqual(ids);
      }
    });
  });

  describe('documents', () => {
    test('come back as they were; what was sent with them stands in none of the lists', async () => {
      const { knowledgeBaseDocuments } = await openWithSource();
      const document = aSourceDocument({ status: 'PENDING', inline: new Uint8Array([0, 255]) });
      expect(await codeOf(knowledgeBaseDocuments.put(home, { ...document, dataSourceId: 'DS2' }))).toBe(
        'MissingParent',
      );
      await knowledgeBaseDocuments.put(home, document);
      expect(await knowledgeBaseDocuments.get(home, document)).toStrictEqual(document);
      const { inline: _, ...listed } = document;
      expect((await knowledgeBaseDocuments.list(home, kb, ds, { limit: 9 })).rows).toStrictEqual([listed]);
      await knowledgeBaseDocuments.put(home, { ...listed, createdAt: 7, generation: 4, chunkCount: 9 });
      expect(await knowledgeBaseDocuments.get(home, document)).toStrictEqual(listed);
      expect(await knowledgeBaseDocuments.count(home, kb)).toBe(1);
      expect(await knowledgeBaseDocuments.count(home, kb, 'DS2')).toBe(0);
    });

    test('of some statuses, oldest change first', async () => {
      const { knowledgeBaseDocuments } = await openWithSource();
      for (const [documentId, status, updatedAt] of [
        ['a', 'PENDING', 3],
        ['b', 'IN_PROGRESS', 1],
        ['c', 'INDEXED', 0],
        ['d', 'PENDING', 2],
      ] as const) {
        await knowledgeBaseDocuments.put(home, aSourceDocument({ documentId, status, updatedAt }));
      }
      const found = await knowledgeBaseDocuments.withStatus(home, kb, ds, ['PENDING', 'IN_PROGRESS'], 2);
      expect(found.map(({ documentId }) => documentId)).toEqual(['b', 'd']);
      expect(await knowledgeBaseDocuments.dataSourcesWithStatus(['PENDING', 'IN_PROGRESS'])).toEqual([
        { knowledgeBaseId: kb, dataSourceId: ds, scope: home },
      ]);
      expect(await knowledgeBaseDocuments.dataSourcesWithStatus(['FAILED'])).toEqual([]);
    });

    test('keep what is said of a draft until it is published', async () => {
      const store = await openWithSource();
      const document = aSourceDocument({ draft: { generation: 1, digest: 'd' } });
      await store.knowledgeBaseDocuments.put(home, document);
      expect(await store.knowledgeBaseDocuments.get(home, document)).toStrictEqual(document);
      await store.chunks.insert(home, [aChunk()]);
      const published = aSourceDocument({ generation: 1, chunkCount: 1 });
      await store.knowledgeBaseDocuments.publish(home, published);
      expect(await store.knowledgeBaseDocuments.get(home, document)).toStrictEqual(published);
    });

    test('are deleted in pieces, of one data source or of all', async () => {
      const store = await openWithSource();
      await store.dataSources.insert(home, aDataSource({ id: 'DS2' }));
      for (const documentId of ['a', 'b', 'c']) {
        for (const dataSourceId of [ds, 'DS2']) {
          const chunk = aChunk({ documentId, dataSourceId });
          await publishDocument(store, home, aSourceDocument({ documentId, dataSourceId }), [chunk]);
        }
      }
      expect(await store.knowledgeBaseDocuments.deleteSome(home, kb, ds, 2)).toBe(2);
      expect(await store.knowledgeBaseDocuments.deleteSome(home, kb, ds, 2)).toBe(1);
      expect(await store.knowledgeBaseDocuments.deleteSome(home, kb, ds, 2)).toBe(0);
      expect(await store.chunks.vectors(home, kb, 0, 9)).toHaveLength(3);
      expect(await store.knowledgeBaseDocuments.deleteSome(home, kb, undefined, 9)).toBe(3);
      expect(await store.chunks.vectors(home, kb, 0, 9)).toEqual([]);
    });
  });

  describe('chunks', () => {
    const generationOf = (generation: number, texts: readonly string[]): ChunkRecord[] =>
      texts.map((text, ordinal) => aChunk({ generation, ordinal, text, end: text.length }));
    const textsIn = async (scope: Scope = home) => {
      const { chunks } = fixture().store;
      const numbers = (await chunks.vectors(scope, kb, 0, 100)).map(({ number }) => number);
      return (await chunks.passages(scope, kb, numbers)).map(({ text }) => text);
    };

    test('belong to a document, are seen when published, and all at once', async () => {
      const store = await openWithSource();
      const chunks = generationOf(1, ['one', 'two']);
      expect(await codeOf(store.chunks.insert(home, chunks))).toBe('MissingParent');
      await store.knowledgeBaseDocuments.put(home, aSourceDocument());
      await store.chunks.insert(home, chunks.slice(0, 1));
      expect(await textsIn()).toEqual([]);
      expect(await store.chunks.count(home, kb)).toBe(0);
      const whole = aSourceDocument({ generation: 1, chunkCount: 2 });
      expect(await codeOf(store.knowledgeBaseDocuments.publish(home, whole))).toBe('ChunksMissing');
      expect(await textsIn()).toEqual([]);
      await store.chunks.insert(home, chunks);
      await store.knowledgeBaseDocuments.publish(home, whole);
      expect(await textsIn()).toEqual(['one', 'two']);
      expect(await store.chunks.count(home, kb)).toBe(2);
      expect(await codeOf(store.knowledgeBaseDocuments.publish(home, whole))).toBe('ChunksMissing');
    });

    test('that are kept already stay as they are, and say so', async () => {
      const store = await openWithSource();
      await store.knowledgeBaseDocuments.put(home, aSourceDocument());
      await store.chunks.insert(home, generationOf(1, ['first']));
      expect(await store.chunks.ordinals(home, aSourceDocument(), 1)).toEqual(new Set([0]));
      await store.chunks.insert(home, generationOf(1, ['again', 'more']));
      expect(await store.chunks.ordinals(home, aSourceDocument(), 1)).toEqual(new Set([0, 1]));
      const kept = await store.chunks.ofGeneration(home, aSourceDocument(), 1, 0, 9);
      expect(kept.map(({ text }) => text)).toEqual(['first', 'more']);
      const tail = await store.chunks.ofGeneration(home, aSourceDocument(), 1, 1, 9);
      expect(tail.map(({ ordinal }) => ordinal)).toEqual([1]);
      expect(await store.chunks.matching(home, kb, ['again'], 9)).toEqual([]);
    });

    test('of a new generation take the place of the old ones, which are freed bit by bit', async () => {
      const store = await openWithSource();
      await publishDocument(
        store,
        home,
        aSourceDocument(),
        generationOf(1, ['red apple', 'red pear', 'red plum']),
      );
      await publishDocument(store, home, aSourceDocument(), generationOf(2, ['green apple']));
      expect(await textsIn()).toEqual(['green apple']);
      expect(await store.chunks.sweep(2)).toBe(2);
      expect(await store.chunks.sweep(2)).toBe(1);
      expect(await store.chunks.sweep(2)).toBe(0);
      expect(await textsIn()).toEqual(['green apple']);
      expect(await store.chunks.matching(home, kb, ['red'], 9)).toEqual([]);
      expect(await store.chunks.matching(home, kb, ['green'], 9)).toHaveLength(1);
    });

    test('of a document that is deleted are gone at once, and never those of its successor', async () => {
      const store = await openWithSource();
      await publishDocument(store, home, aSourceDocument(), generationOf(1, ['old', 'older']));
      expect(await store.knowledgeBaseDocuments.delete(home, aSourceDocument())).toBe(true);
      expect(await textsIn()).toEqual([]);
      // The same id and generation again, before anything was freed.
      await store.knowledgeBaseDocuments.put(home, aSourceDocument());
      expect(await store.chunks.ordinals(home, aSourceDocument(), 1)).toEqual(new Set());
      await store.chunks.insert(home, generationOf(1, ['new']));
      await store.knowledgeBaseDocuments.publish(home, aSourceDocument({ generation: 1, chunkCount: 1 }));
      expect(await store.chunks.sweep(100)).toBe(0);
      expect(await textsIn()).toEqual(['new']);
    });

    test('a document may be deleted, come again empty, and nothing of before is seen', async () => {
      const store = await openWithSource();
      await publishDocument(store, home, aSourceDocument(), generationOf(1, ['old']));
      await store.knowledgeBaseDocuments.delete(home, aSourceDocument());
      await publishDocument(store, home, aSourceDocument(), []);
      expect(await textsIn()).toEqual([]);
    });

    test('of a generation that is given up are freed', async () => {
      const store = await openWithSource();
      await publishDocument(store, home, aSourceDocument(), generationOf(1, ['kept']));
      await store.chunks.insert(home, generationOf(2, ['given', 'up']));
      await store.chunks.discard(home, aSourceDocument(), 2);
      expect(await store.chunks.sweep(100)).toBe(2);
      expect(await textsIn()).toEqual(['kept']);
      expect(await store.chunks.matching(home, kb, ['given'], 9)).toEqual([]);
    });

    test('keep the larger passage that stands for them, once', async () => {
      const store = await openWithSource();
      const parent = { ordinal: 0, text: 'one two', start: 0, end: 7 };
      const chunks = generationOf(1, ['one', 'two']).map((chunk) => ({ ...chunk, parent, page: 3 }));
      await publishDocument(store, home, aSourceDocument(), chunks);
      expect(await store.chunks.ofGeneration(home, aSourceDocument(), 1, 0, 9)).toStrictEqual(chunks);
    });

    test('are found by words of their own knowledge base alone, the best first', async () => {
      const store = await openWithSource();
      const [foreign] = foreignScopes as [Scope];
      await store.knowledgeBases.insert(foreign, aKnowledgeBase());
      await store.dataSources.insert(foreign, aDataSource());
      const words = Array.from({ length: 20 }, (_, index) => `something else ${index}`);
      const texts = ['The trains run to Zürich', 'A train', 'Boats and trains and trains', 'Boats', ...words];
      await publishDocument(store, home, aSourceDocument(), generationOf(1, texts));
      await publishDocument(store, foreign, aSourceDocument(), generationOf(1, ['foreign train']));
      const find = async (...words: string[]) => {
        const found = await store.chunks.matching(home, kb, words, 9);
        expect(found.map(({ score }) => score)).toEqual(
          found.map(({ score }) => score).toSorted((a, b) => b - a),
        );
        const passages = await store.chunks.passages(
          home,
          kb,
          found.map(({ number }) => number),
        );
        return passages.map(({ ordinal }) => ordinal);
      };
      expect(await find('ZURICH')).toEqual([0]);
      expect((await find('train')).toSorted()).toEqual([0, 1, 2]);
      expect((await find('boat', 'train'))[0]).toBe(2);
      expect(await find('foreign')).toEqual([]);
      expect(await find('"', '*', 'NEAR(', '-')).toEqual([]);
      expect(await store.chunks.frequency(home, kb, 'trains', 9)).toBe(3);
      expect(await store.chunks.frequency(home, kb, 'trains', 2)).toBe(2);
      expect(await store.chunks.frequency(foreign, kb, 'train', 9)).toBe(1);
    });

    test('are ranked as if no other knowledge base were there', async () => {
      const store = await openWithSource();
      const [foreign] = foreignScopes as [Scope];
      await store.knowledgeBases.insert(foreign, aKnowledgeBase());
      await store.dataSources.insert(foreign, aDataSource());
      // All of one length, so that nothing but rarity is left to tell them apart.
      const texts = ['old mill', 'old river', 'old river', 'old river', 'old mill', 'new bridge'];
      await publishDocument(store, home, aSourceDocument(), generationOf(1, texts));
      const rarity = { chunks: texts.length, frequencies: [2, 3, 5] };
      const find = () => store.chunks.matching(home, kb, ['mill', 'river', 'old'], 9, rarity);
      const before = await find();
      const others = Array.from({ length: 200 }, (_, index) => `foreign ${index}`);
      await publishDocument(store, foreign, aSourceDocument(), generationOf(1, others));
      const after = await find();
      expect(before).toHaveLength(5);
      for (const { number, score } of before)
        expect(after.find((found) => found.number === number)?.score).toBeCloseTo(score, 5);
    });

    test('are found by the nearness of their vectors', async () => {
      const store = await openWithSource();
      const vectors = [
        [1, 0, 0],
        [0, 1, 0],
        [0.6, 0.8, 0],
      ].map((vector) => new Float32Array(vector));
      const chunks = vectors.map((vector, ordinal) => aChunk({ ordinal, vector }));
      await publishDocument(store, home, aSourceDocument(), chunks);
      const found = await store.chunks.nearest(home, kb, new Float32Array([0, 1, 0]), 2);
      const [first, second] = await store.chunks.vectorsNumbered(
        home,
        kb,
        found.map(({ number }) => number),
      );
      expect([first?.vector, second?.vector]).toEqual([vectors[1], vectors[2]]);
      expect(found[0]?.score).toBeCloseTo(1);
      expect(found[1]?.score).toBeCloseTo(0.8);
      const [one, two, three] = (await store.chunks.vectors(home, kb, 0, 9)).map(({ number }) => number);
      expect(await store.chunks.numberAfter(home, kb, 0, 2)).toBe(two);
      expect(await store.chunks.numberAfter(home, kb, one!, 2)).toBe(three);
      expect(await store.chunks.numberAfter(home, kb, one!, 3)).toBeUndefined();
      const within = async (range: { after?: number; through?: number | undefined }) =>
        (await store.chunks.nearest(home, kb, new Float32Array([0, 1, 0]), 9, range)).map(
          ({ number }) => number,
        );
      expect(await within({ through: two })).toEqual([two, one]);
      expect(await within({ after: one!, through: undefined })).toEqual([two, three]);
      // A question with other dimensions finds nothing rather than failing.
      expect(await store.chunks.nearest(home, kb, new Float32Array([1, 0]), 2)).toEqual([]);
      const inside = await store.transaction(({ chunks: within }) =>
        within.nearest(home, kb, new Float32Array([0, 1, 0]), 2),
      );
      expect(inside).toEqual(found);
    });

    test('of one document are read apart from the others', async () => {
      const store = await openWithSource();
      for (const documentId of ['a', 'b']) {
        await publishDocument(store, home, aSourceDocument({ documentId }), [
          aChunk({ documentId, text: documentId }),
        ]);
      }
      const [found, ...more] = await store.chunks.vectorsOf(home, aSourceDocument({ documentId: 'b' }));
      expect(found).toMatchObject({ documentId: 'b', metadata: JSON.stringify(aChunk().metadata) });
      expect(more).toEqual([]);
      const [first] = await store.chunks.vectors(home, kb, 0, 1);
      expect(await store.chunks.vectors(home, kb, first?.number ?? 0, 9)).toEqual([found]);
    });
  });

  test('a change of what is searched of a document is told, other changes are not', async () => {
    const store = await openWithSource();
    const told: [Scope, DocumentIdentity][] = [];
    store.onDocumentChanged((scope, document) => told.push([scope, document]));
    const identity = { knowledgeBaseId: kb, dataSourceId: ds, documentId: 'document-1' };
    await store.knowledgeBaseDocuments.put(home, aSourceDocument());
    await store.chunks.insert(home, [aChunk()]);
    expect(told).toEqual([]);
    await store.knowledgeBaseDocuments.publish(home, aSourceDocument({ generation: 1, chunkCount: 1 }));
    expect(told).toEqual([[home, identity]]);
    await store.knowledgeBaseDocuments.delete(home, identity);
    await store.chunks.sweep(9);
    expect(told).toEqual([
      [home, identity],
      [home, identity],
    ]);
  });
}
