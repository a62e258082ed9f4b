import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An OpenAI-compatible embeddings API on this machine, which counts what it is asked and answers when tests say so. */
export interface EmbeddingProvider {
  /** The `baseUrl` of it. */
  readonly url: string;
  /** All texts that it was asked to embed, in the order in which they came; one that came twice is there twice. */
  readonly texts: readonly string[];
  /** Requests that were answered. */
  readonly answered: number;
  /** Requests that wait for their answer, and whose asker is still there. */
  readonly waiting: number;
  /** Whether a request may be answered now; asked when it comes, and when somebody looks. All may, unless a test says otherwise. */
  mayAnswer: (request: { readonly answered: number; readonly texts: readonly string[] }) => boolean;
  /** An HTTP status to refuse requests with; absent: none is. */
  refusesWith: number | undefined;
  /** Asks `mayAnswer` again about those that wait. */
  look(): void;
  close(): Promise<void>;
}

const DIMENSIONS = 64;

/** Opens a provider on a free port. */
export const openEmbeddingProvider = async (): Promise<EmbeddingProvider> => {
  const texts: string[] = [];
  const waiting = new Set<{ readonly texts: readonly string[]; readonly answer: () => void }>();
  let answered = 0;
  const look = (): void => {
    for (const request of waiting) {
      if (!provider.mayAnswer({ answered, texts: request.texts })) continue;
      waiting.delete(request);
      answered++;
      request.answer();
    }
  };
  const server = createServer(async (request, response) => {
    response.on('error', () => {});
    let body = '';
    try {
      for await (const part of request.setEncoding('utf8')) body += part;
    } catch {
      // Who asked was killed in the middle of it.
      return;
    }
    const send = (status: number, answer: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer));
    };
    const status = provider.refusesWith;
    if (status !== undefined) {
      send(status, { error: { message: 'the test says no', type: 'refused', code: 'refused' } });
      return;
    }
    const { input, model } = JSON.parse(body || '{}') as { input: string | string[]; model: string };
    const asked = [input].flat();
    texts.push(...asked);
    const held = {
      texts: asked,
      answer: () =>
        send(200, {
          object: 'list',
          model,
          data: asked.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) })),
          usage: { prompt_tokens: asked.length, total_tokens: asked.length },
        }),
    };
    response.once('close', () => waiting.delete(held));
    waiting.add(held);
    look();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const provider: EmbeddingProvider = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    texts,
    get answered() {
      return answered;
    },
    get waiting() {
      return waiting.size;
    },
    mayAnswer: () => true,
    refusesWith: undefined,
    look,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return provider;
};

/** Texts that share words are near each other. */
const vectorOf = (text: string): readonly number[] => {
  const vector = new Array<number>(DIMENSIONS).fill(0);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) {
    const dimension = createHash('md5').update(word).digest()[0]! % DIMENSIONS;
    vector[dimension] = vector[dimension]! + 1;
  }
  return vector;
};

/** The part of a configuration file that has the embedding model of these tests answered by a provider. */
export const configurationFor = ({ url }: Pick<EmbeddingProvider, 'url'>): string => `models:
  retries: { attempts: 1 }
  providers:
    counting: { type: openai-compatible, baseUrl: "${url}" }
  mappings:
    - { model: "amazon.titan-embed-text-v2:0", provider: counting, as: words }
`;
