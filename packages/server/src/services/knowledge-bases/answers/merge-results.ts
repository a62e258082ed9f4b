import type { KnowledgeBaseRetrievalResult } from '@streambed/model/bedrock-agent-runtime';

/**
 * What was found for several queries as one list: the best of each first, then the second of each; a passage stands
 * there once.
 */
export const mergeResults = (
  lists: readonly (readonly KnowledgeBaseRetrievalResult[])[],
  most: number,
): readonly KnowledgeBaseRetrievalResult[] => {
  const merged = new Map<string, KnowledgeBaseRetrievalResult>();
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  for (let rank = 0; rank < longest; rank++)
    for (const list of lists) {
      const result = list[rank];
      if (!result) continue;
      const key = JSON.stringify([result.location, result.content]);
      if (!merged.has(key)) merged.set(key, result);
    }
  return [...merged.values()].slice(0, most);
};
