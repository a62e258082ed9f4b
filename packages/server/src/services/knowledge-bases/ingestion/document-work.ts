import type {
  ChunkRecord,
  DataSourceRecord,
  DocumentIdentity,
  KnowledgeBaseDocumentRecord,
  KnowledgeBaseRecord,
  Scope,
} from '../../../store/index.ts';
import { StoreError } from '../../../store/index.ts';
import { type ParsedDocument, parseMetadataSidecar } from '../parsing/index.ts';
import { DocumentGone, type OpenedDocument, type SourceDocument } from '../sources/index.ts';
import { type BatchWriter, type DocumentChange, PIECE, PIECE_LENGTH } from './batch-writer.ts';
import {
  type DocumentMetadata,
  digestOf,
  documentMetadata,
  embeddedPart,
  keptMetadata,
} from './document-metadata.ts';
import { DocumentRow } from './document-row.ts';
import { DocumentFailed, EmbeddingFailed, reasonOf } from './failures.ts';
import type { IngestionRepositories } from './ingestion-store.ts';
import {
  isAsPlanned,
  type PassageFacts,
  type PlannedChunk,
  planChunks,
  withMetadata,
} from './planned-chunk.ts';
import { joinTags, type SourceTags, splitTags } from './source-tag.ts';
import type { EmbedTexts, IngestionTools } from './tools.ts';

/** For whom a document is taken in. */
export interface DocumentContext {
  readonly tools: Pick<IngestionTools, 'store' | 'parser' | 'chunk' | 'clock'>;
  readonly scope: Scope;
  readonly knowledgeBase: KnowledgeBaseRecord;
  readonly dataSource: DataSourceRecord;
  readonly embed: EmbedTexts;
  readonly signal: AbortSignal;
  /** Passages go through it; whoever takes a document in is within its `during`. */
  readonly writer: BatchWriter;
}

/**
 * - `published`: searches see it as it is now in its source.
 * - `unchanged`: they did already.
 * - `overtaken`: somebody sent or deleted it meanwhile; what they did counts.
 */
export type DocumentOutcome = 'published' | 'unchanged' | 'overtaken';

/** Chunks of a former generation whose vectors are looked through; of a longer document all are embedded anew. */
const REUSED = 20_000;
const PAGE = 500;

/**
 * Takes one document in, as far as it changed: reads, parses, cuts, embeds and publishes it. What a predecessor left half
 * written is gone on with when it still fits. One at a time for each document.
 *
 * Rejects with DocumentFailed when this document cannot be taken in, EmbeddingFailed when none can, StoreError, or the
 * signal's reason.
 */
export class DocumentWork {
  private readonly context: DocumentContext;
  private readonly source: SourceDocument;
  private readonly identity: DocumentIdentity;
  private readonly row: DocumentRow;

  constructor(
    context: DocumentContext,
    source: SourceDocument,
    row: KnowledgeBaseDocumentRecord | undefined,
  ) {
    this.context = context;
    this.source = source;
    this.identity = {
      knowledgeBaseId: context.knowledgeBase.id,
      dataSourceId: context.dataSource.id,
      documentId: source.documentId,
    };
    const { tools, scope } = context;
    this.row = new DocumentRow({ tools, scope, identity: this.identity, source, row });
  }

  async takeIn(): Promise<DocumentOutcome> {
    const { source } = this;
    const { row } = this.row;
    const isPublished = row !== undefined && row.generation > 0;
    const known = isPublished ? splitTags(row.sourceTag) : {};
    const sidecarTag = source.sidecar ? source.sidecar.tag : '';
    const tags = {
      ...(source.tag !== undefined && { document: source.tag }),
      ...(sidecarTag !== undefined && { sidecar: sidecarTag }),
    };
    const isSameFile = tags.document !== undefined && tags.document === known.document;
    const isSameSidecar = sidecarTag !== undefined && sidecarTag === known.sidecar;
    if (isSameFile && (isSameSidecar || source.metadata === 'kept')) return this.settle(tags);

    const metadata = await this.metadata();
    const opened = isSameFile ? undefined : await this.open(known.document);
    // What is not to be had again, and was not published, stays as it is.
    if (!opened && !isPublished) return 'unchanged';
    const contentDigest = opened ? contentDigestOf(opened) : row?.contentDigest;
    const newTags = opened?.tag === undefined ? tags : { ...tags, document: opened.tag };
    const contentChanged = !isPublished || contentDigest !== row.contentDigest;
    const metadataChanged = isPublished && metadata.digest !== row.metadataDigest;
    if (!contentChanged && !metadataChanged) return this.settle(newTags);

    const change = { isNew: !isPublished, contentChanged, metadataChanged };
    const isEmbeddedTheSame = embeddedPart(metadata.digest) === embeddedPart(row?.metadataDigest);
    const target = {
      metadata,
      change,
      sourceTag: joinTags(newTags),
      contentDigest: contentDigest ?? '',
    };
    if (!contentChanged && isEmbeddedTheSame && !metadata.csvStructure) {
      const chunks = await this.generation(row!.generation);
      const facts = this.factsOf(metadata, row?.mimeType);
      const planned = chunks.map((chunk) => withMetadata(facts, chunk));
      const vectors = vectorsOf(chunks, metadata.preamble);
      if (chunks.length === row!.chunkCount)
        return this.write({ ...target, mimeType: row?.mimeType, planned, vectors });
    }
    const content = opened ?? (await this.open(undefined));
    if (!content) return 'unchanged';
    const parsed = await this.parse(content, metadata);
    const planned = await this.cut(parsed, metadata);
    const hasVectors = isPublished && isEmbeddedTheSame && row.chunkCount <= REUSED;
    const former = hasVectors ? await this.generation(row.generation) : [];
    return this.write({
      ...target,
      mimeType: parsed.mimeType,
      planned,
      vectors: vectorsOf(former, metadata.preamble),
    });
  }

