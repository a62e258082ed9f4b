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

/** Which models to test. */
export interface ModelsToTest {
  readonly ids: readonly string[];
  /** Those that stand in no list of models; what answers for them need not be what their ids promise. */
  readonly unlisted: ReadonlySet<string>;
}

/** Those that are named; without names, all that answer with text. */
export async function modelsToTest(clients: BedrockClients, named: readonly string[]): Promise<ModelsToTest> {
  const models = await listModels(clients);
  const idsOf = (some: readonly FoundationModelSummary[]): readonly string[] =>
    some.flatMap(({ modelId }) => modelId ?? []);
  if (named.length === 0) {
    const answering = models.filter(({ outputModalities = ['TEXT'] }) => outputModalities.includes('TEXT'));
    return { ids: idsOf(answering), unlisted: new Set() };
  }
  const listed = new Set(idsOf(models));
  return { ids: named, unlisted: new Set(named.filter((id) => !isListed(id, listed))) };
}

/** Of an ARN nothing is said; an inference profile is known by its model. */
const isListed = (id: string, listed: ReadonlySet<string>): boolean =>
  id.startsWith('arn:') || listed.has(id) || listed.has(id.replace(/^[a-z-]{2,10}\./u, ''));

/**
 * Asks models something small, one after the other, so that they do not slow each other down. A model that fails is
 * told as one that failed; rejects when the service itself cannot be reached.
 */
export async function* testModels(
  clients: BedrockClients,
  { ids, unlisted }: ModelsToTest,
  { prompt = PROMPT, timeoutMs }: { readonly prompt?: string | undefined; readonly timeoutMs: number },
): AsyncGenerator<TriedModel> {
  for (const modelId of ids) {
    const tried = await tryModel(clients, modelId, prompt, timeoutMs);
    yield unlisted.has(modelId) ? { ...tried, listed: false } : tried;
  }
}

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
