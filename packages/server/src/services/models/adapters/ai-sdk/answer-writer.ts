import type { ContentBlockDelta, StopReason, TokenUsage } from '@streambed/flow/ports';
import type { Citation, ImageFormat, ToolUseType } from '@streambed/model/bedrock-runtime';
import type { ProviderStreamEvent } from '../../provider-adapter.ts';
import { UnusableResponse } from '../../provider-failure.ts';
import { parseToolInput } from './tool-input.ts';

/**
 * Writes an answer down as events of ConverseStream: blocks one after the other, each with the next index, never two
 * open at once. A reader (read-*.ts) says what its provider said; whoever made the writer takes the events out.
 */
export interface AnswerWriter {
  /** What was written and not taken yet; the taker empties it. */
  readonly events: ProviderStreamEvent[];
  /** Goes on with the open block of text, or opens one. Nothing for the empty text; the same for reasoning. */
  text(delta: string): void;
  reasoning(delta: string): void;
  /** The signature of the reasoning that is open. */
  signature(signature: string): void;
  /** A block of reasoning that is a signature and nothing else. */
  signatureAlone(signature: string): void;
  redacted(bytes: Uint8Array): void;
  citation(citation: Citation): void;
  image(format: ImageFormat, bytes: Uint8Array): void;
  /** Opens a tool use; its input follows in pieces. */
  toolUse(toolUseId: string, name: string, type?: ToolUseType): void;
  toolInput(fragment: string): void;
  /** Ends the open block, if one is. */
  endBlock(): void;
  /**
   * Ends the last block and the message. Throws UnusableResponse when a tool use's input is no JSON, unless the limit of
   * tokens may have cut it off: the one who reads the pieces sees that by the stop reason.
   */
  endMessage(stopReason: StopReason): void;
  /** Set with the message's end. */
  readonly stopReason: StopReason | undefined;
  /** All that the model wrote, for an estimate of its tokens. */
  readonly written: string;
  /** What the provider says it counted; undefined when it says nothing. */
  usage: TokenUsage | undefined;
  /** The provider's id of the answer. */
  requestId: string | undefined;
}

type Kind = 'text' | 'reasoning' | 'toolUse';

export function createAnswerWriter(): AnswerWriter {
  const events: ProviderStreamEvent[] = [];
  let contentBlockIndex = -1;
  let open: Kind | undefined;
  let toolInput = '';
  let malformed: UnusableResponse | undefined;
  let written = '';
  let stopReason: StopReason | undefined;

  const delta = (given: ContentBlockDelta): void => {
    events.push({ contentBlockDelta: { contentBlockIndex, delta: given } });
  };
  const begin = (kind: Kind): void => {
    if (open === kind) return;
    end();
    contentBlockIndex++;
    open = kind;
  };
  const end = (): void => {
    if (open === undefined) return;
    if (open === 'toolUse') malformed ??= faultOf(toolInput);
    open = undefined;
    events.push({ contentBlockStop: { contentBlockIndex } });
  };
  const whole = (given: ContentBlockDelta): void => {
    end();
    contentBlockIndex++;
    delta(given);
    events.push({ contentBlockStop: { contentBlockIndex } });
  };

  return {
    events,
    usage: undefined,
    requestId: undefined,
    get stopReason() {
      return stopReason;
    },
    get written() {
      return written;
    },
    text(text) {
      if (text === '') return;
      begin('text');
      written += text;
      delta({ text });
    },
    reasoning(text) {
      if (text === '') return;
      begin('reasoning');
      written += text;
      delta({ reasoningContent: { text } });
    },
    signature(signature) {
      begin('reasoning');
      delta({ reasoningContent: { signature } });
    },
    signatureAlone: (signature) => whole({ reasoningContent: { signature } }),
    redacted: (redactedContent) => whole({ reasoningContent: { redactedContent } }),
    citation(citation) {
      begin('text');
      delta({ citation });
    },
    image(format, bytes) {
      end();
      contentBlockIndex++;
      events.push(
        { contentBlockStart: { contentBlockIndex, start: { image: { format } } } },
        { contentBlockDelta: { contentBlockIndex, delta: { image: { source: { bytes } } } } },
        { contentBlockStop: { contentBlockIndex } },
      );
    },
    toolUse(toolUseId, name, type) {
      end();
      contentBlockIndex++;
      open = 'toolUse';
      toolInput = '';
      const start = { toolUse: { toolUseId, name, ...(type === undefined ? {} : { type }) } };
      events.push({ contentBlockStart: { contentBlockIndex, start } });
    },
    toolInput(input) {
      if (input === '') return;
      if (open !== 'toolUse')
        throw new UnusableResponse('answered with pieces of several tool uses that are mixed up');
      toolInput += input;
      written += input;
      delta({ toolUse: { input } });
    },
    endBlock: end,
    endMessage(reason) {
      end();
      if (malformed && reason !== 'max_tokens') throw malformed;
      stopReason = reason;
    },
  };
}

function faultOf(toolInput: string): UnusableResponse | undefined {
  try {
    parseToolInput(toolInput);
    return undefined;
  } catch (error) {
    if (error instanceof UnusableResponse) return error;
    throw error;
  }
}
