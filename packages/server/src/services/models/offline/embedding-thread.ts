import { Worker } from 'node:worker_threads';

/** To the thread. */
export interface TextsToEmbed {
  readonly texts: readonly string[];
  readonly dimensions: number;
}

/** From the thread, one for each batch in its order: the vectors one after the other. */
export interface EmbeddedTexts {
  readonly vectors: Float32Array<ArrayBuffer>;
}

/** A thread that embeds batches of texts, as `embedOffline` does, while the server does something else. */
export interface EmbeddingThread {
  /**
   * The vectors, in the order of the texts; undefined when the thread has come to an end without them, and they must be
   * made otherwise. Rejects with the signal's reason.
   */
  embed(batch: TextsToEmbed, signal: AbortSignal): Promise<readonly Float32Array[] | undefined>;
  /** Ends the thread. */
  close(): Promise<void>;
}

export interface EmbeddingThreadOptions {
  /** ms without a batch after which the thread is ended. Default 10,000. */
  readonly idleTime?: number;
}

interface Waiting {
  readonly dimensions: number;
  resolve(vectors: readonly Float32Array[] | undefined): void;
}

/** The thread is started by the first batch, and again by the next one after it has ended. */
export const createEmbeddingThread = ({
  idleTime = 10_000,
}: EmbeddingThreadOptions = {}): EmbeddingThread => {
  let worker: Worker | undefined;
  const waiting: Waiting[] = [];
  let idle: NodeJS.Timeout | undefined;

  const ended = (thread: Worker): void => {
    if (worker !== thread) return;
    worker = undefined;
    for (const { resolve } of waiting.splice(0)) resolve(undefined);
  };

  const start = (): Worker => {
    const thread = new Worker(new URL('./embed-thread.ts', import.meta.url), {
      name: 'embedding',
      // Nothing of this process's environment or arguments concerns it.
      env: {},
      argv: [],
      execArgv: [],
    });
    thread.on('message', ({ vectors }: EmbeddedTexts) => {
      const first = waiting.shift();
      first?.resolve(rowsOf(vectors, first.dimensions));
      if (waiting.length > 0) return;
      // The process stays alive as long as somebody waits.
      thread.unref();
      idle = setTimeout(() => void thread.terminate(), idleTime).unref();
    });
    thread.on('error', () => ended(thread));
    thread.on('exit', () => ended(thread));
    return thread;
  };

  return {
    embed: (batch, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        clearTimeout(idle);
        worker ??= start();
        const leave = (): void => reject(signal.reason);
        signal.addEventListener('abort', leave, { once: true });
        waiting.push({
          dimensions: batch.dimensions,
          resolve(vectors) {
            signal.removeEventListener('abort', leave);
            resolve(vectors);
          },
        });
        worker.ref();
        worker.postMessage(batch satisfies TextsToEmbed);
      }),
    async close() {
      clearTimeout(idle);
      await worker?.terminate();
    },
  };
};

const rowsOf = (vectors: Float32Array<ArrayBuffer>, dimensions: number): readonly Float32Array[] =>
  Array.from({ length: vectors.length / dimensions }, (_, row) =>
    vectors.subarray(row * dimensions, (row + 1) * dimensions),
  );
