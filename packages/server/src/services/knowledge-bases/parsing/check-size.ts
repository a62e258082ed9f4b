import { DocumentProblem, shownName } from './document-problem.ts';
import type { ParsingLimits } from './limits.ts';

/** Throws DocumentProblem when a file of so many bytes is empty or too large. */
export const checkSize = (
  name: string,
  size: number,
  { inputSize }: Pick<ParsingLimits, 'inputSize'>,
): void => {
  if (size === 0)
    throw new DocumentProblem('empty', `${shownName(name)} is empty: it has no bytes. Upload it again.`);
  if (size > inputSize)
    throw new DocumentProblem(
      'too-large',
      `${shownName(name)} has ${mebibytes(size)} MiB, and ${mebibytes(inputSize)} are the most that a document may have. Split it.`,
    );
};

const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '');
