import type { StopReason } from '@streambed/flow/ports';
import { answerText, eventText } from '../answer-content.ts';
import type { TextFamily } from '../family.ts';
import { imageFormat } from '../image-format.ts';
import { isInstPrompt, readInstPrompt } from '../inst-prompt.ts';
import { type BodyObject, base64Bytes, malformedBody } from '../native-body.ts';
import { userText, withBlocksBefore } from '../turns.ts';
import { readLlamaPrompt } from './llama-prompt.ts';

/** Llama's body: one prompt, in which special tokens tell who speaks. Source: services-data.md section 2. */
export const llama: TextFamily = (body) => {
  const prompt = body.requiredText('prompt');
  const maxTokens = body.integer('max_gen_len', { min: 1 });
  const temperature = body.number('temperature', { min: 0, max: 1 });
  const topP = body.number('top_p', { min: 0, max: 1 });
  const images = imagesOf(body);
  body.refuseOthers();
  if (prompt.trim() === '') throw malformedBody(body.at('prompt'), 'expected minLength: 1, actual: 0');
  const conversation =
    readLlamaPrompt(prompt) ??
    (isInstPrompt(prompt) ? readInstPrompt(prompt) : { messages: [userText(prompt)] });
  return {
    request: {
      ...conversation,
      messages: withBlocksBefore(conversation.messages, images),
      inferenceConfig: {
        ...(maxTokens !== undefined && { maxTokens }),
        ...(temperature !== undefined && { temperature }),
        ...(topP !== undefined && { topP }),
      },
    },
    whole: ({ output, usage, stopReason }) => ({
      generation: answerText(output.message),
      prompt_token_count: usage.inputTokens,
      generation_token_count: usage.outputTokens,
      stop_reason: stopReasonOf(stopReason),
    }),
    stream: () => {
      let stopReason: StopReason = 'end_turn';
      let count = 0;
      return (event) => {
        if ('messageStop' in event) stopReason = event.messageStop.stopReason;
        if ('metadata' in event) {
          const { inputTokens, outputTokens } = event.metadata.usage;
          return [
            {
              generation: '',
              prompt_token_count: inputTokens,
              generation_token_count: outputTokens,
              stop_reason: stopReasonOf(stopReason),
            },
          ];
        }
        const generation = eventText(event);
        if (generation === undefined) return [];
        // Most models send a token at a time; the last fragment has the true number.
        count++;
        return [{ generation, prompt_token_count: null, generation_token_count: count, stop_reason: null }];
      };
    },
  };
};

/** Llama 3.2 takes images, as base64 without a word about their format. */
const imagesOf = (body: BodyObject) =>
  (body.texts('images') ?? []).map((base64, index) => {
    const path = `${body.at('images')}/${index}`;
    const bytes = base64Bytes(base64, path);
    const format = imageFormat(bytes);
    if (format === undefined) throw malformedBody(path, 'expected an image: png, jpeg, gif or webp');
    return { image: { format, source: { bytes } } };
  });

const stopReasonOf = (reason: StopReason): string =>
  reason === 'max_tokens' || reason === 'model_context_window_exceeded' ? 'length' : 'stop';
