import type {
  Citation,
  KnowledgeBaseRetrievalResult,
  RetrievalResultLocation,
  RetrievedReference,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { excerptFor, paragraphsOf } from './excerpt.ts';
import type { Style } from './terminal.ts';
import { harmless, shorten } from './text.ts';

/** Characters of a passage that are shown below its place; the rest is one --json away. */
const SHOWN = 400;
/** Texts begin below the place, not below its number. */
const INDENT = '   ';
const BESIDE_NUMBER = '    ';

/** Passages with where they stand, best first. */
export const renderPassages = (results: readonly KnowledgeBaseRetrievalResult[], style: Style): string =>
  results
    .map(({ score, content, location, metadata }, index) => {
      const { colours, width } = style;
      const figure = score === undefined ? '' : `  ${colours.dim(score.toFixed(3))}`;
      const head = `${colours.bold(String(index + 1))}  ${placeOf({ location, metadata })}${figure}`;
      return `${head}\n${indented(paragraphsOf(content?.text ?? '').flat(), width)}\n`;
    })
    .join('\n');

/** Gives each passage that an answer rests on a number, and tells them all at its end. */
export class CitedAnswer {
  readonly #references: { readonly reference: RetrievedReference; statements: string }[] = [];
  readonly #numbers = new Map<string, number>();

  /** The marks to write behind the part that a citation is of: ` [1][3]`, or nothing. */
  add({ generatedResponsePart, retrievedReferences = [] }: Citation): string {
    const statement = generatedResponsePart?.textResponsePart?.text ?? '';
    const numbers = retrievedReferences.map((reference) => {
      const key = JSON.stringify([reference.location, reference.content?.text]);
      const number = this.#numbers.get(key) ?? this.#references.push({ reference, statements: '' });
      this.#numbers.set(key, number);
      this.#references[number - 1]!.statements += ` ${statement}`;
      return number;
    });
    const marks = [...new Set(numbers)].sort((one, other) => one - other);
    return marks.length === 0 ? '' : ` ${marks.map((number) => `[${number}]`).join('')}`;
  }

  /** What the numbers stand for: the place, and what stands there. */
  references({ colours, width }: Style): string {
    if (this.#references.length === 0) return '';
    const lines = this.#references.map(
      ({ reference, statements }, index) =>
        `${colours.bold(`[${index + 1}]`)} ${placeOf(reference)}\n${colours.dim(indented(excerptFor(reference.content?.text ?? '', statements), width, BESIDE_NUMBER))}\n`,
    );
    return `\n${lines.join('')}`;
  }
}

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

/** Lines, at most {@link SHOWN} characters of them, indented and broken where they do not fit. */
const indented = (lines: readonly string[], width: number, indent = INDENT): string => {
  const shown: string[] = [];
  let left = SHOWN;
  for (const line of lines) {
    if (left <= 0) break;
    const text = harmless(shorten(line, left));
    left -= line.length;
    // More follows that is not shown.
    const isCut = left <= 0 && line !== lines.at(-1) && !text.endsWith('…');
    shown.push(...broken(isCut ? `${text} …` : text, width - indent.length));
  }
  return shown.map((line) => `${indent}${line}`).join('\n');
};

const broken = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? word : ` ${word}`;
  }
  return [...lines, line];
};
