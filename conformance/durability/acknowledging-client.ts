import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Order, Word } from './client.ts';
import { credentials } from './server-process.ts';

/** The client of client.ts, as its parent handles it. */
export interface AcknowledgingClient {
  /** Resolves once it has settled what was open and works. Rejects when it ended. */
  work(url: string): Promise<void>;
  /** Resolves when it has found its server gone. */
  lost(): Promise<void>;
  /** Resolves when it has settled what was open, and ended. */
  finish(url: string): Promise<void>;
  kill(): void;
}

const program = fileURLToPath(new URL('client.ts', import.meta.url));

export const startClient = (journal: string, seed: number, lanes: number): AcknowledgingClient => {
  const child = fork(program, [journal, String(seed), String(lanes)], {
    env: {
      PATH: process.env.PATH ?? '',
      STREAMBED_ROOT_ACCESS_KEY_ID: credentials.accessKeyId,
      STREAMBED_ROOT_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const ended = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  const words: Word[] = [];
  let notify = () => {};
  child.on('message', (word: Word) => {
    words.push(word);
    notify();
  });
  const hear = async (wanted: Word): Promise<void> => {
    while (words[0] !== wanted) {
      if (words.length > 0) throw new Error(`The client said ${words[0]}, not ${wanted}.`);
      const end = await Promise.race([ended, new Promise<void>((resolve) => (notify = resolve))]);
      if (end !== undefined) throw new Error(`The client ended (${end}):\n${errors}`);
    }
    words.shift();
  };
  const tell = (order: Order): void => {
    child.send(order);
  };
  return {
    async work(url) {
      tell({ work: url });
      await hear('working');
    },
    lost: () => hear('lost'),
    async finish(url) {
      tell({ finish: url });
      const end = await ended;
      if (end !== 0) throw new Error(`The client ended (${end}):\n${errors}`);
    },
    kill: () => {
      child.kill('SIGKILL');
    },
  };
};
