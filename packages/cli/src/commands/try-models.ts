import { type FoundationModelSummary, ListFoundationModelsCommand } from '@aws-sdk/client-bedrock';
import { ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import type { BedrockClients } from '../client/index.ts';
import type { TriedModel } from '../output/index.ts';

/** Small, so that a test of all models costs next to nothing. */
const PROMPT = 'Say hello in one short sentence.';
const MAX_TOKENS = 64;

/** The models that the service lists, by id. */
export async function listModels({ bedrock }: BedrockClients): Promise<readonly FoundationModelSummary[]> {
  const { modelSummaries = [] } = await bedrock.send(new ListFoundationModelsCommand({}));
  return modelSummaries.toSorted((a, b) => String(a.modelId).localeCompare(String(b.modelId)));
}

/**
 * Asks models something small, one after the other, so that they do not slow each other down; without ids, all that
 * answer with text. A model that fails is told as one that failed; rejects when the service itself cannot be reached.
 */
export async function* testModels(
  clients: BedrockClients,
  {
    ids,
    prompt = PROMPT,
    timeoutMs,
  }: {
    readonly ids: readonly string[];
    readonly prompt?: string | undefined;
    readonly timeoutMs: number;
  },
): AsyncGenerator<TriedModel> {
  const asked = ids.length > 0 ? ids : await idsOfTextModels(clients);
  for (const modelId of asked) yield await tryModel(clients, modelId, prompt, timeoutMs);
}

const idsOfTextModels = async (clients: BedrockClients): Promise<readonly string[]> =>
  (await listModels(clients))
    .filter(({ outputModalities = ['TEXT'] }) => outputModalities.includes('TEXT'))
    .flatMap(({ modelId }) => modelId ?? []);

async function tryModel(
  { bedrockRuntime }: BedrockClients,
  modelId: string,
  prompt: string,
  timeoutMs: number,
): Promise<TriedModel> {
  const started = performance.now();
  const since = (): number => performance.now() - started;
  const signal = AbortSignal.timeout(timeoutMs);
  let firstTokenMs: number | undefined;
  let usage: { readonly inputTokens?: number | undefined; readonly outputTokens?: number | undefined } = {};
  let text = '';
  try {
    const { stream } = await bedrockRuntime.send(
      new ConverseStreamCommand({
        modelId,
        messages: [{ role: 'user', content: [{ text: prompt }] }],
        inferenceConfig: { maxTokens: MAX_TOKENS },
      }),
      { abortSignal: signal },
    );
    for await (const { contentBlockDelta, metadata } of stream ?? []) {
      if (contentBlockDelta) firstTokenMs ??= since();
      text += contentBlockDelta?.delta?.text ?? '';
      if (metadata?.usage) usage = metadata.usage;
    }
  } catch (error) {
    if (signal.aborted) return { modelId, error: `gave no whole answer within ${timeoutMs / 1_000} s` };
    if (!(error instanceof Error) || !isAnswer(error)) throw error;
    return { modelId, error: `${error.name}: ${error.message}` };
  }
  const latencyMs = since();
  const { inputTokens = 0, outputTokens = 0 } = usage;
  return {
    modelId,
    ...(firstTokenMs !== undefined && { firstTokenMs, ...speed(outputTokens, latencyMs - firstTokenMs) }),
    latencyMs,
    inputTokens,
    outputTokens,
    text,
  };
}

/** Tokens a second after the first one; an answer that came at once says nothing of it. */
const speed = (outputTokens: number, writingMs: number): { readonly tokensPerSecond?: number } =>
  outputTokens > 1 && writingMs >= 1 ? { tokensPerSecond: ((outputTokens - 1) / writingMs) * 1_000 } : {};

/** Whether the service said it, before its answer or within, and not the network. */
const isAnswer = (error: Error): boolean =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode !== undefined ||
  /Exception$/.test(error.name);
