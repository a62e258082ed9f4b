import type { ContentBlock, Message, SystemContentBlock } from '@streambed/flow/ports';
import type {
  CachePointBlock,
  DocumentBlock,
  ImageBlock,
  SearchResultBlock,
  ToolResultContentBlock,
} from '@streambed/model/bedrock-runtime';
import { IMAGE_MEDIA_TYPES, imageFormatOf } from '../image-format.ts';
import { type BodyObject, malformedBody } from '../native-body.ts';

/** Content blocks of Anthropic's Messages API as those of Converse: they are one to one. */

/** Names of documents so far, and how often each was wanted: every document gets one of its own. */
export type DocumentNames = Map<string, number>;

export const readMessage = (message: BodyObject, names: DocumentNames): Message => {
  const role = message.word('role', ['user', 'assistant']) ?? message.missing('role');
  const content = readContent(message, names);
  message.refuseOthers();
  return { role, content };
};

/** A text, or a list of blocks. */
const readContent = (message: BodyObject, names: DocumentNames): ContentBlock[] => {
  const given = message.json('content') ?? message.missing('content');
  if (typeof given === 'string') return [{ text: given }];
  return (message.objects('content') ?? []).flatMap((block) => {
    const read = readBlock(block, names);
    const cachePoint = readCachePoint(block);
    block.refuseOthers();
    return cachePoint === undefined ? [read] : [read, { cachePoint }];
  });
};

const BLOCKS = [
  'text',
  'image',
  'document',
  'search_result',
  'tool_use',
  'tool_result',
  'thinking',
  'redacted_thinking',
] as const;

const readBlock = (block: BodyObject, names: DocumentNames): ContentBlock => {
  switch (block.word('type', BLOCKS) ?? block.missing('type')) {
    case 'text':
      // Citations of an earlier answer: the model has them from its sources.
      block.list('citations');
      return { text: block.requiredText('text') };
    case 'image':
      return { image: readImage(block) };
    case 'document':
      return { document: readDocument(block, names) };
    case 'search_result':
      return { searchResult: readSearchResult(block) };
    case 'tool_use':
      return {
        toolUse: {
          toolUseId: block.requiredText('id'),
          name: block.requiredText('name'),
          input: block.jsonObject('input') ?? block.missing('input'),
        },
      };
    case 'tool_result':
      return { toolResult: readToolResult(block, names) };
    case 'thinking': {
      const signature = block.text('signature');
      return {
        reasoningContent: {
          reasoningText: {
            text: block.requiredText('thinking'),
            ...(signature !== undefined && { signature }),
          },
        },
      };
    }
    case 'redacted_thinking':
      // A text there and bytes in Converse: its UTF-8, so that any text comes back as it was.
      return { reasoningContent: { redactedContent: new TextEncoder().encode(block.requiredText('data')) } };
  }
};

const readImage = (block: BodyObject): ImageBlock => {
  const source = block.object('source') ?? block.missing('source');
  const type = source.requiredText('type');
  if (type !== 'base64')
    throw malformedBody(source.at('type'), 'expected base64; nothing is fetched from elsewhere');
  const mediaType = source.requiredText('media_type');
  const format = imageFormatOf(mediaType);
  if (format === undefined)
    throw malformedBody(source.at('media_type'), `expected one of ${IMAGE_MEDIA_TYPES.join(', ')}`);
  const bytes = source.bytes('data');
  source.refuseOthers();
  return { format, source: { bytes } };
};

const readDocument = (block: BodyObject, names: DocumentNames): DocumentBlock => {
  const name = documentName(block.text('title'), names);
  const context = block.text('context');
  const citations = readCitations(block);
  const source = block.object('source') ?? block.missing('source');
  const about = {
    name,
    ...(context !== undefined && { context }),
    ...(citations && { citations }),
  };
  switch (source.word('type', ['base64', 'text', 'content']) ?? source.missing('type')) {
    case 'base64': {
      source.word('media_type', ['application/pdf']) ?? source.missing('media_type');
      const bytes = source.bytes('data');
      source.refuseOthers();
      return { ...about, format: 'pdf', source: { bytes } };
    }
    case 'text': {
      source.word('media_type', ['text/plain']);
      const text = source.requiredText('data');
      source.refuseOthers();
      return { ...about, format: 'txt', source: { text } };
    }
    case 'content': {
      const content = readTexts(source);
      source.refuseOthers();
      return { ...about, format: 'txt', source: { content } };
    }
  }
};

const LONGEST_NAME = 200;

const documentName = (title: string | undefined, names: DocumentNames): string => {
  const wanted = title === undefined || title === '' ? 'document' : title.slice(0, LONGEST_NAME - 10);
  let count = names.get(wanted) ?? 0;
  let name: string;
  do name = ++count === 1 ? wanted : `${wanted} ${count}`;
  while (name !== wanted && names.has(name));
  names.set(wanted, count);
  if (name !== wanted) names.set(name, 1);
  return name;
};

const readSearchResult = (block: BodyObject): SearchResultBlock => {
  const source = block.requiredText('source');
  const title = block.requiredText('title');
  const content = readTexts(block);
  const citations = readCitations(block);
  return { source, title, content, ...(citations && { citations }) };
};

const readCitations = (block: BodyObject): { enabled: boolean } | undefined => {
  const citations = block.object('citations');
  if (citations === undefined) return undefined;
  const enabled = citations.flag('enabled') ?? false;
  citations.refuseOthers();
  return { enabled };
};

/** A text, or blocks of text. */
const readTexts = (holder: BodyObject): { text: string }[] => {
  const given = holder.json('content') ?? holder.missing('content');
  if (typeof given === 'string') return [{ text: given }];
  return (holder.objects('content') ?? []).map((part) => {
    part.word('type', ['text']) ?? part.missing('type');
    const text = part.requiredText('text');
    part.refuseOthers();
    return { text };
  });
};

const readToolResult = (block: BodyObject, names: DocumentNames): NonNullable<ContentBlock['toolResult']> => {
  const toolUseId = block.requiredText('tool_use_id');
  const isError = block.flag('is_error');
  return {
    toolUseId,
    content: readResultContent(block, names),
    ...(isError !== undefined && { status: isError ? 'error' : 'success' }),
  };
};

/** Nothing, a text, or blocks. */
const readResultContent = (block: BodyObject, names: DocumentNames): ToolResultContentBlock[] => {
  const given = block.json('content') ?? '';
  if (typeof given === 'string') return given === '' ? [] : [{ text: given }];
  return (block.objects('content') ?? []).map((part) => {
    const type = part.word('type', ['text', 'image', 'document', 'search_result']) ?? part.missing('type');
    const read = ((): ToolResultContentBlock => {
      switch (type) {
        case 'text':
          return { text: part.requiredText('text') };
        case 'image':
          return { image: readImage(part) };
        case 'document':
          return { document: readDocument(part, names) };
        case 'search_result':
          return { searchResult: readSearchResult(part) };
      }
    })();
    // Providers cache whole results only.
    readCachePoint(part);
    part.refuseOthers();
    return read;
  });
};

/** A text, or blocks of text. */
export const readSystem = (body: BodyObject): SystemContentBlock[] => {
  const given = body.json('system') ?? '';
  if (typeof given === 'string') return given === '' ? [] : [{ text: given }];
  return (body.objects('system') ?? []).flatMap((block) => {
    block.word('type', ['text']) ?? block.missing('type');
    const text = block.requiredText('text');
    const cachePoint = readCachePoint(block);
    block.refuseOthers();
    return [...(text === '' ? [] : [{ text }]), ...(cachePoint === undefined ? [] : [{ cachePoint }])];
  });
};

/** `cache_control` marks the last block of what is to be cached, Converse's cache point stands behind it. */
export const readCachePoint = (block: BodyObject): CachePointBlock | undefined => {
  const control = block.object('cache_control');
  if (control === undefined) return undefined;
  control.word('type', ['ephemeral']) ?? control.missing('type');
  const ttl = control.word('ttl', ['5m', '1h']);
  control.refuseOthers();
  return { type: 'default', ...(ttl !== undefined && { ttl }) };
};
