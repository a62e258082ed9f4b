import type { ContentBlock, StopReason, TokenUsage } from '@streambed/flow/ports';
import fc from 'fast-check';
import type { AiSdkType } from '../ai-sdk-type.ts';
import { toolInput } from './conversations.fixture.ts';

/** What a model answers, in Converse's terms, so far as its provider can say it. For tests. */
export interface Answer {
  readonly id: string;
  readonly content: readonly ContentBlock[];
  readonly stopReason: StopReason;
  readonly usage: TokenUsage;
}

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
const textBlock: fc.Arbitrary<ContentBlock> = text.map((given) => ({ text: given }));
const thought: fc.Arbitrary<ContentBlock> = text.map((given) => ({
  reasoningContent: { reasoningText: { text: given } },
}));
const signature = fc.base64String({ minLength: 4, maxLength: 20 });
const signedThought: fc.Arbitrary<ContentBlock> = fc
  .tuple(text, signature)
  .map(([given, signed]) => ({ reasoningContent: { reasoningText: { text: given, signature: signed } } }));
const signatureAlone: fc.Arbitrary<ContentBlock> = signature.map((signed) => ({
  reasoningContent: { reasoningText: { text: '', signature: signed } },
}));
const redacted: fc.Arbitrary<ContentBlock> = text.map((data) => ({
  reasoningContent: { redactedContent: new TextEncoder().encode(data.toWellFormed()) },
}));
const toolUse: fc.Arbitrary<ContentBlock> = fc
  .record({
    toolUseId: fc.stringMatching(/^[a-zA-Z0-9_.:-]{1,60}$/),
    name: fc.stringMatching(/^[a-z][a-z0-9_-]{0,10}$/),
    input: toolInput,
  })
  .map((use) => ({ toolUse: use }));
const cited: fc.Arbitrary<ContentBlock> = fc
  .tuple(text, fc.nat(9), fc.nat(99))
  .map(([given, documentIndex, start]) => ({
    citationsContent: {
      content: [{ text: given }],
      citations: [
        {
          title: 'Plan',
          sourceContent: [{ text: given }],
          location: { documentChar: { documentIndex, start, end: start + 5 } },
        },
      ],
    },
  }));

const list = (block: fc.Arbitrary<ContentBlock>, maxLength: number) => fc.array(block, { maxLength });
const maybe = (block: fc.Arbitrary<ContentBlock>) => list(block, 1);

/** A message of chat completions has one reasoning, one text and calls, in this order. */
const chatCompletion = fc
  .tuple(maybe(thought), maybe(textBlock), list(toolUse, 3))
  .map((blocks) => blocks.flat());

const anthropic = fc.oneof(
  list(fc.oneof(textBlock, cited, signedThought, signatureAlone, redacted), 5),
  fc.tuple(list(fc.oneof(textBlock, signedThought), 3), list(toolUse, 3)).map((blocks) => blocks.flat()),
);

/** Parts of one kind that follow each other are one block, unless the first of them is signed. */
const gemini = fc
  .array(
    fc.oneof(
      fc.tuple(textBlock, maybe(signatureAlone)),
      fc.tuple(toolUse, maybe(signatureAlone)),
      fc.oneof(thought, signedThought).map((block) => [block, []] as const),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.flatMap(([block, signed]) => [block, ...signed]))
  .map(withoutRuns);

function withoutRuns(blocks: readonly ContentBlock[]): ContentBlock[] {
  const kept: ContentBlock[] = [];
  for (const block of blocks) if (!isSameText(block, kept.at(-1))) kept.push(block);
  return kept;
}

/** Whether two unsigned parts of Gemini would run together. */
const isSameText = (block: ContentBlock, before: ContentBlock | undefined): boolean =>
  !block.toolUse &&
  kindOf(before) !== 'signed' &&
  kindOf(block).replace('signed', 'thought') === kindOf(before);

const kindOf = (block: ContentBlock | undefined): string => {
  if (!block?.reasoningContent) return Object.keys(block ?? {})[0] ?? '';
  return block.reasoningContent.reasoningText?.signature === undefined ? 'thought' : 'signed';
};

const CONTENT = { openai: chatCompletion, 'openai-compatible': chatCompletion, anthropic, google: gemini };

/** What a provider can say of an answer that uses no tool; one that does ends with tool_use or max_tokens. */
const STOP_REASONS: Readonly<Record<AiSdkType, readonly StopReason[]>> = {
  openai: ['end_turn', 'max_tokens', 'content_filtered'],
  'openai-compatible': ['end_turn', 'max_tokens', 'content_filtered', 'stop_sequence'],
  anthropic: ['end_turn', 'max_tokens', 'content_filtered', 'stop_sequence', 'model_context_window_exceeded'],
  google: ['end_turn', 'max_tokens', 'content_filtered', 'malformed_tool_use'],
};

const usage = (type: AiSdkType): fc.Arbitrary<TokenUsage> =>
  fc
    .record({
      inputTokens: fc.nat(9_999),
      outputTokens: fc.nat(9_999),
      cacheReadInputTokens: fc.nat(99),
      cacheWriteInputTokens: type === 'anthropic' ? fc.nat(99) : fc.constant(0),
    })
    .map(({ cacheReadInputTokens: read, cacheWriteInputTokens: write, ...counts }) => ({
      ...counts,
      totalTokens: counts.inputTokens + counts.outputTokens + read + write,
      ...(read > 0 ? { cacheReadInputTokens: read } : {}),
      ...(write > 0 ? { cacheWriteInputTokens: write } : {}),
    }));

export const answers = (type: AiSdkType): fc.Arbitrary<Answer> =>
  fc
    .record({
      id: fc.stringMatching(/^[a-z]{3}_[a-zA-Z0-9]{8}$/),
      content: CONTENT[type] as fc.Arbitrary<ContentBlock[]>,
      stopReason: fc.constantFrom(...STOP_REASONS[type]),
      usage: usage(type),
    })
    .map((answer) =>
      answer.content.some((block) => block.toolUse) && answer.stopReason !== 'max_tokens'
        ? { ...answer, stopReason: 'tool_use' as const }
        : answer,
    );
