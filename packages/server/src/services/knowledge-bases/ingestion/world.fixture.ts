import { createHash } from 'node:crypto';
import type { Clock } from '@streambed/flow/ports';
import type { DataSourceRecord, KnowledgeBaseRecord, Scope } from '../../../store/index.ts';
import { DocumentProblem, type MetadataSidecar } from '../parsing/index.ts';
import {
  customSource,
  decodeSent,
  documentOfSent,
  type ListSource,
  type SourceDocument,
} from '../sources/index.ts';
import type { ObjectSource } from '../sources/s3.ts';
import { Ingestion } from './ingestion.ts';
import type { IngestionRepositories, IngestionStore } from './ingestion-store.ts';
import type { IngestionTools } from './tools.ts';

export const SCOPE: Scope = { accountId: '000000000000', region: 'us-east-1' };
export const SOURCE = { knowledgeBaseId: 'KNOWLEDGE1', dataSourceId: 'DATASOURCE' };
export const DIMENSIONS = 4;

/** What lies in the source. */
export interface SourceFileState {
  /** Its lines are its passages. `!` in place of a text: it cannot be parsed. */
  text: string;
  /** What the source says without reading it; undefined: it says nothing. */
  tag?: string;
  metadata?: MetadataSidecar;
  metadataTag?: string;
  /** Thrown when it is opened. */
  failure?: Error;
}

/** The process is dead: nothing that it asks for happens any more. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Counts awaits, and ends the process at one of them. */
export class Fuse {
  private left: number;
  awaits = 0;
  isBlown = false;
  constructor(left = Number.POSITIVE_INFINITY) {
    this.left = left;
  }

  /** What is asked for at this await, or not any more: not at all, or without anybody to hear of it. */
  async burn<Result>(work: () => Promise<Result> | Result): Promise<Result> {
    this.step();
    const result = await work();
    this.step();
    return result;
  }

  step(): void {
    this.awaits++;
    if (this.left-- <= 0) this.isBlown = true;
    if (this.isBlown) throw new Crash('The process was killed.');
  }
}

/** Files, a store that outlives processes, and what the embedding model was asked. */
export class World {
  readonly files = new Map<string, SourceFileState>();
  readonly skipped: string[] = [];
  missed: string | undefined;
  readonly store: IngestionStore;
  /** Each text as often as it was embedded. */
  embedded: string[] = [];
  /** Calls of the embedding model. */
  batches: (readonly string[])[] = [];
  opened: string[] = [];
  failures: unknown[] = [];
  /** Fails in place of embedding, when it answers an error. */
  embedFailure: (texts: readonly string[]) => Error | undefined = () => undefined;
  dimensions = DIMENSIONS;
  now = 1_000;
  /** Waits that somebody asked for, in ms; they are over at once, unless they are long. */
  waits: number[] = [];

  constructor(store: IngestionStore) {
    this.store = store;
  }

  static async open(store: IngestionStore, changes: Partial<DataSourceRecord> = {}): Promise<World> {
    const times = { createdAt: 1, updatedAt: 1 };
    const knowledgeBase: KnowledgeBaseRecord = {
      id: SOURCE.knowledgeBaseId,
      name: 'kb',
      roleArn: 'arn:aws:iam::000000000000:role/kb',
      knowledgeBaseConfiguration: { type: 'VECTOR' },
      status: 'ACTIVE',
      failureReasons: [],
      ...times,
    };
    const dataSource: DataSourceRecord = {
      id: SOURCE.dataSourceId,
      knowledgeBaseId: SOURCE.knowledgeBaseId,
      name: 'source',
      dataSourceConfiguration: { type: 'S3', s3Configuration: { bucketArn: 'arn:aws:s3:::docs' } },
      dataDeletionPolicy: 'DELETE',
      status: 'AVAILABLE',
      failureReasons: [],
      ...times,
      ...changes,
    };
    await store.transaction(async ({ knowledgeBases, dataSources }) => {
      await knowledgeBases.insert(SCOPE, knowledgeBase);
      await dataSources.insert(SCOPE, dataSource);
    });
    return new World(store);
  }

  put(id: string, text: string, more: Partial<SourceFileState> = {}): void {
    this.files.set(id, { text, tag: createHash('md5').update(text).digest('hex'), ...more });
  }

  /** A process of the server; it dies at the fuse's await. */
  process(fuse = new Fuse()): Ingestion {
    return new Ingestion(this.tools(fuse));
  }

  clock(): Clock {
    return {
      now: () => ++this.now,
      monotonic: () => this.now,
      after: (delay, action) => {
        this.waits.push(delay);
        if (delay >= 30_000) return () => undefined;
        const timer = setImmediate(action);
        return () => clearImmediate(timer);
      },
    };
  }

