import { readFileSync } from 'node:fs';
import type { Corpus } from './corpus.ts';

export interface Question {
  readonly text: string;
  /** The index of the passage that answers it. */
  readonly passage: number;
}

/**
 * - `questions.tsv`: what the built-in embedding, the fusion and the reranker were tuned on.
 * - `held-out.tsv`: written when that was done, about other passages; nothing is to be chosen by them.
 */
export type QuestionFile = 'questions.tsv' | 'held-out.tsv';

/**
 * The questions of a file, each with the passage that holds the words given for it: those tell where the answer stands,
 * however the book is cut into passages. Throws for words that stand nowhere or more than once.
 */
export const readQuestions = (file: QuestionFile, { text, passages }: Corpus): readonly Question[] =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [question = '', words = ''] = line.split('\t');
      const at = text.indexOf(words);
      if (words === '' || at < 0 || text.includes(words, at + 1))
        throw new Error(`"${words}" (${question}) does not stand in the book exactly once.`);
      const middle = at + words.length / 2;
      return {
        text: question,
        passage: passages.findIndex(({ start, end }) => start <= middle && middle < end),
      };
    });
