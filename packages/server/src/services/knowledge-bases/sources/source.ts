import type { MetadataSidecar } from '../parsing/index.ts';

/* What a data source holds, whatever kind it is of. */

/** A document in its source. */
export interface SourceDocument {
  /** What it is found by in its data source: a URI, or the id that a caller chose. */
  readonly documentId: string;
  readonly sourceType: 'S3' | 'CUSTOM' | 'WEB';
  /** Where it lies, where that is not its id. */
  readonly uri?: string;
  /** A name whose extension may tell its type. */
  readonly name: string;
  /** Bytes, where they are known without reading it. */
  readonly size?: number;
  /** The same as before: unchanged. Absent: only reading tells. */
  readonly tag?: string;
  /** The metadata file beside it. */
  readonly sidecar?: SourceFile;
  /** Metadata that came with it in place of a file; `kept`: what is stored of it stays. */
  readonly metadata?: MetadataSidecar | 'kept';
  /**
   * Its bytes; undefined when they are what they were when the source gave `knownTag`. Rejects with DocumentProblem,
   * DocumentGone, FlowError of the service that has it, or the signal's reason.
   */
  open(options: {
    readonly signal: AbortSignal;
    readonly knownTag?: string;
  }): Promise<OpenedDocument | undefined>;
}

export interface OpenedDocument {
  readonly bytes: Uint8Array;
  /** In place of the document's, where only reading tells it. */
  readonly name?: string;
  /** As the source declares it. */
  readonly mimeType?: string;
  /** What the source says only together with the bytes: to be given as `knownTag` the next time. */
  readonly tag?: string;
}

export interface SourceFile {
  readonly name: string;
  /** As SourceDocument's. */
  readonly tag?: string;
  /** Rejects as SourceDocument's does. */
  open(options: { readonly signal: AbortSignal }): Promise<Uint8Array>;
}

/** Something that lies in the source and is no document for us. */
export interface SkippedItem {
  readonly skipped: string;
  /** In a few words, the same for all that are skipped for the same reason. */
  readonly because: string;
}

export interface SourceListing {
  /** How many items will come, where that is known at once. */
  readonly expected?: number;
  /**
   * Each document once. Ends with a rejection when the source cannot be listed to its end.
   */
  readonly items: AsyncIterable<SourceDocument | SkippedItem>;
  /**
   * Asked when the items have ended: why documents that did not come may be there all the same; undefined: they are gone.
   */
  readonly missed?: () => string | undefined;
}

/** Lists a data source. Rejects as SourceDocument.open does. */
export type ListSource = (signal: AbortSignal) => Promise<SourceListing>;

/** The document was there when the source was listed, or was asked for by name, and is not there. */
export class DocumentGone extends Error {
  override readonly name = 'DocumentGone';
}
