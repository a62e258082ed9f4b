import type { JsonValue } from '@streambed/model';
import type { ContentBlock, ContentBlockDelta, ConverseResponse, ConverseStreamEvent } from './model.ts';

/** Puts the events of a stream together again. */
export interface AnswerCollector {
  add(event: ConverseStreamEvent): void;
  /** The answer; undefined before both messageStop and metadata have come, and when a tool's input is no JSON. */
  answer(): ConverseResponse | undefined;
}

/** A block under way; pieces are joined once, at its end. */
interface Open {
  toolUse?: { readonly toolUseId: string; readonly name: string; readonly type?: string };
  readonly text: string[];
  readonly toolInput: string[];
  readonly reasoning: string[];
  readonly signature: string[];
  redacted: Uint8Array | undefined;
  other: boolean;
}

type Stop = Extract<ConverseStreamEvent, { messageStop: unknown }>['messageStop'];
type Metadata = Extract<ConverseStreamEvent, { metadata: unknown }>['metadata'];

export function createAnswerCollector(): AnswerCollector {
  const blocks = new Map<number, Open>();
  let stop: Stop | undefined;
  let metadata: Metadata | undefined;
  const open = (index: number): Open => {
    const block = blocks.get(index) ?? emptyBlock();
    blocks.set(index, block);
    return block;
  };
  return {
    add(event) {
      if ('contentBlockDelta' in event)
        addDelta(open(event.contentBlockDelta.contentBlockIndex), event.contentBlockDelta.delta);
      else if ('contentBlockStart' in event) {
        const { contentBlockIndex, start } = event.contentBlockStart;
        const block = open(contentBlockIndex);
        if (start.toolUse) block.toolUse = start.toolUse;
        else block.other = true;
      } else if ('messageStop' in event) stop = event.messageStop;
      else if ('metadata' in event) metadata = event.metadata;
    },
    answer() {
      if (!stop || !metadata) return undefined;
      const ordered = [...blocks].sort(([a], [b]) => a - b).map(([, block]) => blockOf(block));
      const content = ordered.filter((block) => block !== undefined);
      if (content.length < ordered.length) return undefined;
      return { output: { message: { role: 'assistant', content } }, ...stop, ...metadata };
    },
  };
}

const emptyBlock = (): Open => ({
  text: [],
  toolInput: [],
  reasoning: [],
  signature: [],
  redacted: undefined,
  other: false,
});

function addDelta(block: Open, { text, toolUse, reasoningContent, ...others }: ContentBlockDelta): void {
  if (text !== undefined) block.text.push(text);
  else if (toolUse) block.toolInput.push(toolUse.input);
  else if (reasoningContent?.text !== undefined) block.reasoning.push(reasoningContent.text);
  else if (reasoningContent?.signature !== undefined) block.signature.push(reasoningContent.signature);
  else if (reasoningContent?.redactedContent) block.redacted = reasoningContent.redactedContent;
  else if (Object.keys(others).length > 0) block.other = true;
}

/** Undefined for what cannot be put together again. */
function blockOf(block: Open): ContentBlock | undefined {
  if (block.other) return undefined;
  if (block.toolUse) {
    const input = parsed(block.toolInput.join(''));
    return input === undefined
      ? undefined
      : { toolUse: { ...block.toolUse, input } as ContentBlock['toolUse'] & {} };
  }
  if (block.redacted) return { reasoningContent: { redactedContent: block.redacted } };
  if (block.reasoning.length > 0 || block.signature.length > 0) {
    const signature = block.signature.join('');
    return {
      reasoningContent: {
        reasoningText: { text: block.reasoning.join(''), ...(signature === '' ? {} : { signature }) },
      },
    };
  }
  return { text: block.text.join('') };
}

function parsed(text: string): JsonValue | undefined {
  if (text === '') return {};
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
