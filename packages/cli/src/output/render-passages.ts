import type {
  Citation,
  KnowledgeBaseRetrievalResult,
  RetrievalResultLocation,
  RetrievedReference,
} from '@aws-sdk/client-bedrock-agent-runtime';
import type { Style } from './terminal.ts';
import { harmless, shorten } from './text.ts';

/** Characters of a passage that are shown below its place; the rest is one --json away. */
const SHOWN = 400;

/** Passages with where they stand, best first. */
export const renderPassages = (results: readonly KnowledgeBaseRetrievalResult[], style: Style): string =>
  results
    .map(({ score, content, location, metadata }, index) => {
      const { colours, width } = style;
      const figure = score === undefined ? '' : `  ${colours.dim(score.toFixed(3))}`;
      const head = `${colours.bold(String(index + 1))}  ${placeOf({ location, metadata })}${figure}`;
      return `${head}\n${wrapped(content?.text ?? '', width)}\n`;
    })
    .join('\n');

/** Gives each passage that an answer rests on a number, and tells them all at its end. */
export class CitedAnswer {
  readonly #references: RetrievedReference[] = [];
  readonly #numbers = new Map<string, number>();

  /** The marks to write behind the part that a citation is of: ` [1][3]`, or nothing. */
  add({ retrievedReferences = [] }: Citation): string {
    const numbers = retrievedReferences.map((reference) => {
      const key = JSON.stringify([reference.location, reference.content?.text]);
      const known = this.#numbers.get(key);
      if (known !== undefined) return known;
      const number = this.#references.push(reference);
      this.#numbers.set(key, number);
      return number;
    });
    const marks = [...new Set(numbers)].sort((one, other) => one - other);
    return marks.length === 0 ? '' : ` ${marks.map((number) => `[${number}]`).join('')}`;
  }

  /** What the numbers stand for. */
  references({ colours, width }: Style): string {
    if (this.#references.length === 0) return '';
    const lines = this.#references.map(
      (reference, index) =>
        `${colours.bold(`[${index + 1}]`)} ${placeOf(reference)}\n${colours.dim(wrapped(excerpt(reference), width))}\n`,
    );
    return `\n${lines.join('')}`;
  }
}

const excerpt = ({ content }: RetrievedReference): string => content?.text ?? '';

/** `s3://docs/leave.md, page 3, Leave › Parental leave`. */
const placeOf = ({ location, metadata = {} }: RetrievedReference): string => {
  const page = metadata['x-amz-bedrock-kb-document-page-number'];
  return harmless(
    [addressOf(location), ...(typeof page === 'number' ? [`page ${page}`] : [])].filter(Boolean).join(', '),
  );
};

const addressOf = (location: RetrievalResultLocation | undefined): string =>
  location?.s3Location?.uri ??
  location?.webLocation?.url ??
  location?.customDocumentLocation?.id ??
  location?.confluenceLocation?.url ??
  location?.sharePointLocation?.url ??
  location?.salesforceLocation?.url ??
  location?.kendraDocumentLocation?.uri ??
  location?.type ??
  'unknown place';

/** One paragraph, indented, at most {@link SHOWN} characters, in lines that fit. */
const wrapped = (text: string, width: number): string => {
  const words = shorten(harmless(text.replace(/\s+/g, ' ').trim()), SHOWN).split(' ');
  const lines: string[] = [];
  let line = '   ';
  for (const word of words) {
    if (line.length + word.length + 1 > width && line.trim() !== '') {
      lines.push(line);
      line = '   ';
    }
    line += `${line.trim() === '' ? '' : ' '}${word}`;
  }
  return [...lines, line].join('\n');
};
