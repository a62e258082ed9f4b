import { Agent, request } from 'node:http';

export interface LoadRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** One request over HTTP/1.1; rejects unless it is answered with 200. */
export const send = (agent: Agent, { url, headers, body }: LoadRequest): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const out = request(
      { agent, host: url.hostname, port: url.port, path: url.pathname, method: 'POST', headers },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const bytes = Buffer.concat(chunks);
          if (answer.statusCode === 200) resolve(bytes);
          else reject(new Error(`${answer.statusCode} ${bytes.toString('utf8')}`));
        });
      },
    );
    out.on('error', reject);
    out.end(body);
  });

/** Keeps `connections` requests under way for `seconds`, each connection kept alive. */
export async function load(to: LoadRequest, connections: number, seconds: number): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  const start = performance.now();
  const end = start + seconds * 1_000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        const sent = performance.now();
        await send(agent, to);
        latencies.push(performance.now() - sent);
      }
    }),
  );
  const elapsed = (performance.now() - start) / 1_000;
  agent.destroy();
  latencies.sort((one, other) => one - other);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return { perSecond: latencies.length / elapsed, p50: at(0.5), p99: at(0.99) };
}
