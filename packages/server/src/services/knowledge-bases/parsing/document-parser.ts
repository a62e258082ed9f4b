import { checkSize } from './check-size.ts';
import { DEFAULT_LIMITS, type ParsingLimits } from './limits.ts';
import type { CsvStructure } from './metadata-sidecar.ts';
import type { DocumentSource } from './parse-bytes.ts';
import type { ParsedDocument } from './parsed-document.ts';
import { type After, type ParsingJob, type ParsingThread, startParsingThread } from './parsing-thread.ts';

/** A document, and until when somebody waits for it. */
export interface ParseDocumentInput {
  /** Its name or key. */
  readonly name: string;
  readonly mimeType?: string;
  /** They must not change until the promise is settled. */
  readonly bytes: Uint8Array;
  readonly signal?: AbortSignal;
  readonly options?: { readonly csvStructure?: CsvStructure };
}

/** Parses documents in threads of its own. */
export interface DocumentParser {
  /**
   * Rejects with DocumentProblem when the document cannot be taken in, with the signal's reason, or with another Error
   * when no thread is to be had. Documents wait in the order they come.
   */
  parseDocument(input: ParseDocumentInput): Promise<ParsedDocument>;
  /** Threads that there are now. */
  readonly threads: number;
  /** Ends the threads; what waits is rejected. */
  close(): Promise<void>;
}

export interface DocumentParserOptions {
  /** Threads at the same time. Default 2. */
  readonly threads?: number;
  /** ms without a document after which the threads are ended. Default 30,000. */
  readonly idleTime?: number;
  /** Those left out are as in DEFAULT_LIMITS. */
  readonly limits?: Partial<ParsingLimits>;
  readonly after?: After;
}

/**
 * Documents that a thread has beforehand, so that it need not wait for this one between two small ones: as many, as long
 * as their bytes together are so few. A large document is given to a thread that has nothing else to do.
 */
const AHEAD = 16;
const BYTES_AHEAD = 256 * 1024;

/** A parser; it starts a thread when the first document comes. */
export const createDocumentParser = ({
  threads: mostThreads = 2,
  idleTime = 30_000,
  limits: given = {},
  after = afterTimeout,
}: DocumentParserOptions = {}): DocumentParser => {
  const limits = { ...DEFAULT_LIMITS, ...given };
  const waiting: ParsingJob[] = [];
  const threads = new Set<ParsingThread>();
  const ending = new Set<Promise<void>>();
  let closed = false;
  let cancelIdle = (): void => undefined;

  const start = (): ParsingThread => {
    const thread = startParsingThread({
      limits,
      after,
      onAnswer: pump,
      onEnd: (unfinished) => {
        threads.delete(thread);
        ending.add(thread.ended);
        void thread.ended.then(() => ending.delete(thread.ended));
        waiting.unshift(...unfinished);
        pump();
      },
    });
    threads.add(thread);
    return thread;
  };

  /** A thread for the next document: one that has nothing to do, a new one, or one that may have it beforehand. */
  const threadFor = ({ source }: ParsingJob): ParsingThread | undefined => {
    const all = [...threads];
    const free = all.find(({ jobs }) => jobs.length === 0);
    if (free || threads.size < mostThreads) return free ?? start();
    const [least] = all.sort((one, other) => one.jobs.length - other.jobs.length);
    return least && least.jobs.length < AHEAD && least.waitingBytes + source.bytes.length <= BYTES_AHEAD
      ? least
      : undefined;
  };

  const pump = (): void => {
    if (closed) return;
    for (let next = waiting[0]; next; next = waiting[0]) {
      const thread = threadFor(next);
      if (thread === undefined) return;
      waiting.shift();
      thread.assign(next);
    }
    if ([...threads].every(({ jobs }) => jobs.length === 0)) restAfterwards();
  };

  const restAfterwards = (): void => {
    cancelIdle();
    cancelIdle = after(idleTime, () => {
      for (const thread of [...threads]) if (thread.jobs.length === 0) thread.stop();
    });
  };

  /** Nobody waits for it any more. A document that is being parsed can only be stopped together with its thread. */
  const forget = (job: ParsingJob): void => {
    const at = waiting.indexOf(job);
    if (at >= 0) waiting.splice(at, 1);
    for (const thread of [...threads]) if (thread.jobs[0] === job) thread.stop();
  };

  return {
    get threads() {
      return threads.size;
    },
    async parseDocument({ name, mimeType, bytes, signal, options }) {
      signal?.throwIfAborted();
      if (closed) throw closing();
      checkSize(name, bytes.length, limits);
      cancelIdle();
      const source: DocumentSource = {
        name,
        bytes,
        ...(mimeType !== undefined && { mimeType }),
        ...(options?.csvStructure && { csvStructure: options.csvStructure }),
      };
      const { promise, resolve, reject } = Promise.withResolvers<ParsedDocument>();
      const job: ParsingJob = { source, resolve, reject, attempts: 0 };
      const leave = (): void => {
        reject(signal?.reason);
        forget(job);
      };
      signal?.addEventListener('abort', leave, { once: true });
      waiting.push(job);
      pump();
      return promise.finally(() => signal?.removeEventListener('abort', leave));
    },
    async close() {
      closed = true;
      cancelIdle();
      const left = [...waiting.splice(0), ...[...threads].flatMap(({ jobs }) => jobs)];
      for (const job of left) job.reject(closing());
      for (const thread of [...threads]) thread.stop();
      await Promise.all(ending);
    },
  };
};

const closing = (): Error => new Error('The document was not parsed, since the server is shutting down.');

/** Does not keep the process alive. */
const afterTimeout: After = (delay, action) => {
  const timer = setTimeout(action, delay);
  timer.unref();
  return () => clearTimeout(timer);
};
