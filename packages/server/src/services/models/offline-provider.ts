import type { Clock, ConverseRequest, ConverseResponse, Ids } from '@streambed/flow/ports';
import { answerOffline, OFFLINE_MODEL } from './offline/offline-model.ts';

/** Answers with the offline model; says so once, through `log`, so that nobody takes it for a language model. */
export function createOfflineProvider(
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
  log: (line: string) => void,
): (request: ConverseRequest) => ConverseResponse {
  let announced = false;
  return (request) => {
    if (!announced) {
      announced = true;
      log(
        `Model ${request.modelId} has no provider: ${OFFLINE_MODEL} answers, which picks sentences and labels from the prompt and is no language model. docs/configuration.md tells how to connect one.`,
      );
    }
    const started = clock.monotonic();
    const { text, stopReason, usage } = answerOffline(request);
    return {
      output: { message: { role: 'assistant', content: [{ text }] } },
      stopReason,
      usage,
      metrics: { latencyMs: Math.round(clock.monotonic() - started) },
      requestId: ids.uuid(),
      servedBy: OFFLINE_MODEL,
    };
  };
}
