import type { DocumentProblemReason } from './document-problem.ts';
import type { ParsingLimits } from './limits.ts';
import type { DocumentSource } from './parse-bytes.ts';
import type { ParsedDocument } from './parsed-document.ts';

/** What a parsing thread is started with. */
export interface ThreadData {
  readonly limits: ParsingLimits;
  /** One number, which the thread raises when a document is done, before its answer is on the way. */
  readonly done: Int32Array;
}

/** To the thread: a document, its bytes handed over. Documents are parsed and answered in the order they come. */
export type ThreadRequest = DocumentSource;

/** From the thread: that it is ready, once; then an answer for each document. */
export type ThreadMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'parsed'; readonly document: ParsedDocument }
  | { readonly kind: 'problem'; readonly reason: DocumentProblemReason; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };
