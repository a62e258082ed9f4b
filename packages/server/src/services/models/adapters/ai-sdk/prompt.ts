import type { LanguageModelV3Message, SharedV3ProviderOptions } from '@ai-sdk/provider';
import type { ContentBlock, ConverseRequest, Message, SystemContentBlock } from '@streambed/flow/ports';
import type { AiSdkType } from './ai-sdk-type.ts';
import { documentParts } from './documents.ts';
import { imagePart, mediaPart } from './media.ts';
import { redactedText } from './redacted-content.ts';
import { searchResultText } from './search-results.ts';
import { toolOutput } from './tool-results.ts';
import { providerToolUseId } from './tool-use-ids.ts';
import { unservable } from './unservable.ts';

type Prompt = LanguageModelV3Message[];
type PartOf<Role> = Extract<LanguageModelV3Message, { role: Role }>['content'][number];
type UserPart = PartOf<'user'>;
type AssistantPart = PartOf<'assistant'>;
type ToolPart = PartOf<'tool'>;
type CachePoint = NonNullable<ContentBlock['cachePoint']>;

/** Who asks whom, for what differs between providers and models. */
export interface Addressee {
  readonly type: AiSdkType;
  /** The provider's own name of the model. */
  readonly modelName: string;
}

/** The providers that take several system texts; others get one, as most chat templates know only one. */
const KEEPS_SYSTEM_BLOCKS: ReadonlySet<AiSdkType> = new Set(['anthropic', 'google']);

/**
 * System and messages of a Converse request as the prompt of a language model. What no provider's message can hold is
 * refused (ProviderFailed); what may be left out without changing what is said (a cache point where the provider caches
 * by itself, reasoning that it does not read) is left out.
 */
export function toPrompt(request: ConverseRequest, to: Addressee): Prompt {
  const toolNames = namesOfToolUses(request.messages);
  return [
    ...systemMessages(request.system ?? [], to),
    ...request.messages.flatMap((message) => messages(message, to, toolNames)),
  ];
}

/** What a tool result is a result of: some providers want the tool's name again. */
function namesOfToolUses(all: readonly Message[]): ReadonlyMap<string, string> {
  const uses = all.flatMap(({ content }) => content.flatMap(({ toolUse }) => toolUse ?? []));
  return new Map(uses.map(({ toolUseId, name }) => [toolUseId, name]));
}

function systemMessages(system: readonly SystemContentBlock[], { type }: Addressee): Prompt {
  const messages: Extract<LanguageModelV3Message, { role: 'system' }>[] = [];
  for (const { text, guardContent, cachePoint } of system) {
    const content = text ?? guardContent?.text?.text;
    if (content !== undefined) messages.push({ role: 'system', content });
    else if (cachePoint) markCachePoint(messages.at(-1), cachePoint, type);
  }
  if (KEEPS_SYSTEM_BLOCKS.has(type) || messages.length < 2) return messages;
  return [{ role: 'system', content: messages.map(({ content }) => content).join('\n\n') }];
}

function messages(message: Message, to: Addressee, toolNames: ReadonlyMap<string, string>): Prompt {
  switch (message.role) {
    case 'user':
      return userMessages(message.content, to, toolNames);
    case 'assistant':
      return [{ role: 'assistant', content: assistantParts(message.content, to) }];
    case 'system':
      return [{ role: 'system', content: message.content.map(({ text = '' }) => text).join('\n\n') }];
  }
}

/** Results of tools stand in a message of their own, which every provider wants before anything else that is said. */
function userMessages(
  blocks: readonly ContentBlock[],
  to: Addressee,
  toolNames: ReadonlyMap<string, string>,
): Prompt {
  const results: ToolPart[] = [];
  const apart: UserPart[] = [];
  const said: UserPart[] = [];
  let last: ToolPart | UserPart | undefined;
  for (const block of blocks) {
    if (block.cachePoint) {
      markCachePoint(last, block.cachePoint, to.type);
    } else if (block.toolResult) {
      const { toolUseId } = block.toolResult;
      const { output, apart: files } = toolOutput(block.toolResult, to.type, to.modelName);
      const toolCallId = providerToolUseId(toolUseId, to.type);
      const toolName = toolNames.get(toolUseId) ?? toolUseId;
      results.push({ type: 'tool-result', toolCallId, toolName, output });
      apart.push(...files);
      last = results.at(-1);
    } else {
      said.push(...userParts(block, to.type));
      last = said.at(-1);
    }
  }
  const content = [...apart, ...said];
  return [
    ...(results.length > 0 ? [{ role: 'tool' as const, content: results }] : []),
    ...(content.length > 0 || results.length === 0 ? [{ role: 'user' as const, content }] : []),
  ];
}

