import { Worker } from 'node:worker_threads';

/** What the library for names is asked: compromise, behind the two questions that are needed. */
export interface NameLibrary {
  /** What its lexicon knows of a word in lower case: `FirstName`, `City`, `PastTense`, …; empty when nothing. */
  tagsOf(word: string): readonly string[];
  /**
   * Whom its tagger takes for people in a sentence. A promise when that is not known yet: once it is fulfilled, the same
   * sentence is answered at once. It rejects with an Error when the thread that the library runs in has ended.
   */
  peopleIn(sentence: string): readonly string[] | Promise<readonly string[]>;
}

const NOTHING: readonly string[] = [];

/** Sentences whose answer is kept: documents repeat themselves, and the tagger is the slowest thing here. */
const REMEMBERED = 2_000;

let loading: Promise<NameLibrary> | undefined;

/**
 * Starts the thread with compromise at the first call (it is ready after some tenths of a second) and keeps it; nobody
 * else waits meanwhile. It does not keep the process alive. A thread that ended is started anew by the next call.
 */
export function loadNameLibrary(): Promise<NameLibrary> {
  loading ??= start().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** From the thread: a part of the lexicon (an empty one when it is complete), or an answer. */
type Message =
  | { readonly words: readonly (readonly [string, string | readonly string[]])[] }
  | { readonly question: number; readonly people: readonly string[] };

interface Question {
  readonly sentence: string;
  resolve(people: readonly string[]): void;
  reject(error: unknown): void;
}

function start(): Promise<NameLibrary> {
  const worker = new Worker(new URL('./name-worker.mts', import.meta.url), {
    name: 'names',
    workerData: { library: import.meta.resolve('compromise') },
    // Nothing of this process's environment or arguments concerns it.
    env: {},
    execArgv: [],
  });
  // A map, so that `constructor` is a word like any other.
  const words = new Map<string, readonly string[]>();
  const answers = new Map<string, readonly string[]>();
  const questions = new Map<number, Question>();
  let asked = 0;
  let ended: Error | undefined;

  const ask = (sentence: string): Promise<readonly string[]> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      asked++;
      questions.set(asked, { sentence, resolve, reject });
      // The process stays alive as long as somebody waits.
      worker.ref();
      worker.postMessage({ question: asked, sentence });
    });
  const answer = (question: number, people: readonly string[]): void => {
    const { sentence, resolve } = questions.get(question) as Question;
    questions.delete(question);
    if (questions.size === 0) worker.unref();
    if (answers.size >= REMEMBERED) answers.delete(answers.keys().next().value as string);
    answers.set(sentence, people);
    resolve(people);
  };
  const library: NameLibrary = {
    tagsOf: (word) => words.get(word) ?? NOTHING,
    peopleIn: (sentence) => answers.get(sentence) ?? ask(sentence),
  };

  return new Promise((resolve, reject) => {
    worker.on('message', (message: Message) => {
      if ('question' in message) answer(message.question, message.people);
      else if (message.words.length > 0) {
        for (const [word, tags] of message.words) words.set(word, typeof tags === 'string' ? [tags] : tags);
        worker.postMessage('more words');
      } else {
        worker.unref();
        resolve(library);
      }
    });
    const end = (cause?: unknown): void => {
      if (ended) return;
      ended = new Error('The library that recognises names has ended. Try again.', { cause });
      loading = undefined;
      for (const question of questions.values()) question.reject(ended);
      questions.clear();
      reject(ended);
    };
    worker.on('error', end);
    worker.on('exit', () => end());
  });
}
