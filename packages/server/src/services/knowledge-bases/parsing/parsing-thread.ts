import { Worker } from 'node:worker_threads';
import { DocumentProblem, shownName } from './document-problem.ts';
import type { ParsingLimits } from './limits.ts';
import type { DocumentSource } from './parse-bytes.ts';
import type { ParsedDocument } from './parsed-document.ts';
import type { ThreadData, ThreadMessage } from './thread-messages.ts';

/** Calls `action` after `delay` ms; returns what cancels it. */
export type After = (delay: number, action: () => void) => () => void;

/** A document that somebody waits for. */
export interface ParsingJob {
  readonly source: DocumentSource;
  /** Each at most once counts. */
  resolve(document: ParsedDocument): void;
  reject(error: unknown): void;
  /** Threads that ended with it. */
  attempts: number;
}

/** A thread that parses the documents given to it, one after the other. */
export interface ParsingThread {
  /** Those not answered yet; the first is being parsed. */
  readonly jobs: readonly ParsingJob[];
  /** Bytes of `jobs` altogether. */
  readonly waitingBytes: number;
  assign(job: ParsingJob): void;
  /** Ends the thread; its jobs but the first go back by `onEnd`, the first is not answered any more. */
  stop(): void;
  /** Fulfilled when the thread has ended. */
  readonly ended: Promise<void>;
}

export interface ParsingThreadOptions {
  readonly limits: ParsingLimits;
  readonly after: After;
  /** A job was answered. */
  readonly onAnswer: () => void;
  /** The thread takes no more jobs; these were not begun, or deserve another attempt. Called once. */
  readonly onEnd: (unfinished: readonly ParsingJob[]) => void;
}

/** How often memory is looked at, in ms. A thread allocates some 50 MB in this time at most. */
const MEMORY_INTERVAL = 50;
/**
 * What is over the limit may be garbage that V8 would collect when it comes to it. It is not when it stays for so many
 * looks, or when it is twice the limit.
 */
const LOOKS = 20;
/** A thread that is not ready after this many ms never will be. */
const START_LIMIT = 60_000;
/** A document that ended a thread which had parsed others before gets a fresh one: the others may have been to blame. */
const ATTEMPTS = 2;
/** MiB between the memory that a document may take and the heap's own limit. */
const HEAP_BEYOND = 2_048;
const MEBIBYTE = 1024 * 1024;

/**
 * Starts a thread. Memory is watched from here: `resourceLimits` do not count buffers, and V8 may end the whole process
 * when a thread's heap reaches its limit in a large step, or while the thread is being ended for it (seen with both).
 * So that limit stands far beyond ours, for the case that nobody looked for seconds.
 */
