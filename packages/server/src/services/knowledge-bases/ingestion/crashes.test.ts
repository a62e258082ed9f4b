import type { KnowledgeBaseDocument } from '@streambed/model/bedrock-agent';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MetadataSidecar } from '../parsing/index.ts';
import { PIECE } from './batch-writer.ts';
import type { Ingestion } from './ingestion.ts';
import { createMemoryStore } from './memory-store.fixture.ts';
import { type OpenStore, STORES } from './stores.fixture.ts';
import { Crash, Fuse, SCOPE, SOURCE, World } from './world.fixture.ts';

const NAMES = ['a', 'b', 'c', 'd'] as const;

/** Some lines; every text is a document's own. */
const textOf = (name: string, version: number, count: number): string =>
  Array.from(
    { length: count },
    (_, index) => `${name} ${index < count / 2 ? 'always' : version} ${index}`,
  ).join('\n');

const metadataOf = (value: string, includeForEmbedding: boolean): MetadataSidecar => ({
  attributes: { key: { value, includeForEmbedding } },
});

const name = fc.constantFrom(...NAMES);
const change = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('put' as const),
      name,
      version: fc.nat(3),
      // One piece, several, exactly one or two, none.
      count: fc.constantFrom(0, 1, 3, PIECE, PIECE + 1, 2 * PIECE, 150),
      metadata: fc.option(fc.tuple(fc.constantFrom('x', 'y'), fc.boolean()), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('break' as const), name }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), name }) },
);
/** After how many awaits the processes die one after the other, before one is left alone. */
const crashes = fc.array(fc.oneof(fc.nat(40), fc.nat(400)), { maxLength: 4 });
const rounds = fc.array(fc.record({ changes: fc.array(change, { maxLength: 4 }), crashes }), {
  minLength: 1,
  maxLength: 5,
});

type Change = typeof change extends fc.Arbitrary<infer One> ? One : never;

function apply(world: World, one: Change): void {
  if (one.kind === 'remove') world.files.delete(one.name);
  else if (one.kind === 'break') world.put(one.name, '!');
  else
    world.put(one.name, textOf(one.name, one.version, one.count), {
      ...(one.metadata && { metadata: metadataOf(...one.metadata) }),
    });
}

/** What should be searched: every line of every file, with the file's metadata. */
const expectedOf = (world: World): readonly string[] =>
  [...world.files]
    .flatMap(([id, { text, metadata }]) =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => `${id}: ${line} [${metadata?.attributes.key?.value ?? ''}]`),
    )
    .sort();

const found = async ({ searched }: OpenStore): Promise<readonly string[]> =>
  (await searched(SCOPE, SOURCE.knowledgeBaseId))
    .map(({ documentId, text, metadata }) => `${documentId}: ${text} [${metadata.key ?? ''}]`)
    .sort();

/** One process after the other, each killed at its await, until one comes to an end by itself. */
async function live(
  world: World,
  lives: readonly number[],
  begin: (ingestion: Ingestion) => Promise<unknown>,
): Promise<void> {
  let isBegun = false;
  for (const awaits of [...lives, Number.POSITIVE_INFINITY]) {
    const fuse = new Fuse(awaits);
    const ingestion = world.process(fuse);
    try {
      await ingestion.resume();
      if (!isBegun) await begin(ingestion);
      isBegun = true;
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
    }
    await ingestion.settled();
    if (!fuse.isBlown) await ingestion.close();
  }
  expect(world.failures).toEqual([]);
}

let jobs = 0;
const startJob = async (world: World, ingestion: Ingestion): Promise<void> => {
  // Of an answer that got lost nobody knows whether the job was begun; then it goes on by itself.
  const [other] = await world.store.ingestionJobs.underWayIn(SCOPE, SOURCE.knowledgeBaseId);
  if (!other) await ingestion.startJob(SCOPE, SOURCE, { id: `JOB${++jobs}` });
};

