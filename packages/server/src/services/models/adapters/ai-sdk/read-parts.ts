/**
 * The values of a stream, read one at a time and only when asked for. However the loop is left, the stream is cancelled,
 * which is not waited for: the connection behind it may be one that no longer answers.
 */
export async function* readParts<Part>(stream: ReadableStream<Part>): AsyncGenerator<Part, void, void> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}
