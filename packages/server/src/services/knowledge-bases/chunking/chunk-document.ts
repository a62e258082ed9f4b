import type { ChunkingConfiguration } from '@streambed/model/bedrock-agent';
import type { Span } from '../../sentences.ts';
import { inTurns, type Steps } from '../../turns.ts';
import type { ParsedDocument } from '../parsing/parsed-document.ts';
import type { Chunk, ChunkedDocument } from './chunk.ts';
import { documentText } from './document-text.ts';
import { type Packing, pack } from './pack.ts';
import { chunkPlacer } from './place-chunk.ts';
import { createRuler, type Ruler } from './ruler.ts';
import { type Section, sectionsOf } from './sections.ts';
import { cutByMeaning, type Embed } from './semantic.ts';
import { loadTokenizer, type Tokenizer } from './tokenizer.ts';

/** What the service does when nothing is configured: about 300 tokens, sentences honoured. */
const DEFAULT_PACKING: Packing = { maxTokens: 300, overlapTokens: 0, fill: 0 };

/** What the console proposes; it stands for what a configuration that names a strategy leaves out. */
const PROPOSED = {
  fixedSize: { maxTokens: 300, overlapPercentage: 20 },
  hierarchical: { levelConfigurations: [{ maxTokens: 1_500 }, { maxTokens: 300 }], overlapTokens: 60 },
  semantic: { maxTokens: 300, bufferSize: 0, breakpointPercentileThreshold: 95 },
};

/**
 * From which part of its tokens on a chunk of FIXED_SIZE may end with a sentence instead of going on to the last word that
 * fits: the size is the purpose there, and sentences are honoured as far as it stays about the same.
 */
const FIXED_SIZE_FILL = 0.8;

const CHUNKS_IN_A_STEP = 20;

export interface ChunkOptions {
  /** That of the data source; undefined: the service's default. It has passed the checks of the wire model. */
  readonly configuration: ChunkingConfiguration | undefined;
  /** The knowledge base's own embedding model. Called for SEMANTIC alone. */
  readonly embed: Embed;
  readonly signal: AbortSignal;
}

/**
 * Cuts a document into chunks, in turns of the event loop. Rejects with the signal's reason and with what `embed` rejects
 * with.
 */
export const chunkDocument = async (
  document: ParsedDocument,
  { configuration, embed, signal }: ChunkOptions,
): Promise<ChunkedDocument> => {
  const tokenizer = await loadTokenizer();
  signal.throwIfAborted();
  return await inTurns(chunkSteps(document, configuration, tokenizer, embed), signal);
};

/** The same as steps, for those who have a tokenizer and turns of their own. */
export function* chunkSteps(
  document: ParsedDocument,
  configuration: ChunkingConfiguration | undefined,
  tokenizer: Tokenizer,
  embed: Embed,
): Steps<ChunkedDocument> {
  const whole = documentText(document);
  const ruler = yield* createRuler(whole.text, tokenizer);
  const sections = yield* sectionsOf(whole);
  const place = chunkPlacer(whole, ruler);
  switch (configuration?.chunkingStrategy) {
    case 'HIERARCHICAL':
      return yield* inLevels(ruler, sections, hierarchyOf(configuration), place);
    case 'SEMANTIC': {
      const semantic = configuration.semanticChunkingConfiguration ?? PROPOSED.semantic;
      return yield* each(sections, place, (section) => cutByMeaning(ruler, section, semantic, embed));
    }
    case 'FIXED_SIZE': {
      const packing = fixedSizeOf(configuration);
      return yield* each(sections, place, (section) => pack(ruler, section, packing));
    }
    case 'NONE':
      // One chunk stands for a whole file or record, and for no page of it.
      return { chunks: sections.map((section) => withoutPlace(place(ruler.trim(section)))) };
    default:
      return yield* each(sections, place, (section) => pack(ruler, section, DEFAULT_PACKING));
  }
}

type Place = ReturnType<typeof chunkPlacer>;

function* each(
  sections: readonly Section[],
  place: Place,
  cut: (section: Section) => Steps<Span[]>,
): Steps<ChunkedDocument> {
  const chunks: Chunk[] = [];
  for (const section of sections) {
    for (const piece of yield* cut(section)) {
      chunks.push(place(piece));
      if (chunks.length % CHUNKS_IN_A_STEP === 0) yield;
    }
  }
  return { chunks };
}

/** Parents, and in each of them its children; both levels repeat what the overlap says. */
function* inLevels(
  ruler: Ruler,
  sections: readonly Section[],
  [parentPacking, childPacking]: readonly [Packing, Packing],
  place: Place,
): Steps<ChunkedDocument> {
  const parents: Chunk[] = [];
  const chunks: Chunk[] = [];
  for (const section of sections)
    for (const parent of yield* pack(ruler, section, parentPacking)) {
      for (const child of yield* pack(ruler, { ...section, ...parent }, childPacking))
        chunks.push(place(child, parents.length));
      parents.push(place(parent));
      yield;
    }
  return { chunks, parents };
}

const fixedSizeOf = ({ fixedSizeChunkingConfiguration }: ChunkingConfiguration): Packing => {
  const { maxTokens, overlapPercentage } = fixedSizeChunkingConfiguration ?? PROPOSED.fixedSize;
  return {
    maxTokens,
    overlapTokens: Math.floor((maxTokens * overlapPercentage) / 100),
    fill: FIXED_SIZE_FILL,
  };
};

const hierarchyOf = ({
  hierarchicalChunkingConfiguration,
}: ChunkingConfiguration): readonly [Packing, Packing] => {
  const { levelConfigurations, overlapTokens } = hierarchicalChunkingConfiguration ?? PROPOSED.hierarchical;
  const [parent, child = parent] = levelConfigurations;
  const packing = ({ maxTokens }: { readonly maxTokens: number }): Packing => ({
    maxTokens,
    overlapTokens,
    fill: 0,
  });
  return [packing(parent!), packing(child!)];
};

const withoutPlace = ({ page: _page, headings: _headings, ...chunk }: Chunk): Chunk => chunk;
