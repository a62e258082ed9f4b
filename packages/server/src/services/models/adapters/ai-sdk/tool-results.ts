import type { LanguageModelV3FilePart, LanguageModelV3ToolResultOutput } from '@ai-sdk/provider';
import type { ContentBlock } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import type { AiSdkType } from './ai-sdk-type.ts';
import { documentInTags, pdfBytes } from './documents.ts';
import { isGemini3 } from './gemini.ts';
import { imagePart } from './media.ts';
import { searchResultText } from './search-results.ts';
import { unservable } from './unservable.ts';

export type ToolResultBlock = NonNullable<ContentBlock['toolResult']>;
type ResultBlock = ToolResultBlock['content'][number];
type ContentPart = Extract<LanguageModelV3ToolResultOutput, { type: 'content' }>['value'][number];

/**
 * What a tool gave back, as the provider takes it. Files that cannot stand inside a result (OpenAI, Gemini before 3)
 * come apart, for the user's message that follows it. `status` is put into the body later (amend-body.ts): the package
 * has a place for it with text only.
 */
export function toolOutput(
  { content }: ToolResultBlock,
  type: AiSdkType,
  modelName: string,
): { readonly output: LanguageModelV3ToolResultOutput; readonly apart: LanguageModelV3FilePart[] } {
  const files = content.flatMap(filePart);
  const values = content.flatMap(value);
  const inside = type === 'anthropic' || (type === 'google' && isGemini3(modelName));
  if ((inside && files.length > 0) || (type === 'anthropic' && content.length > 1))
    return { output: { type: 'content', value: content.map(contentPart) }, apart: [] };
  const [only = ''] = values;
  if (type === 'google' && values.length === 1 && typeof only !== 'string')
    return { output: { type: 'json', value: only }, apart: files };
  return { output: { type: 'text', value: values.map(asText).join('\n') }, apart: files };
}

/** The block as a value; nothing for a file. */
function value({ text, json, document, searchResult }: ResultBlock): JsonValue[] {
  if (text !== undefined) return [text];
  if (json !== undefined) return [json];
  if (searchResult) return [searchResultText(searchResult)];
  const inTags = document && documentInTags(document);
  return inTags === undefined ? [] : [inTags];
}

function filePart(block: ResultBlock): LanguageModelV3FilePart[] {
  const { image, document, video } = block;
  if (video) throw unservable('it takes no video in the result of a tool; describe it in text');
  if (image) return [imagePart(image)];
  if (!document || documentInTags(document) !== undefined) return [];
  return [
    {
      type: 'file',
      mediaType: 'application/pdf',
      data: pdfBytes(document),
      filename: `${document.name}.pdf`,
    },
  ];
}

function contentPart(block: ResultBlock): ContentPart {
  const [file] = filePart(block);
  if (!file) return { type: 'text', text: value(block).map(asText).join('') };
  const data = Buffer.from(file.data as Uint8Array).toString('base64');
  const { mediaType } = file;
  return mediaType === 'application/pdf'
    ? { type: 'file-data', data, mediaType }
    : { type: 'image-data', data, mediaType };
}

const asText = (given: JsonValue): string => (typeof given === 'string' ? given : JSON.stringify(given));
