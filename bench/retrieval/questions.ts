import { readFileSync } from 'node:fs';
import type { Corpus } from './corpus.ts';

export interface Question {
  readonly text: string;
  /** The index of the passage that answers it. */
  readonly passage: number;
}

/**
 * The questions, each with the passage that holds the words given for it in questions.tsv: those tell where the answer
 * stands, however the book is cut into passages. Throws for words that stand nowhere or more than once.
 */
export const readQuestions = ({ text, passages }: Corpus): readonly Question[] =>
  readFileSync(new URL('questions.tsv', import.meta.url), 'utf8')
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
