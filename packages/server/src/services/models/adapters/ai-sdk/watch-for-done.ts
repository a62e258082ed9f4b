/** Filled while a stream passes. */
export interface EndOfStream {
  sawDone: boolean;
}

/** The last event of OpenAI's streams. Inside an event's JSON there is no line break that could make it look like it. */
const DONE = /(?:^|[\r\n])data: ?\[DONE\]/;

/** Long enough for the last event and what some servers send behind it. */
const TAIL_BYTES = 256;

/**
 * Hands a response on as it is and notes whether its body ends with `data: [DONE]`. The package reads past that event
 * without a word, so that a stream cut off between two events would look whole.
 */
export function watchingForDone(response: Response, end: EndOfStream): Response {
  if (!response.body) return response;
  const reader = response.body.getReader();
  let tail = Buffer.alloc(0);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) {
          end.sawDone = DONE.test(tail.toString('latin1'));
          controller.close();
          return;
        }
        tail = Buffer.concat([tail, value.subarray(-TAIL_BYTES)]).subarray(-TAIL_BYTES);
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is read before it is asked for.
    { highWaterMark: 0 },
  );
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}