export const startParsingThread = ({
  limits,
  after,
  onAnswer,
  onEnd,
}: ParsingThreadOptions): ParsingThread => {
  const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(new URL('./parse-thread.ts', import.meta.url), {
    name: 'documents',
    workerData: { limits, done } satisfies ThreadData,
    // Nothing of this process's environment or arguments concerns it, and what libraries print concerns nobody.
    env: {},
    argv: [],
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: limits.memory + HEAP_BEYOND, stackSizeMb: 4 },
  });
  worker.stdout.resume();
  worker.stderr.resume();

  const { promise: ended, resolve: hasEnded } = Promise.withResolvers<void>();
  let jobs: ParsingJob[] = [];
  let waitingBytes = 0;
  let answered = 0;
  let ready = false;
  let over = false;
  let looksAbove = 0;
  let cancelTime = after(START_LIMIT, () => end(notStarted('it is not ready after a minute')));
  let cancelMemory = (): void => undefined;

  /** Ends the thread; the first job is answered with `error`, if there is one. */
  const end = (error?: unknown): void => {
    if (over) return;
    over = true;
    cancelTime();
    cancelMemory();
    const [first, ...others] = jobs;
    jobs = [];
    if (error !== undefined) first?.reject(error);
    void worker.terminate();
    onEnd(error === undefined && first ? [first, ...others] : others);
  };
  /** Like `end`, but for a fault that may be that of an earlier document. */
  const endOrRetry = (problem: unknown): void => {
    const [first] = jobs;
    if (first === undefined || (answered > 0 && ++first.attempts < ATTEMPTS)) end();
    else end(problem);
  };

  const watch = (): void => {
    cancelTime();
    cancelMemory();
    looksAbove = 0;
    if (jobs.length === 0) {
      worker.unref();
      return;
    }
    const before = Atomics.load(done, 0);
    cancelTime = after(limits.time, () => {
      // Done, but this thread was too busy to hear of it.
      if (Atomics.load(done, 0) !== before) return watch();
      end(tookTooLong(jobs[0]!.source.name, limits));
    });
    cancelMemory = after(MEMORY_INTERVAL, watchMemory);
  };
  const watchMemory = (): void => {
    const look = async (): Promise<void> => {
      const { used_heap_size, external_memory } = await worker.getHeapStatistics();
      if (over || jobs.length === 0) return;
      const share = (used_heap_size + external_memory) / (limits.memory * MEBIBYTE);
      looksAbove = share > 1 ? looksAbove + 1 : 0;
      if (looksAbove > LOOKS || share > 2) endOrRetry(tooMuchMemory(jobs[0]!.source.name, limits));
      else {
        cancelMemory();
        cancelMemory = after(MEMORY_INTERVAL, watchMemory);
      }
    };
    // It rejects when the thread has ended, which is told by `exit`.
    look().catch(() => undefined);
  };

  const answer = (message: Exclude<ThreadMessage, { kind: 'ready' }>): void => {
    const job = jobs.shift() as ParsingJob;
    waitingBytes -= job.source.bytes.length;
    answered += 1;
    watch();
    if (message.kind === 'parsed') job.resolve(message.document);
    else if (message.kind === 'problem') job.reject(new DocumentProblem(message.reason, message.message));
    else job.reject(unreadable(job.source.name, message.message));
    onAnswer();
  };

  worker.on('message', (message: ThreadMessage) => {
    if (over) return;
    if (message.kind !== 'ready') return answer(message);
    ready = true;
    watch();
  });
  worker.on('error', (error: Error) => {
    const name = jobs[0]?.source.name ?? '';
    if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY')
      return endOrRetry(tooMuchMemory(name, limits));
    if (!ready) return end(notStarted(error.message));
    endOrRetry(unreadable(name, error.message));
  });
  worker.on('exit', () => {
    endOrRetry(unreadable(jobs[0]?.source.name ?? '', 'the thread that read it has ended'));
    hasEnded();
  });

  return {
    get jobs() {
      return jobs;
    },
    get waitingBytes() {
      return waitingBytes;
    },
    ended,
    assign(job) {
      jobs.push(job);
      waitingBytes += job.source.bytes.length;
      // A copy that is handed over: the giver keeps its bytes, and a view does not take along what it is a part of.
      const bytes = new Uint8Array(job.source.bytes);
      worker.postMessage({ ...job.source, bytes }, [bytes.buffer]);
      if (jobs.length > 1) return;
      // The process stays alive as long as somebody waits.
      worker.ref();
      if (ready) watch();
    },
    stop() {
      const [first] = jobs;
      if (first) jobs = [{ ...first, resolve: () => undefined, reject: () => undefined }, ...jobs.slice(1)];
      end(new Error('The thread was stopped.'));
    },
  };
};

const notStarted = (why: string): Error =>
  new Error(`The thread that parses documents did not start (${why}). Try again.`);

const tookTooLong = (name: string, { time }: ParsingLimits): DocumentProblem =>
  new DocumentProblem(
    'took-too-long',
    `${shownName(name)} was given up, since reading it took longer than ${Math.round(time / 1000)} s. Split it, or save it in a simpler form.`,
  );

const tooMuchMemory = (name: string, { memory }: ParsingLimits): DocumentProblem =>
  new DocumentProblem(
    'needs-too-much-memory',
    `${shownName(name)} was given up, since reading it needs more than ${memory} MiB of memory. Split it, or save it in a simpler form.`,
  );

const unreadable = (name: string, why: string): DocumentProblem =>
  new DocumentProblem(
    'broken',
    `${shownName(name)} cannot be read (${why}). Open it, save it anew and give that file.`,
  );
