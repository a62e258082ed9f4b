import {
  type BedrockRuntimeClient,
  type ContentBlock,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type ConverseStreamOutput,
  type Message,
  type TokenUsage,
} from '@aws-sdk/client-bedrock-runtime';

/** An answer, whichever operation gave it. */
export interface Said {
  readonly content: readonly ContentBlock[];
  readonly stopReason: string | undefined;
  readonly usage: TokenUsage | undefined;
  /** How many pieces of text a stream had; undefined for a whole answer. */
  readonly pieces?: number;
}

export type Ask = (modelId: string, text: string, more?: Partial<ConverseCommandInput>) => Promise<Said>;

export const user = (...content: ContentBlock[]): Message => ({ role: 'user', content });

/** The same question by Converse and by ConverseStream; both answer alike. */
export const asksOf = (client: BedrockRuntimeClient): Readonly<Record<'whole' | 'streamed', Ask>> => ({
  async whole(modelId, text, more) {
    const input = { modelId, messages: [user({ text })], ...more };
    const { output, stopReason, usage } = await client.send(new ConverseCommand(input));
    return { content: output?.message?.content ?? [], stopReason, usage };
  },
  async streamed(modelId, text, more) {
    const input = { modelId, messages: [user({ text })], ...more };
    const { stream } = await client.send(new ConverseStreamCommand(input));
    const events: ConverseStreamOutput[] = [];
    for await (const event of stream ?? []) events.push(event);
    return fold(events);
  },
});

const fold = (events: readonly ConverseStreamOutput[]): Said => {
  const blocks: {
    text?: string;
    reasoning?: string;
    signature?: string;
    tool?: [id: string, name: string, input: string];
  }[] = [];
  let pieces = 0;
  for (const { contentBlockStart, contentBlockDelta } of events) {
    const index = contentBlockStart?.contentBlockIndex ?? contentBlockDelta?.contentBlockIndex;
    if (index === undefined) continue;
    blocks[index] ??= {};
    const block = blocks[index];
    const use = contentBlockStart?.start?.toolUse;
    if (use) block.tool = [use.toolUseId ?? '', use.name ?? '', ''];
    const delta = contentBlockDelta?.delta;
    if (delta?.text !== undefined) {
      block.text = (block.text ?? '') + delta.text;
      if (delta.text !== '') pieces += 1;
    }
    if (delta?.reasoningContent?.text !== undefined)
      block.reasoning = (block.reasoning ?? '') + delta.reasoningContent.text;
    if (delta?.reasoningContent?.signature !== undefined) block.signature = delta.reasoningContent.signature;
    if (delta?.toolUse && block.tool) block.tool[2] += delta.toolUse.input ?? '';
  }
  return {
    content: blocks.map(({ text, reasoning, signature, tool }): ContentBlock => {
      if (tool) return { toolUse: { toolUseId: tool[0], name: tool[1], input: JSON.parse(tool[2] || '{}') } };
      if (reasoning !== undefined)
        return { reasoningContent: { reasoningText: { text: reasoning, ...(signature && { signature }) } } };
      return { text: text ?? '' };
    }),
    stopReason: events.find(({ messageStop }) => messageStop)?.messageStop?.stopReason,
    usage: events.at(-1)?.metadata?.usage,
    pieces,
  };
};

/** The text of an answer; what is not text is left out. */
export const textOf = ({ content }: Said): string => content.map(({ text }) => text ?? '').join('');

/** What a call fails with; rejects when it does not. */
export const failureOf = (call: Promise<unknown>): Promise<Error> =>
  call.then(
    (answer) => {
      throw new Error(`It did not fail: ${JSON.stringify(answer)}`);
    },
    (error: Error) => error,
  );

export const tideTable = {
  tools: [
    {
      toolSpec: {
        name: 'tide_table',
        description: 'Times of high water.',
        inputSchema: {
          json: {
            type: 'object',
            properties: { port: { type: 'string' }, days: { type: 'array', items: { type: 'number' } } },
          },
        },
      },
    },
  ],
};
