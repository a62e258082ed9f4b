import type { ContentBlock } from '@streambed/flow/ports';

/** A search result as text, for providers that have no block for one. */
export const searchResultText = ({
  source,
  title,
  content,
}: NonNullable<ContentBlock['searchResult']>): string =>
  [title, source, ...content.map(({ text }) => text)].join('\n');
