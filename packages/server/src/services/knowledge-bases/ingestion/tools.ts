import type { Clock, Random } from '@streambed/flow/ports';
import type { ChunkingConfiguration } from '@streambed/model/bedrock-agent';
import type { KnowledgeBaseRecord, Scope } from '../../../store/index.ts';
import type { DocumentParser, ParsedDocument } from '../parsing/index.ts';
import type { Sources } from '../sources/index.ts';
import type { IngestionStore } from './ingestion-store.ts';

/** Texts to vectors, one for each in order, all of the same length. Rejects with FlowError, or the signal's reason. */
export type EmbedTexts = (texts: readonly string[], signal: AbortSignal) => Promise<readonly Float32Array[]>;

/** A passage as chunking cuts it (chunking/chunk.ts). */
export interface CutChunk {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly page?: number;
  readonly headings?: readonly string[];
  /** Index into the parents. */
  readonly parent?: number;
  /** Of the record that it is of. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export type ChunkDocument = (
  document: ParsedDocument,
  options: {
    readonly configuration: ChunkingConfiguration | undefined;
    readonly embed: (texts: readonly string[]) => Promise<readonly Float32Array[]>;
    readonly signal: AbortSignal;
  },
) => Promise<{ readonly chunks: readonly CutChunk[]; readonly parents?: readonly CutChunk[] }>;

/** What ingestion works with. */
export interface IngestionTools {
  readonly store: IngestionStore;
  readonly sources: Sources;
  readonly parser: Pick<DocumentParser, 'parseDocument'>;
  readonly chunk: ChunkDocument;
  /** The embedding model of a knowledge base. */
  readonly embedderOf: (scope: Scope, knowledgeBase: KnowledgeBaseRecord) => EmbedTexts;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of what fails in the background and has no job or document to be told in. Must not throw. */
  readonly onFailure: (what: string, error: unknown) => void;
}
