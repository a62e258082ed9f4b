import type { GuardrailContentBlock, GuardrailContentQualifier } from '@streambed/model/bedrock-runtime';

/** ApplyGuardrail's content, sorted by what it is there for. */
export interface ReadContent {
  /** To be judged: texts without qualifier or with `guard_content`, in their order. */
  readonly texts: readonly string[];
  readonly groundingSources: readonly string[];
  readonly queries: readonly string[];
  readonly images: number;
}

export function readContent(content: readonly GuardrailContentBlock[]): ReadContent {
  const texts: string[] = [];
  const groundingSources: string[] = [];
  const queries: string[] = [];
  let images = 0;
  for (const { text: block, image } of content) {
    if (image) images++;
    if (!block) continue;
    if (isGuarded(block.qualifiers)) texts.push(block.text);
    if (block.qualifiers?.includes('grounding_source')) groundingSources.push(block.text);
    if (block.qualifiers?.includes('query')) queries.push(block.text);
  }
  return { texts, groundingSources, queries, images };
}

/** A text that is only a source or a question is there for the grounding policy alone. */
export const isGuarded = (qualifiers: readonly GuardrailContentQualifier[] | undefined): boolean =>
  !qualifiers || qualifiers.length === 0 || qualifiers.includes('guard_content');

/** Characters as people count them for a bill: code points. */
export function countCharacters(texts: readonly string[]): number {
  let count = 0;
  for (const text of texts) {
    count += text.length;
    for (let at = 0; at + 1 < text.length; at++)
      if (isHighSurrogate(text.charCodeAt(at)) && isLowSurrogate(text.charCodeAt(at + 1))) {
        count--;
        at++;
      }
  }
  return count;
}

export const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
