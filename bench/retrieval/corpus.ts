import { readFileSync } from 'node:fs';
import {
  type Chunk,
  chunkDocument,
  documentText,
} from '../../packages/server/src/services/knowledge-bases/chunking/index.ts';
import { DEFAULT_LIMITS } from '../../packages/server/src/services/knowledge-bases/parsing/index.ts';
import { parseBytes } from '../../packages/server/src/services/knowledge-bases/parsing/parse-bytes.ts';

export interface Corpus {
  readonly text: string;
  readonly passages: readonly Chunk[];
}

const FILE = 'the-voyage-of-the-beagle.md';

/** Of about 90 words each there are 2,176 passages. */
const PASSAGE_TOKENS = 120;

/** The book as its parser and chunker see it, in passages of at most `maxTokens`. */
export const readCorpus = async (maxTokens = PASSAGE_TOKENS): Promise<Corpus> => {
  const bytes = readFileSync(new URL(FILE, import.meta.url));
  // As Markdown: its only markup are the headings of chapters.
  const document = await parseBytes({ name: FILE, mimeType: 'text/markdown', bytes }, DEFAULT_LIMITS);
  const { chunks } = await chunkDocument(document, {
    configuration: {
      chunkingStrategy: 'FIXED_SIZE',
      fixedSizeChunkingConfiguration: { maxTokens, overlapPercentage: 1 },
    },
    embed: () => Promise.reject(new Error('Chunks of a fixed size need no vectors.')),
    signal: new AbortController().signal,
  });
  return { text: documentText(document).text, passages: chunks };
};