  /** Says in the document's row why it failed. */
  async fail(reason: string, options: { readonly keepsSent: boolean }): Promise<void> {
    await this.row.fail(reason, options);
  }

  private async settle(tags: SourceTags): Promise<DocumentOutcome> {
    return (await this.row.settle(tags)) ? 'unchanged' : 'overtaken';
  }

  private async metadata(): Promise<DocumentMetadata> {
    const { source } = this;
    const { row } = this.row;
    if (source.metadata === 'kept' && row) return keptMetadata(row);
    if (typeof source.metadata === 'object') return documentMetadata(source.metadata);
    const { sidecar } = source;
    if (!sidecar) return documentMetadata(undefined);
    return this.ofDocument(async () => {
      const bytes = await sidecar.open({ signal: this.context.signal });
      return documentMetadata(await parseMetadataSidecar(sidecar.name, bytes));
    });
  }

  private open(knownTag: string | undefined): Promise<OpenedDocument | undefined> {
    const { signal } = this.context;
    return this.ofDocument(() => this.source.open({ signal, ...(knownTag !== undefined && { knownTag }) }));
  }

  private parse(content: OpenedDocument, { csvStructure }: DocumentMetadata): Promise<ParsedDocument> {
    const { tools, signal } = this.context;
    return this.ofDocument(() =>
      tools.parser.parseDocument({
        name: content.name ?? this.source.name,
        bytes: content.bytes,
        signal,
        ...(content.mimeType !== undefined && { mimeType: content.mimeType }),
        ...(csvStructure && { options: { csvStructure } }),
      }),
    );
  }

  private cut(parsed: ParsedDocument, metadata: DocumentMetadata): Promise<readonly PlannedChunk[]> {
    const { tools, dataSource, embed, signal } = this.context;
    return this.ofDocument(async () => {
      const cut = await tools.chunk(parsed, {
        configuration: dataSource.vectorIngestionConfiguration?.chunkingConfiguration,
        embed: (texts) => embed(texts, signal),
        signal,
      });
      return planChunks(this.factsOf(metadata, parsed.mimeType), cut);
    });
  }

  private factsOf({ values, preamble }: DocumentMetadata, mimeType: string | undefined): PassageFacts {
    const { documentId, sourceType, uri } = this.source;
    return {
      identity: this.identity,
      uri: uri ?? (sourceType === 'CUSTOM' ? undefined : documentId),
      mimeType,
      values,
      preamble,
    };
  }

