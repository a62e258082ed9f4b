import { countTokens } from '@streambed/flow/ports';
import type { JsonValue } from '@streambed/model';
import type {
  ContentBlock,
  ConverseTokensRequest,
  DocumentBlock,
  SystemContentBlock,
  Tool,
  ToolResultContentBlock,
} from '@streambed/model/bedrock-runtime';

/**
 * Tokens of what a model is sent, estimated: text as `countTokens` counts it, and what is no text by figures that are
 * near those of the large providers. Pure.
 */

/** An image of a common size; providers count by pixels and stop at about this. */
const IMAGE = 1_600;
/** Video and audio: their length is not known without decoding them. */
const RECORDING = 2_000;
/** Bytes for which a document that is not text (PDF, Office) counts one token: most of them are layout. */
const BYTES_PER_TOKEN = 40;
/** Documents whose bytes are text. */
const TEXT_FORMATS: ReadonlySet<string> = new Set(['csv', 'html', 'txt', 'md']);

/** The tokens of a Converse request's messages, system text and tools. */
export const estimateConverse = ({ messages = [], system = [], toolConfig }: ConverseTokensRequest): number =>
  sum(system, ofSystem) +
  sum(messages, ({ content }) => sum(content, ofBlock)) +
  sum(toolConfig?.tools ?? [], ofTool);

/**
 * The tokens of a body of InvokeModel, of whichever family: every text in it but those that name something, and an image
 * for all bytes.
 */
export const estimateInvocation = (body: JsonValue): number => {
  if (typeof body === 'string') return countTokens(body);
  if (Array.isArray(body)) return sum(body, estimateInvocation);
  if (body === null || typeof body !== 'object') return 0;
  return sum(Object.entries(body), ([name, value]) => {
    if (BYTES.has(name) && typeof value === 'string') return IMAGE;
    return NAMES.has(name) && typeof value === 'string' ? 0 : estimateInvocation(value);
  });
};

/** Members of the families' bodies that hold base64, and those whose text is not read by the model. */
const BYTES: ReadonlySet<string> = new Set(['bytes', 'data']);
const NAMES: ReadonlySet<string> = new Set([
  'anthropic_version',
  'format',
  'id',
  'input_type',
  'media_type',
  'model',
  'role',
  'schemaVersion',
  'tool_use_id',
  'toolUseId',
  'truncate',
  'type',
]);

const sum = <Item>(items: readonly Item[], tokensOf: (item: Item) => number): number =>
  items.reduce((total, item) => total + tokensOf(item), 0);

const ofSystem = ({ text, guardContent }: SystemContentBlock): number =>
  countTokens(text ?? guardContent?.text?.text ?? '');

const ofTool = ({ toolSpec }: Tool): number =>
  toolSpec === undefined ? 0 : ofJson(toolSpec as unknown as JsonValue);

const ofBlock = (block: ContentBlock): number => {
  const { toolUse, toolResult, guardContent, reasoningContent, citationsContent } = block;
  if (toolUse !== undefined) return countTokens(toolUse.name) + ofJson(toolUse.input);
  if (toolResult !== undefined) return sum(toolResult.content, ofMaterial);
  if (guardContent !== undefined)
    return guardContent.text === undefined ? IMAGE : countTokens(guardContent.text.text);
  if (reasoningContent !== undefined) return countTokens(reasoningContent.reasoningText?.text ?? '');
  if (citationsContent !== undefined)
    return sum(citationsContent.content ?? [], ({ text = '' }) => countTokens(text));
  if (block.audio !== undefined) return RECORDING;
  return ofMaterial(block);
};

/** What messages and tool results have in common. */
const ofMaterial = (block: ToolResultContentBlock): number => {
  if (block.text !== undefined) return countTokens(block.text);
  if (block.json !== undefined) return ofJson(block.json);
  if (block.image !== undefined) return IMAGE;
  if (block.document !== undefined) return ofDocument(block.document);
  if (block.video !== undefined) return RECORDING;
  return sum(block.searchResult?.content ?? [], ({ text = '' }) => countTokens(text));
};

/** A document in a bucket is not read for this. */
const ofDocument = ({ format, source: { bytes, text, content, s3Location } }: DocumentBlock): number => {
  if (text !== undefined) return countTokens(text);
  if (content !== undefined) return sum(content, (part) => countTokens(part.text ?? ''));
  if (s3Location !== undefined || bytes === undefined) return RECORDING;
  return format !== undefined && TEXT_FORMATS.has(format)
    ? countTokens(Buffer.from(bytes).toString('utf8'))
    : Math.ceil(bytes.byteLength / BYTES_PER_TOKEN);
};

const ofJson = (value: JsonValue): number => countTokens(JSON.stringify(value) ?? '');
