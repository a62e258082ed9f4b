import type { JsonObject } from '@streambed/model';
import type { Citation } from '@streambed/model/bedrock-runtime';

/** A citation of Converse as one of Anthropic's Messages API. */
export const anthropicCitation = ({ title, source, sourceContent, location }: Citation): JsonObject => {
  const cited = sourceContent?.map(({ text = '' }) => text).join('') ?? '';
  const place = location ?? {};
  const document = (type: string, unit: string, at: Place): JsonObject => ({
    type,
    cited_text: cited,
    document_index: at.documentIndex ?? 0,
    document_title: title ?? null,
    [`start_${unit}`]: at.start ?? 0,
    [`end_${unit}`]: at.end ?? 0,
  });
  if (place.documentChar !== undefined) return document('char_location', 'char_index', place.documentChar);
  if (place.documentPage !== undefined) return document('page_location', 'page_number', place.documentPage);
  if (place.documentChunk !== undefined)
    return document('content_block_location', 'block_index', place.documentChunk);
  if (place.web !== undefined)
    return {
      type: 'web_search_result_location',
      cited_text: cited,
      title: title ?? null,
      url: place.web.url ?? '',
    };
  const { searchResultIndex = 0, start = 0, end = 0 } = place.searchResultLocation ?? {};
  return {
    type: 'search_result_location',
    cited_text: cited,
    title: title ?? null,
    source: source ?? '',
    search_result_index: searchResultIndex,
    start_block_index: start,
    end_block_index: end,
  };
};

interface Place {
  readonly documentIndex?: number;
  readonly start?: number;
  readonly end?: number;
}