  /** Everything that goes wrong with this document alone. */
  private async ofDocument<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      this.context.signal.throwIfAborted();
      const isTold =
        error instanceof DocumentFailed || error instanceof EmbeddingFailed || error instanceof StoreError;
      if (isTold) throw error;
      throw new DocumentFailed(reasonOf(error), { cause: error, isGone: error instanceof DocumentGone });
    }
  }

  /** The chunks of a generation; of one with damage it may be fewer, or none. */
  private async generation(generation: number): Promise<readonly ChunkRecord[]> {
    const { tools, scope } = this.context;
    const found: ChunkRecord[] = [];
    try {
      for (let from = 0; ; ) {
        const page = await tools.store.chunks.ofGeneration(scope, this.identity, generation, from, PAGE);
        found.push(...page);
        if (page.length < PAGE) return found;
        from = page.at(-1)!.ordinal + 1;
      }
    } catch (error) {
      // What cannot be read any more is made anew; the store has told the operator.
      if (error instanceof StoreError && error.code === 'CorruptRow') return [];
      throw error;
    }
  }

  /** Makes a generation of what is planned, without embedding what has a vector already, and publishes it. */
  private async write(target: Target): Promise<DocumentOutcome> {
    const { planned, metadata } = target;
    const { row } = this.row;
    const digest = `${embeddedPart(metadata.digest)}.${digestOf(target.contentDigest, metadata.digest)}`;
    const draft = row?.draft;
    const left = draft ? await this.generation(draft.generation) : [];
    const fits =
      draft?.digest === digest && left.every((chunk) => isAsPlanned(chunk, planned[chunk.ordinal]));
    const vectors = new Map(target.vectors);
    if (draft && !fits && embeddedPart(draft.digest) === embeddedPart(digest))
      for (const [text, vector] of vectorsOf(left, metadata.preamble)) vectors.set(text, vector);
    const generation = fits ? draft.generation : Math.max(row?.generation ?? 0, draft?.generation ?? 0) + 1;
    const have = new Set(fits ? left.map(({ ordinal }) => ordinal) : []);
    const batches = inPieces(planned.filter(({ ordinal }) => !have.has(ordinal)));

    // What fits into one piece is written at once with its publication, and needs no trace before.
    if (batches.length > 1 && !fits && !(await this.begin({ generation, digest }))) return 'overtaken';
    const last = batches.at(-1) ?? [];
    for (const batch of batches.slice(0, -1))
      if (!(await this.store(batch, generation, vectors))) return 'overtaken';
    const isPublished = await this.store(last, generation, vectors, (repositories, now) =>
      this.publish(repositories, now, generation, target),
    );
    return isPublished ? 'published' : 'overtaken';
  }

  /** Writes down which generation is being written, so that a successor finds it. */
  private begin(draft: { readonly generation: number; readonly digest: string }): Promise<boolean> {
    const { scope, signal } = this.context;
    signal.throwIfAborted();
    return this.row.change(async ({ chunks, knowledgeBaseDocuments }, now) => {
      if (now?.draft) await chunks.discard(scope, this.identity, now.draft.generation);
      const { statusReason: _reason, ...kept } = now ?? this.row.fresh();
      const row = { ...kept, status: 'IN_PROGRESS' as const, draft, updatedAt: this.row.stamp(now) };
      await knowledgeBaseDocuments.put(scope, row);
      return row;
    });
  }

  /** Stores a piece, and publishes with it what there is to publish; false: somebody overtook. */
  private async store(
    batch: readonly PlannedChunk[],
    generation: number,
    known: ReadonlyMap<string, Float32Array>,
    publish?: (
      repositories: IngestionRepositories,
      now: KnowledgeBaseDocumentRecord | undefined,
    ) => Promise<DocumentChange>,
  ): Promise<boolean> {
    const { scope, writer } = this.context;
    let isDone = false;
    await writer.write({
      texts: batch.map(({ embedded }) => embedded).filter((text) => !known.has(text)),
      count: batch.length,
      commit: async (repositories, vectorOf) => {
        let change: DocumentChange | undefined;
        isDone = await this.row.changeWithin(repositories, async (_, now) => {
          if (!now) await repositories.knowledgeBaseDocuments.put(scope, this.row.fresh());
          const chunks = batch.map(({ embedded, ...chunk }) => ({
            ...chunk,
            generation,
            vector: known.get(embedded) ?? vectorOf(embedded),
          }));
          if (chunks.length > 0) await repositories.chunks.insert(scope, chunks);
          change = await publish?.(repositories, now);
          return undefined;
        });
        return change;
      },
    });
    return isDone;
  }

  private async publish(
    { chunks, knowledgeBaseDocuments }: IngestionRepositories,
    now: KnowledgeBaseDocumentRecord | undefined,
    generation: number,
    { planned, metadata, mimeType, sourceTag, contentDigest, change }: Target,
  ): Promise<DocumentChange> {
    const { scope } = this.context;
    const {
      inline: _inline,
      draft,
      statusReason: _reason,
      mimeType: _mimeType,
      ...kept
    } = now ?? this.row.fresh();
    if (draft && draft.generation !== generation)
      await chunks.discard(scope, this.identity, draft.generation);
    await knowledgeBaseDocuments.publish(scope, {
      ...kept,
      status: 'INDEXED',
      ...(mimeType !== undefined && { mimeType }),
      sourceTag,
      contentDigest,
      metadataDigest: metadata.digest,
      metadata: metadata.values,
      generation,
      chunkCount: planned.length,
      updatedAt: this.row.stamp(now),
    });
    return change;
  }
}

/** What a document is to become. */
interface Target {
  readonly planned: readonly PlannedChunk[];
  /** By what was embedded: vectors that are there already. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
  readonly metadata: DocumentMetadata;
  readonly mimeType: string | undefined;
  readonly sourceTag: string;
  readonly contentDigest: string;
  readonly change: DocumentChange;
}

/** The declared type says how bytes are read. */
const contentDigestOf = ({ bytes, mimeType = '' }: OpenedDocument): string => digestOf(mimeType, bytes);

const vectorsOf = (chunks: readonly ChunkRecord[], preamble: string): ReadonlyMap<string, Float32Array> =>
  new Map(chunks.map(({ text, vector }) => [preamble + text, vector]));

function inPieces(chunks: readonly PlannedChunk[]): readonly (readonly PlannedChunk[])[] {
  const batches: PlannedChunk[][] = [];
  let batch: PlannedChunk[] = [];
  let length = 0;
  for (const chunk of chunks) {
    if (batch.length > 0 && (batch.length === PIECE || length + chunk.embedded.length > PIECE_LENGTH)) {
      batches.push(batch);
      batch = [];
      length = 0;
    }
    batch.push(chunk);
    length += chunk.embedded.length;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
