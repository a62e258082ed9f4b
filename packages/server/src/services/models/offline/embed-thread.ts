import { type MessagePort, parentPort } from 'node:worker_threads';
import type { EmbeddedTexts, TextsToEmbed } from './embedding-thread.ts';
import { embedOffline } from './offline-embedding.ts';

/* The program of the thread that embedding-thread.ts starts. Batches are answered in the order they come. */

const port = parentPort as MessagePort;

port.on('message', ({ texts, dimensions }: TextsToEmbed) => {
  const vectors = new Float32Array(texts.length * dimensions);
  for (const [index, text] of texts.entries())
    vectors.set(embedOffline(text, dimensions), index * dimensions);
  port.postMessage({ vectors } satisfies EmbeddedTexts, [vectors.buffer]);
});
