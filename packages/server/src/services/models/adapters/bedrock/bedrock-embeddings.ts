import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { UnusableResponse } from '../../../outbound/index.ts';
import type { ProviderAttempt, ProviderEmbeddings, ProviderEmbedRequest } from '../../provider-adapter.ts';
import { embeddingFamily } from './embedding-families.ts';
import { readJson } from './read-json.ts';
import { requestHeaders, requestHeadersPlace } from './request-headers.ts';
import { nothingTaken, type TakenBody, takeBody, takeBodyPlace, wholeBody } from './take-body.ts';

/** Requests for one call that are under way together: Titan takes one text in each. */
const AT_ONCE = 8;
/** Where Bedrock says how many tokens the texts had, for models whose own answer does not. */
const TOKENS_HEADER = 'x-amzn-bedrock-input-token-count';

/** One vector for each text, in order. Rejects as the SDK does, or with ProviderFailed or UnusableResponse. */
export async function embedWithBedrock(
  request: ProviderEmbedRequest,
  attempt: ProviderAttempt,
  client: BedrockRuntimeClient,
): Promise<ProviderEmbeddings> {
  const family = embeddingFamily(attempt.modelName);
  const { InvokeModelCommand } = await import('@aws-sdk/client-bedrock-runtime');
  const batches = batchesOf(request.texts, family.batch);
  const gaveUp = new AbortController();
  const abortSignal = AbortSignal.any([attempt.signal, gaveUp.signal]);
  const ask = async (texts: readonly string[], index: number): Promise<ProviderEmbeddings> => {
    const command = new InvokeModelCommand({
      modelId: attempt.modelName,
      contentType: 'application/json',
      accept: 'application/json',
      body: JSON.stringify(family.body(texts, request)),
    });
    // Requests that differ need keys that differ.
    const idempotencyKey =
      batches.length === 1 ? attempt.idempotencyKey : `${attempt.idempotencyKey}/${index}`;
    command.middlewareStack.add(requestHeaders({ ...attempt, idempotencyKey }), requestHeadersPlace);
    const taken = nothingTaken();
    command.middlewareStack.add(takeBody(taken), takeBodyPlace);
    await client.send(command, { abortSignal });
    const { vectors, inputTokens } = family.read(readJson(await wholeBody(taken)));
    if (vectors.length !== texts.length)
      throw new UnusableResponse(`answered with ${vectors.length} embeddings for ${texts.length} texts`);
    return { vectors, inputTokens: inputTokens ?? tokensIn(taken) };
  };
  try {
    const answers = await inOrder(batches, AT_ONCE, ask);
    return {
      vectors: answers.flatMap(({ vectors }) => vectors),
      inputTokens: answers.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
    };
  } finally {
    // When one has failed, the others are of no use.
    gaveUp.abort();
  }
}

const batchesOf = (texts: readonly string[], size: number): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(texts.length / size) }, (_, index) =>
    texts.slice(index * size, (index + 1) * size),
  );

/** Results in the order of the items; at most `atOnce` are worked on at the same time, and none after a failure. */
async function inOrder<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      if (failed) return;
      try {
        results[index] = await work(item, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  return results;
}

function tokensIn({ headers }: TakenBody): number {
  const tokens = Number(headers[TOKENS_HEADER] ?? 0);
  return Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : 0;
}
