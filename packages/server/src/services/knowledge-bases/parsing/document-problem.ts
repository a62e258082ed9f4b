/**
 * Why a document cannot be taken in. Each is a fault of the file or a limit of ours that the file exceeds; none says
 * anything about other documents.
 *
 * - `empty`: no bytes, or nothing but white space.
 * - `no-text`: whole and readable, but without text: a scan, a presentation of pictures.
 * - `unsupported`: a type that is not read here.
 * - `encrypted`: a password is needed.
 * - `broken`: cut off, damaged, or not what its name says.
 * - `encoding`: text whose encoding is not known here.
 * - `too-large`: more bytes, pages or cells than are allowed; `too-much-text`: what comes out of it is.
 * - `nested-too-deep`, `expands-too-much`: made, or looking as if made, to exhaust whoever reads it.
 * - `took-too-long`, `needs-too-much-memory`: it was stopped at the limit.
 * - `metadata`: its `.metadata.json` is not as it must be.
 */
export type DocumentProblemReason =
  | 'empty'
  | 'no-text'
  | 'unsupported'
  | 'encrypted'
  | 'broken'
  | 'encoding'
  | 'too-large'
  | 'too-much-text'
  | 'nested-too-deep'
  | 'expands-too-much'
  | 'took-too-long'
  | 'needs-too-much-memory'
  | 'metadata';

/** A document cannot be taken in. `message` is for people: it names the file, what is wrong and what to do. */
export class DocumentProblem extends Error {
  override readonly name = 'DocumentProblem';
  readonly reason: DocumentProblemReason;
  constructor(reason: DocumentProblemReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** How a document is called in a sentence: the last part of its path, without what would garble a log. */
export const shownName = (name: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to go.
  const last = (name.split(/[/\\]/).at(-1) || name).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ');
  const shown = last.trim().toWellFormed();
  if (shown === '') return 'The document';
  return shown.length > 120 ? `${shown.slice(0, 117).toWellFormed()}…` : shown;
};

/** What was thrown by a library about a file, in a few words: its first line, short. */
export const causeOf = (error: unknown): string => {
  const message = error instanceof Error ? error.message : String(error);
  const line = message.split('\n', 1)[0]!.trim().replace(/\.$/, '').toWellFormed();
  return line.length > 150 ? `${line.slice(0, 147).toWellFormed()}…` : line;
};