  private tools(fuse: Fuse): IngestionTools {
    const store = withFuse(this.store, fuse);
    const objects = this.objects(fuse);
    const call = { key: 'test', ...SCOPE };
    return {
      store,
      sources: {
        list: (scope, { dataSourceConfiguration: { type } }) =>
          type === 'CUSTOM'
            ? customSource({
                documents: store.knowledgeBaseDocuments,
                scope,
                dataSource: SOURCE,
                objects,
                call,
              })
            : this.listing(fuse),
        sent: (_scope, record, inline, signal) =>
          documentOfSent(record, decodeSent(inline), objects, { ...call, signal }),
      },
      parser: {
        parseDocument: ({ name, bytes }) =>
          fuse.burn(() => {
            const text = new TextDecoder().decode(bytes);
            if (text === '!') throw new DocumentProblem('broken', `${name} is damaged.`);
            return { mimeType: 'text/plain', blocks: [{ kind: 'paragraph' as const, text }] };
          }),
      },
      chunk: ({ blocks: [block] }) =>
        fuse.burn(() => {
          let start = 0;
          const chunks = (block?.text ?? '').split('\n').map((text) => {
            const chunk = { text, start, end: start + text.length };
            start = chunk.end + 1;
            return chunk;
          });
          return { chunks: chunks.filter(({ text }) => text !== '') };
        }),
      embedderOf: () => (texts) =>
        fuse.burn(() => {
          const failure = this.embedFailure(texts);
          if (failure) throw failure;
          this.batches.push(texts);
          this.embedded.push(...texts);
          return texts.map((text) => vectorOf(text, this.dimensions));
        }),
      clock: this.clock(),
      random: () => 1,
      onFailure: (_what, error) => {
        if (!(error instanceof Crash)) this.failures.push(error);
      },
    };
  }

  private listing(fuse: Fuse): ListSource {
    return async (signal) => {
      fuse.step();
      signal.throwIfAborted();
      const documents = [...this.files].map(([id, file]) => this.document(id, file, fuse));
      const skipped = this.skipped.map((name) => ({ skipped: name, because: 'no documents' }));
      return {
        expected: documents.length + skipped.length,
        items: (async function* () {
          for (const item of [...documents, ...skipped]) {
            fuse.step();
            yield item;
          }
        })(),
        missed: () => this.missed,
      };
    };
  }

  private document(documentId: string, file: SourceFileState, fuse: Fuse): SourceDocument {
    const { tag, metadata, metadataTag } = file;
    return {
      documentId,
      sourceType: 'S3',
      name: documentId,
      ...(tag !== undefined && { tag }),
      ...(metadata && {
        sidecar: {
          name: `${documentId}.metadata.json`,
          tag: metadataTag ?? JSON.stringify(metadata),
          open: () => fuse.burn(() => new TextEncoder().encode(sidecarText(metadata))),
        },
      }),
      open: () =>
        fuse.burn(() => {
          this.opened.push(documentId);
          if (file.failure) throw file.failure;
          return { bytes: new TextEncoder().encode(file.text) };
        }),
    };
  }

  /** The same files as objects of a bucket, for documents that are sent by their address. */
  private objects(fuse: Fuse): ObjectSource {
    return {
      getObject: ({ bucket, key }) =>
        fuse.burn(() => {
          const file = this.files.get(`s3://${bucket}/${key}`);
          if (!file) throw new Error('No such object.');
          this.opened.push(`s3://${bucket}/${key}`);
          return { body: new TextEncoder().encode(file.text), requestId: 'r' };
        }),
      listObjects: ({ bucket, prefix = '' }) => {
        const files = this.files;
        return (async function* () {
          fuse.step();
          const start = `s3://${bucket}/`;
          yield [...files]
            .filter(([id]) => id.startsWith(`${start}${prefix}`))
            .map(([id, { text, tag = '' }]) => ({ key: id.slice(start.length), size: text.length, tag }));
        })();
      },
    };
  }
}

const sidecarText = ({ attributes }: MetadataSidecar): string =>
  JSON.stringify({
    metadataAttributes: Object.fromEntries(
      Object.entries(attributes).map(([key, { value, includeForEmbedding }]) => [
        key,
        { value: { type: 'STRING', stringValue: value }, includeForEmbedding },
      ]),
    ),
  });

/** A vector of unit length that no other text has. */
export function vectorOf(text: string, dimensions = DIMENSIONS): Float32Array {
  const digest = createHash('sha256').update(text).digest();
  const vector = Float32Array.from({ length: dimensions }, (_, index) => digest.readInt16LE(index * 2) + 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** A store whose every call can be a process's last. */
function withFuse(store: IngestionStore, fuse: Fuse): IngestionStore {
  return {
    ...fused(store, fuse),
    transaction: (work) =>
      fuse.burn(() => store.transaction((repositories) => work(fused(repositories, fuse)))),
  };
}

const NAMES = ['knowledgeBases', 'dataSources', 'ingestionJobs', 'knowledgeBaseDocuments', 'chunks'] as const;

function fused(repositories: IngestionRepositories, fuse: Fuse): IngestionRepositories {
  const one = <Repository extends object>(repository: Repository): Repository =>
    new Proxy(repository, {
      get: (target, name) => {
        const method = Reflect.get(target, name) as (...given: readonly unknown[]) => Promise<unknown>;
        return (...given: readonly unknown[]) => fuse.burn(() => method.apply(target, [...given]));
      },
    });
  return Object.fromEntries(
    NAMES.map((name) => [name, one(repositories[name])]),
  ) as unknown as IngestionRepositories;
}
