import { type QuickAddItem, quickAddFits } from '../../document/index.ts';
import { nodeMessages } from '../../messages/node-types.ts';
import { nodeFacts } from '../../nodes/index.ts';
import { bestScore } from './fuzzy.ts';

export { quickAddFits };

/** Node types that fit what was typed: by name first, then synonym, then family. With nothing typed, recent ones first. */
export const rankTypes = (
  items: readonly QuickAddItem[],
  typed: string,
  recent: readonly string[],
): readonly QuickAddItem[] => {
  const scored = items.map((item, index) => {
    const { label, synonyms, family } = nodeFacts(item.type);
    const score =
      typed.trim() === ''
        ? recent.includes(item.type)
          ? 200 - recent.indexOf(item.type)
          : 100 - index
        : Math.max(
            bestScore(typed, [label, item.type]) * 1.2,
            bestScore(typed, synonyms),
            bestScore(typed, [nodeMessages.families[family]]) * 0.5,
          );
    return { item, score };
  });
  return scored
    .filter(({ score }) => score > 0)
    .toSorted(
      (a, b) =>
        Number(a.item.reason !== undefined) - Number(b.item.reason !== undefined) || b.score - a.score,
    )
    .map(({ item }) => item);
};
