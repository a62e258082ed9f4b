import type { RunEvent } from '@streambed/model/streambed';
import { ConnectionError, StreambedError } from './errors.ts';
import { readMessages } from './event-stream.ts';

/**
 * The batches of a run's stream, as they come. Ends with the stream or, quietly, with the signal. Throws
 * StreambedError for an exception in the stream, ConnectionError where the stream breaks off.
 */
export async function* readRun(
  response: Response,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly RunEvent[], void, void> {
  const requestId = response.headers.get('x-amzn-requestid') ?? '';
  try {
    for await (const { kind, name, payload } of readMessages(chunksOf(response))) {
      if (kind === 'exception') {
        // `validationException` in a stream is the ValidationException of whole answers.
        const exception = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
        throw new StreambedError(exception, String(payload.message ?? ''), requestId, response.status);
      }
      // Streams may come to have more members; a client that knows only this one passes them by.
      if (name === 'batch') yield payload.events as unknown as readonly RunEvent[];
    }
  } catch (error) {
    if (signal?.aborted) return;
    if (error instanceof StreambedError || error instanceof ConnectionError) throw error;
    throw new ConnectionError("The run's stream broke off.", { cause: error });
  }
}

/** Browsers before 2025 cannot iterate over a body themselves. Whoever stops reading cuts the connection. */
async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array, void, void> {
  if (body === null) return;
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Resolves at once where everything was read.
    await reader.cancel().catch(() => undefined);
  }
}