function userParts(block: ContentBlock, type: AiSdkType): UserPart[] {
  const { text, image, document, audio, video, guardContent, searchResult } = block;
  if (text !== undefined) return [{ type: 'text', text }];
  if (image) return [imagePart(image)];
  if (document) return documentParts(document, type);
  if (audio) return [mediaPart('audio', audio, type)];
  if (video) return [mediaPart('video', video, type)];
  if (guardContent?.text) return [{ type: 'text', text: guardContent.text.text }];
  if (guardContent?.image) return [imagePart(guardContent.image)];
  if (searchResult) return [{ type: 'text', text: searchResultText(searchResult) }];
  if (block.toolAddition || block.toolRemoval) return [];
  throw unservable(`it takes no ${nameOf(block)} in a message of the user`);
}

function assistantParts(blocks: readonly ContentBlock[], { type }: Addressee): AssistantPart[] {
  const parts: AssistantPart[] = [];
  for (const block of blocks) {
    const last = parts.at(-1);
    const signature = signatureOfLast(block, type);
    if (block.cachePoint) markCachePoint(last, block.cachePoint, type);
    else if (signature === undefined) parts.push(...assistantPart(block, type));
    else if (last) addOptions(last, { google: { thoughtSignature: signature } });
  }
  return parts;
}

/**
 * Gemini signs any part of its answer, not only its thoughts. Converse has a place for a signature in reasoning alone,
 * so a reasoning block that holds nothing else is the signature of the block before it (read-google.ts).
 */
function signatureOfLast({ reasoningContent }: ContentBlock, type: AiSdkType): string | undefined {
  const { text, signature } = reasoningContent?.reasoningText ?? {};
  return text === '' && (type === 'google' || type === 'openai-compatible') ? signature : undefined;
}

function assistantPart(block: ContentBlock, type: AiSdkType): AssistantPart[] {
  const { text, toolUse, reasoningContent, guardContent, citationsContent, image } = block;
  if (text !== undefined) return [{ type: 'text', text }];
  if (reasoningContent) return reasoningPart(reasoningContent, type);
  if (guardContent?.text) return [{ type: 'text', text: guardContent.text.text }];
  if (citationsContent)
    return [
      { type: 'text', text: (citationsContent.content ?? []).map((cited) => cited.text ?? '').join('') },
    ];
  if (toolUse) {
    const { toolUseId, name, input } = toolUse;
    return [{ type: 'tool-call', toolCallId: providerToolUseId(toolUseId, type), toolName: name, input }];
  }
  if (image && type === 'google') return [imagePart(image)];
  throw unservable(`it takes no ${nameOf(block)} in a message of the assistant`);
}

function reasoningPart(
  { reasoningText, redactedContent }: NonNullable<ContentBlock['reasoningContent']>,
  type: AiSdkType,
): AssistantPart[] {
  if (redactedContent)
    return type === 'anthropic'
      ? [
          {
            type: 'reasoning',
            text: '',
            providerOptions: { anthropic: { redactedData: redactedText(redactedContent) } },
          },
        ]
      : [];
  const { text = '', signature } = reasoningText ?? {};
  const part: AssistantPart = { type: 'reasoning', text };
  if (signature === undefined) return [part];
  return [
    { ...part, providerOptions: { anthropic: { signature }, google: { thoughtSignature: signature } } },
  ];
}

/** A cache point means: keep everything up to the part before it. At the very beginning it means nothing. */
function markCachePoint(
  part: { providerOptions?: SharedV3ProviderOptions } | undefined,
  { ttl }: CachePoint,
  type: AiSdkType,
): void {
  if (type !== 'anthropic' || !part) return;
  addOptions(part, {
    anthropic: { cacheControl: { type: 'ephemeral', ...(ttl === undefined ? {} : { ttl }) } },
  });
}

/** Adds to what the part has already; options of a provider are merged, not replaced. */
function addOptions(
  part: { providerOptions?: SharedV3ProviderOptions },
  added: SharedV3ProviderOptions,
): void {
  const merged = { ...part.providerOptions };
  for (const [provider, options] of Object.entries(added))
    merged[provider] = { ...merged[provider], ...options };
  part.providerOptions = merged;
}

const nameOf = (block: ContentBlock): string => Object.keys(block)[0] ?? 'empty block';
