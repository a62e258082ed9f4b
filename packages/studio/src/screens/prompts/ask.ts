import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { renderPrompt } from '@streambed/flow/expressions';
import type { JsonValue } from '@streambed/model';
import type { PromptVariant } from '@streambed/model/bedrock-agent';
import type { Api } from '../../api/index.ts';

/** An answer as it is being written. */
export interface Answer {
  readonly text: string;
  /** Tools that the model asks for. */
  readonly tools: readonly string[];
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** From the question to the end of the answer, in ms; absent while it is being written. */
  readonly durationMs?: number;
  readonly stopReason?: string;
}

/**
 * Asks the model of a variant with values for its variables, through ConverseStream. `onAnswer` is told of each piece.
 * Rejects with the service's error, with an AbortError when it is stopped.
 */
export const askPrompt = async (
  { bedrockRuntime }: Api,
  variant: PromptVariant,
  values: ReadonlyMap<string, JsonValue>,
  signal: AbortSignal,
  onAnswer: (answer: Answer) => void,
): Promise<Answer> => {
  const request = renderPrompt('This prompt', variant, values);
  const client = await bedrockRuntime();
  const from = performance.now();
  const { stream } = await client.send(
    // The port's request is Converse's own, with unions written the other way round.
    new ConverseStreamCommand({ modelId: variant.modelId!, ...request } as never),
    { abortSignal: signal },
  );
  let answer: Answer = { text: '', tools: [] };
  const tell = (change: Partial<Answer>) => {
    answer = { ...answer, ...change };
    onAnswer(answer);
  };
  for await (const event of stream ?? []) {
    if (event.contentBlockDelta?.delta?.text !== undefined)
      tell({ text: answer.text + event.contentBlockDelta.delta.text });
    else if (event.contentBlockStart?.start?.toolUse?.name !== undefined)
      tell({ tools: [...answer.tools, event.contentBlockStart.start.toolUse.name] });
    else if (event.messageStop) tell({ stopReason: event.messageStop.stopReason ?? '' });
    else if (event.metadata?.usage)
      tell({
        inputTokens: event.metadata.usage.inputTokens ?? 0,
        outputTokens: event.metadata.usage.outputTokens ?? 0,
      });
  }
  tell({ durationMs: performance.now() - from });
  return answer;
};
