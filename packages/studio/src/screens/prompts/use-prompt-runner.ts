import type { JsonObject, JsonValue } from '@streambed/model';
import type { PromptVariant } from '@streambed/model/bedrock-agent';
import { useCallback, useEffect, useRef, useState } from 'react';
import { failureOf, useApi } from '../../api/index.ts';
import { promptMessages } from '../../messages/prompts.ts';
import type { PromptAnswer, PromptRunner } from '../../nodes/prompt/prompt-run.tsx';
import { useModels } from '../../nodes/resources/queries.ts';
import { type Answer, askPrompt } from './ask.ts';
import { isBlank } from './variant.ts';

const words = promptMessages.run;

/** Runs a prompt as it stands, saved or not, by asking its model through ConverseStream. */
export const usePromptRunner = (variant: PromptVariant): PromptRunner => {
  const api = useApi();
  const { data: models } = useModels();
  const [state, setState] = useState<PromptAnswer>();
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);
  const price = models?.list.find(({ id }) => id === variant.modelId);

  const run = useCallback(
    (values: JsonObject = {}) => {
      controller.current?.abort();
      const abort = new AbortController();
      controller.current = abort;
      setState({ isRunning: true, text: '' });
      askPrompt(api, variant, new Map<string, JsonValue>(Object.entries(values)), abort.signal, (answer) => {
        if (!abort.signal.aborted)
          setState(shown(answer, price?.inputUsdPerMillion, price?.outputUsdPerMillion));
      }).catch((error: unknown) => {
        if (!abort.signal.aborted) setState({ isRunning: false, error: failureOf(error).message });
      });
    },
    [api, variant, price?.inputUsdPerMillion, price?.outputUsdPerMillion],
  );
  const unavailable = !variant.modelId ? words.noModel : isBlank(variant) ? words.noText : undefined;
  return { state, run, says: words.says, ...(unavailable !== undefined && { unavailable }) };
};

const shown = (
  { text, tools, inputTokens, outputTokens, durationMs, stopReason }: Answer,
  inputUsdPerMillion: number | undefined,
  outputUsdPerMillion: number | undefined,
): PromptAnswer => {
  const isCounted = inputTokens !== undefined && outputTokens !== undefined;
  const asked = tools.map((tool) => words.toolUse(tool));
  return {
    isRunning: durationMs === undefined,
    text: [text, ...asked].filter((part) => part !== '').join('\n'),
    ...(durationMs !== undefined && { durationMs }),
    ...(stopReason !== undefined && { stopReason }),
    ...(isCounted && { tokens: inputTokens + outputTokens }),
    ...(isCounted &&
      inputUsdPerMillion !== undefined &&
      outputUsdPerMillion !== undefined && {
        usd: (inputTokens * inputUsdPerMillion + outputTokens * outputUsdPerMillion) / 1_000_000,
      }),
  };
};
