import type { ContentBlock, ConverseRequest, SystemContentBlock } from '@streambed/flow/ports';
import type { GuardrailContentBlock, GuardrailConverseContentBlock } from '@streambed/model/bedrock-runtime';
import { countCharacters, isGuarded } from './read-content.ts';

/** What a guardrail looks at in a request to a model, and the request that the model gets. */
export interface GuardedRequest {
  /** What is checked before the model is asked: texts, then images. Empty when there is nothing to check. */
  readonly content: readonly GuardrailContentBlock[];
  /** Sources and questions, with their qualifiers: what the answer is compared with. */
  readonly grounding: readonly GuardrailContentBlock[];
  /** Characters of the request's texts that are not looked at. */
  readonly charactersBeside: number;
  /**
   * The request as the model gets it: without `guardrailConfig`, `guardContent` blocks as plain ones. `texts`, one for
   * each text of `content`, take the place of what was checked.
   */
  forModel(texts?: readonly string[]): ConverseRequest;
}

type Visit = (text: string, isChecked: boolean) => string;

/**
 * Reads a request (services-data.md section 1, "qualifiers on Converse"). Texts in `guardContent` blocks are checked
 * unless they are there as source or question only. Where messages have no such text, all text of the user's messages is
 * checked. Of system prompts only `guardContent` is; tools, their results, documents and the model's earlier answers
 * are not.
 */
export function readRequest(request: ConverseRequest): GuardedRequest {
  const { guardrailConfig: _, ...plain } = request;
  const onlyMarked = request.messages.some(({ content }) =>
    content.some(({ guardContent }) => guardContent?.text && isGuarded(guardContent.text.qualifiers)),
  );

  /** The model's request, with every text as `visit` gives it back; always in the same order. */
  const visited = (visit: Visit): ConverseRequest => ({
    ...plain,
    ...(request.system && { system: request.system.map((block) => systemBlock(block, visit)) }),
    messages: request.messages.map((message) => ({
      ...message,
      content: message.content.map((block) =>
        messageBlock(block, message.role === 'user' && !onlyMarked, visit),
      ),
    })),
  });

  const checked: string[] = [];
  const others: string[] = [];
  visited((text, isChecked) => {
    (isChecked ? checked : others).push(text);
    return text;
  });
  const grounding = guardBlocks(request).flatMap(({ text }) => (text && !isPlain(text) ? [{ text }] : []));
  return {
    content: [...checked.map((text) => ({ text: { text } })), ...imagesOf(request)],
    grounding,
    charactersBeside: countCharacters(others),
    forModel(texts = checked) {
      let next = 0;
      return visited((text, isChecked) => (isChecked ? (texts[next++] ?? text) : text));
    },
  };
}

function systemBlock(block: SystemContentBlock, visit: Visit): SystemContentBlock {
  if (block.guardContent?.text) return { text: guardText(block.guardContent, visit) };
  return block.text === undefined ? block : { text: visit(block.text, false) };
}

function messageBlock(block: ContentBlock, isChecked: boolean, visit: Visit): ContentBlock {
  const { guardContent } = block;
  if (guardContent?.text) return { text: guardText(guardContent, visit) };
  if (guardContent?.image) return { image: guardContent.image };
  return block.text === undefined ? block : { text: visit(block.text, isChecked) };
}

const guardText = ({ text }: GuardrailConverseContentBlock, visit: Visit): string =>
  visit(text?.text ?? '', isGuarded(text?.qualifiers));

const isPlain = ({ qualifiers = [] }: { readonly qualifiers?: readonly string[] }): boolean =>
  !qualifiers.includes('grounding_source') && !qualifiers.includes('query');

const guardBlocks = (request: ConverseRequest): readonly GuardrailConverseContentBlock[] =>
  [...(request.system ?? []), ...request.messages.flatMap(({ content }) => content)].flatMap(
    ({ guardContent }) => (guardContent ? [guardContent] : []),
  );

/** Images of the user, in the formats and the form that ApplyGuardrail takes. */
function imagesOf(request: ConverseRequest): readonly GuardrailContentBlock[] {
  const images: GuardrailContentBlock[] = [];
  for (const { role, content } of request.messages)
    for (const { image, guardContent } of role === 'user' ? content : []) {
      const found = guardContent?.image ?? image;
      const bytes = found?.source.bytes;
      if (bytes && (found.format === 'png' || found.format === 'jpeg'))
        images.push({ image: { format: found.format, source: { bytes } } });
    }
  return images;
}
