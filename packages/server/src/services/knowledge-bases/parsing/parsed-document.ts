/** The text of a document is its blocks' texts joined by two line feeds; offsets are UTF-16 units in that text. */
export interface ParsedDocument {
  readonly mimeType: string;
  readonly title?: string;
  readonly blocks: readonly ParsedBlock[];
}

export interface ParsedBlock {
  readonly kind: 'heading' | 'paragraph' | 'list' | 'table' | 'code' | 'record';
  readonly text: string;
  /** From 1, where the format has pages (PDF), slides (PPTX) or sheets (XLSX). */
  readonly page?: number;
  /** The headings it stands under, outermost first (itself excluded). */
  readonly headings?: readonly string[];
  /** kind heading: 1 to 6. */
  readonly level?: number;
  /** kind record (CSV rows as documents): string metadata of its own. */
  readonly metadata?: Readonly<Record<string, string>>;
}
