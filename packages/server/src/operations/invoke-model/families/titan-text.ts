import type { StopReason } from '@streambed/flow/ports';
import { answerText, eventText } from '../answer-content.ts';
import type { TextFamily } from '../family.ts';
import { malformedBody } from '../native-body.ts';
import { userText } from '../turns.ts';

/** Amazon Titan Text's body: one text and its configuration. Source: services-data.md section 2. */
export const titanText: TextFamily = (body) => {
  const inputText = body.requiredText('inputText');
  const configuration = body.object('textGenerationConfig');
  const maxTokens = configuration?.integer('maxTokenCount', { min: 1 });
  const temperature = configuration?.number('temperature', { min: 0, max: 1 });
  const topP = configuration?.number('topP', { min: 0, max: 1 });
  const stopSequences = configuration?.stopSequences('stopSequences');
  configuration?.refuseOthers();
  body.refuseOthers();
  if (inputText.trim() === '') throw malformedBody(body.at('inputText'), 'expected minLength: 1, actual: 0');
  return {
    request: {
      messages: [userText(inputText)],
      inferenceConfig: {
        ...(maxTokens !== undefined && { maxTokens }),
        ...(temperature !== undefined && { temperature }),
        ...(topP !== undefined && { topP }),
        ...(stopSequences !== undefined && { stopSequences }),
      },
    },
    whole: ({ output, usage, stopReason }) => ({
      inputTextTokenCount: usage.inputTokens,
      results: [
        {
          tokenCount: usage.outputTokens,
          outputText: answerText(output.message),
          completionReason: completionReasonOf(stopReason),
        },
      ],
    }),
    stream: () => {
      let stopReason: StopReason = 'end_turn';
      return (event) => {
        if ('messageStop' in event) stopReason = event.messageStop.stopReason;
        if ('metadata' in event) {
          const { inputTokens, outputTokens } = event.metadata.usage;
          return [
            {
              index: 0,
              outputText: '',
              inputTextTokenCount: inputTokens,
              totalOutputTextTokenCount: outputTokens,
              completionReason: completionReasonOf(stopReason),
            },
          ];
        }
        const outputText = eventText(event);
        if (outputText === undefined) return [];
        return [
          {
            index: 0,
            outputText,
            inputTextTokenCount: null,
            totalOutputTextTokenCount: null,
            completionReason: null,
          },
        ];
      };
    },
  };
};

const completionReasonOf = (reason: StopReason): string => {
  switch (reason) {
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'LENGTH';
    case 'stop_sequence':
      return 'STOP_CRITERIA_MET';
    case 'content_filtered':
    case 'guardrail_intervened':
      return 'CONTENT_FILTERED';
    default:
      return 'FINISH';
  }
};
