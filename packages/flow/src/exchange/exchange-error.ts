/** A text that cannot be read as a flow: the message says what is wrong and the way out, the place where it is. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  /** From 1; absent where nothing of the text is to blame. */
  readonly line?: number;
  readonly column?: number;

  constructor(
    message: string,
    options: ErrorOptions & { readonly line?: number | undefined; readonly column?: number | undefined } = {},
  ) {
    super(message, options);
    if (options.line !== undefined) this.line = options.line;
    if (options.column !== undefined) this.column = options.column;
  }
}
