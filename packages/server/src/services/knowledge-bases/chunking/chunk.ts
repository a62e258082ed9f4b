/** A passage of a document: what is embedded, searched and cited. */
export interface Chunk {
  /** The document's text from `start` to `end`. */
  readonly text: string;
  /** UTF-16 units in the document's text (document-text.ts). */
  readonly start: number;
  readonly end: number;
  /** Where it begins, from 1, in formats that have pages, slides or sheets. */
  readonly page?: number;
  /** The headings that it stands under, outermost first; those that it begins with are among them. */
  readonly headings?: readonly string[];
  /** As the tokenizer counts `text` by itself. */
  readonly tokens: number;
  /** HIERARCHICAL: index into the parents. */
  readonly parent?: number;
  /** What the record that it is of has as metadata of its own. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ChunkedDocument {
  /** In the order of the document. */
  readonly chunks: readonly Chunk[];
  /** HIERARCHICAL: the larger passages that stand for their chunks in results. */
  readonly parents?: readonly Chunk[];
}
