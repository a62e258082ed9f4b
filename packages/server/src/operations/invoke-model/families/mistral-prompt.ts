import type { StopReason } from '@streambed/flow/ports';
import { answerText, eventText } from '../answer-content.ts';
import type { TextFamily } from '../family.ts';
import { isInstPrompt, readInstPrompt } from '../inst-prompt.ts';
import { malformedBody } from '../native-body.ts';
import { userText } from '../turns.ts';
import { mistralSettings } from './mistral-settings.ts';

/** Mistral's text completion: one prompt, one text. */
export const mistralPrompt: TextFamily = (body) => {
  const prompt = body.requiredText('prompt');
  const settings = mistralSettings(body);
  body.refuseOthers();
  if (prompt.trim() === '') throw malformedBody(body.at('prompt'), 'expected minLength: 1, actual: 0');
  return {
    request: {
      ...(isInstPrompt(prompt) ? readInstPrompt(prompt) : { messages: [userText(prompt)] }),
      ...settings,
    },
    whole: ({ output, stopReason }) => outputs(answerText(output.message), stopReasonOf(stopReason)),
    stream: () => {
      let stopReason: StopReason = 'end_turn';
      return (event) => {
        if ('messageStop' in event) stopReason = event.messageStop.stopReason;
        if ('metadata' in event) return [outputs('', stopReasonOf(stopReason))];
        const text = eventText(event);
        return text === undefined ? [] : [outputs(text, null)];
      };
    },
  };
};

const outputs = (text: string, stopReason: string | null) => ({
  outputs: [{ text, stop_reason: stopReason }],
});

const stopReasonOf = (reason: StopReason): string =>
  reason === 'max_tokens' || reason === 'model_context_window_exceeded' ? 'length' : 'stop';