describe.each(STORES)(
  'whatever changes and whenever the server is killed ($name)',
  ({ name: store, open }) => {
    test('a sync ends with the passages of the source, each once', { timeout: 240_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(rounds, async (all) => {
          const opened = await open();
          try {
            const world = await World.open(opened.store);
            for (const round of all) {
              for (const one of round.changes) apply(world, one);
              await live(world, round.crashes, (ingestion) => startJob(world, ingestion));
            }
            for (const [id, { text }] of world.files) if (text === '!') world.files.delete(id);
            await live(world, [], (ingestion) => startJob(world, ingestion));
            expect(await found(opened)).toEqual(expectedOf(world));
            expect(await opened.store.ingestionJobs.underWay()).toEqual([]);
          } finally {
            await opened.close();
          }
        }),
        { numRuns: store === 'SQLite' ? 15 : 250 },
      );
    });

    test('what was sent is taken in, what was to be deleted is gone', { timeout: 240_000 }, async () => {
      const request = fc.record({
        name,
        count: fc.option(fc.constantFrom(1, 3, PIECE + 1, 150), { nil: undefined }),
        version: fc.nat(3),
        crashes,
      });
      await fc.assert(
        fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 6 }), async (requests) => {
          const opened = await open();
          try {
            const world = await World.open(opened.store, { dataSourceConfiguration: { type: 'CUSTOM' } });
            for (const { name: id, count, version, crashes: lives } of requests) {
              if (count === undefined) world.files.delete(id);
              else world.put(id, textOf(id, version, count));
              await live(world, lives, async (ingestion) => {
                if (count === undefined) await ingestion.deleteDocuments(SCOPE, SOURCE, [id]);
                else await ingestion.ingestDocuments(SCOPE, SOURCE, [sent(id, textOf(id, version, count))]);
              });
            }
            expect(await found(opened)).toEqual(expectedOf(world));
            // A sync of what was sent finds nothing to do, and takes nothing away.
            world.embedded = [];
            await live(world, [], (ingestion) => startJob(world, ingestion));
            expect(await found(opened)).toEqual(expectedOf(world));
            expect(world.embedded).toEqual([]);
          } finally {
            await opened.close();
          }
        }),
        { numRuns: store === 'SQLite' ? 10 : 150 },
      );
    });
  },
);

const sent = (id: string, text: string): KnowledgeBaseDocument => ({
  content: {
    dataSourceType: 'CUSTOM',
    custom: {
      customDocumentIdentifier: { id },
      sourceType: 'IN_LINE',
      inlineContent: { type: 'TEXT', textContent: { data: text } },
    },
  },
});

describe('what was paid for', () => {
  test('no passage is embedded twice, but those of the batches under way when the server was killed', {
    timeout: 240_000,
  }, async () => {
    const lives = fc.array(fc.oneof(fc.nat(60), fc.nat(600)), { minLength: 1, maxLength: 10 });
    const files = fc.array(fc.constantFrom(1, 3, PIECE, PIECE + 1, 150, 300), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(files, lives, async (counts, all) => {
        const store = createMemoryStore();
        const world = await World.open(store);
        for (const [index, count] of counts.entries()) world.put(`f${index}`, textOf(`f${index}`, 0, count));
        /** How often a text was embedded without being kept. */
        const lost = new Map<string, number>();
        for (const awaits of [...all, Number.POSITIVE_INFINITY]) {
          const before = world.embedded.length;
          const fuse = new Fuse(awaits);
          const ingestion = world.process(fuse);
          try {
            await ingestion.resume();
            await startJob(world, ingestion);
          } catch (error) {
            if (!(error instanceof Crash)) throw error;
          }
          await ingestion.settled();
          const kept = new Set(store.kept().map(({ text }) => text));
          const lostNow = world.embedded.slice(before).filter((text) => !kept.has(text));
          for (const text of lostNow) lost.set(text, (lost.get(text) ?? 0) + 1);
          for (const index of counts.keys())
            expect(lostNow.filter((text) => text.startsWith(`f${index} `)).length).toBeLessThanOrEqual(PIECE);
        }
        const total = counts.reduce((sum, count) => sum + count, 0);
        expect(store.kept()).toHaveLength(total);
        const again = [...lost.values()].reduce((sum, times) => sum + times, 0);
        expect(world.embedded).toHaveLength(total + again);
        expect(new Set(world.embedded).size).toBe(total);
      }),
      { numRuns: 150 },
    );
  });
});
