import type { IncomingHttpHeaders } from 'node:http';

/** Where takeBody belongs in a command's middleware: inside of the SDK's deserializer. */
export const takeBodyPlace = { name: 'takeBody', step: 'deserialize', priority: 'low' } as const;

/** The body of a successful answer, taken from the SDK before it reads it. */
export interface TakenBody {
  stream: ReadableStream<Uint8Array> | undefined;
  headers: IncomingHttpHeaders;
}

export const nothingTaken = (): TakenBody => ({ stream: undefined, headers: {} });

/** Middleware that puts the body of a successful answer in `taken`, and an empty one in its place. */
export const takeBody =
  (taken: TakenBody) =>
  <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>) =>
  async (args: Args): Promise<Result> => {
    const result = await next(args);
    const response = result.response as {
      readonly statusCode: number;
      readonly headers: IncomingHttpHeaders;
      body?: unknown;
    };
    if (response.statusCode < 300 && response.body instanceof ReadableStream) {
      taken.stream = response.body;
      taken.headers = response.headers;
      response.body = new ReadableStream({ start: (controller) => controller.close() });
    }
    return result;
  };

/** All of a taken body. */
export async function wholeBody({ stream }: TakenBody): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}
