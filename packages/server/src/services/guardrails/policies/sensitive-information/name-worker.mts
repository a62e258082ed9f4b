import { parentPort, workerData } from 'node:worker_threads';

/*
 * Runs in a thread of its own, since loading the library and asking its tagger would hold up everybody else: some tenths of
 * a second, and about a millisecond each. Sends the words of the lexicon in parts, of which an empty one is the last; then
 * gets sentences with a number each and answers the number with the people in them.
 */

/** The part of compromise that is used. Its own types leave the model unsaid. */
interface Compromise {
  (text: string): { people(): { out(format: 'array'): string[] } };
  model(): { one: { lexicon: Record<string, string | string[]> } };
}

/** So many words of the lexicon are sent at once, and the next when these were read: a message is unpacked in one go. */
const WORDS_IN_A_MESSAGE = 500;

const port = parentPort;
if (!port) throw new Error('The name worker is to be started as a worker thread.');

const { default: compromise } = (await import((workerData as { library: string }).library)) as {
  default: Compromise;
};
const peopleIn = (sentence: string): string[] => compromise(sentence).people().out('array');

// The first questions are slow, since they build what the tagger needs.
for (const sentence of ['I met Mark in May.', 'Grant said so.']) peopleIn(sentence);

const words = Object.entries(compromise.model().one.lexicon);
const sendWords = (): void => port.postMessage({ words: words.splice(-WORDS_IN_A_MESSAGE) });
sendWords();

port.on('message', (message: 'more words' | { question: number; sentence: string }) => {
  if (message === 'more words') sendWords();
  else port.postMessage({ question: message.question, people: peopleIn(message.sentence) });
});
