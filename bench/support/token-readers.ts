import { type Agent, request } from 'node:http';
import type { LoadRequest } from './load.ts';

/** A stream read to its end. */
export interface StreamRead {
  /** Milliseconds that each token was on its way, from the provider's socket to the reader. */
  readonly delays: readonly number[];
  /** Milliseconds from the request to the last byte. */
  readonly total: number;
}

/** Takes bytes as they come; answers the texts of the tokens that are complete now. */
type Decoder = (chunk: Buffer) => string[];

/** Sends a request and reads the tokens of its answer as they come; rejects unless it is answered with 200. */
export const readTokens = (agent: Agent, to: LoadRequest, decode: Decoder): Promise<StreamRead> =>
  new Promise((resolve, reject) => {
    const delays: number[] = [];
    const started = performance.now();
    const { url, headers, body } = to;
    const out = request(
      { agent, host: url.hostname, port: url.port, path: url.pathname, method: 'POST', headers },
      (answer) => {
        if (answer.statusCode !== 200) reject(new Error(`answered ${answer.statusCode}`));
        answer.on('data', (chunk: Buffer) => {
          const texts = decode(chunk);
          const now = performance.timeOrigin + performance.now();
          for (const text of texts) delays.push(now - Number(text));
        });
        answer.on('end', () => resolve({ delays, total: performance.now() - started }));
        answer.on('error', reject);
      },
    );
    out.on('error', reject);
    out.end(body);
  });

/** The provider's own stream: server-sent events of chat completion chunks. */
export const serverSentEvents = (): Decoder => {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    return lines
      .filter((line) => line.startsWith('data: {'))
      .map((line) => JSON.parse(line.slice(6)).choices[0].delta.content as string | undefined)
      .filter((text): text is string => text !== undefined && text !== '');
  };
};

/** ConverseStream's: event-stream frames, of which only the payload is looked at. */
export const eventStreamFrames = (): Decoder => {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const texts: string[] = [];
    while (rest.length >= 12 && rest.length >= rest.readUInt32BE(0)) {
      const total = rest.readUInt32BE(0);
      const payload = rest.subarray(12 + rest.readUInt32BE(4), total - 4);
      const text: string | undefined = JSON.parse(payload.toString('utf8')).delta?.text;
      if (text) texts.push(text);
      rest = rest.subarray(total);
    }
    return texts;
  };
};
