import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { causeOf, DocumentProblem } from './document-problem.ts';
import { parseBytes } from './parse-bytes.ts';
import type { ThreadData, ThreadMessage, ThreadRequest } from './thread-messages.ts';

/*
 * The program of a parsing thread (see parsing-thread.ts, which starts it). What libraries do with hostile bytes happens
 * here, and whoever started the thread ends it when it takes too long or too much.
 */

const port = parentPort as MessagePort;
const { limits, done } = workerData as ThreadData;

const answer = async (source: ThreadRequest): Promise<ThreadMessage> => {
  try {
    return { kind: 'parsed', document: await parseBytes(source, limits) };
  } catch (error) {
    if (error instanceof DocumentProblem)
      return { kind: 'problem', reason: error.reason, message: error.message };
    return { kind: 'failed', message: causeOf(error) };
  }
};

let last = Promise.resolve();
port.on('message', (source: ThreadRequest) => {
  last = last.then(async () => {
    const message = await answer(source);
    Atomics.add(done, 0, 1);
    port.postMessage(message);
  });
});
port.postMessage({ kind: 'ready' } satisfies ThreadMessage);
