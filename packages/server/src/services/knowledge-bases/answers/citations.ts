import type { Citation, KnowledgeBaseRetrievalResult } from '@streambed/model/bedrock-agent-runtime';
import type { CitedPart } from './cited-text.ts';

/**
 * Parts of an answer as citations, which know where they stand in it: in characters (Unicode code points), the end
 * inclusive.
 */
export class CitationWriter {
  readonly #passages: readonly KnowledgeBaseRetrievalResult[];
  #at = 0;

  constructor(passages: readonly KnowledgeBaseRetrievalResult[]) {
    this.#passages = passages;
  }

  /** The next part of the answer. */
  write({ text, sources }: CitedPart): Citation {
    const start = this.#at;
    this.#at += lengthOf(text);
    return {
      generatedResponsePart: {
        textResponsePart: { text, span: { start, end: Math.max(start, this.#at - 1) } },
      },
      retrievedReferences: sources.flatMap((source) => {
        const passage = this.#passages[source];
        if (!passage) return [];
        const { content, location, metadata } = passage;
        return [{ content, ...(location && { location }), ...(metadata && { metadata }) }];
      }),
    };
  }
}

const lengthOf = (text: string): number => {
  let length = 0;
  for (const _ of text) length++;
  return length;
};
