/** Reads what one provider sends and tells an AnswerWriter. Throws where that is no answer of the provider's API. */
export interface AnswerReader {
  /** One event of a stream. */
  event(raw: unknown): void;
  /** A whole answer. */
  whole(raw: unknown): void;
  /**
   * After a stream's last event: ends the message, or throws UnusableResponse when the answer is not all there.
   * `sawDone`: whether the stream came to `[DONE]`, with which OpenAI's end.
   */
  end(sawDone: boolean): void;
}

/** An error that a provider sent in the middle of a stream, in its own words. Understood by providerFailure. */
export class StreamedError extends Error {
  override readonly name = 'StreamedError';
  /** The body of the error as the provider's API has it. */
  readonly body: unknown;

  constructor(body: unknown) {
    super('The provider sent an error in the middle of its answer.');
    this.body = body;
  }
}
