import { countTokens } from '@streambed/flow/ports';

/** What one request to a model may hold. */
export interface BatchLimits {
  readonly texts: number;
  /** As countTokens estimates them; a text that has more is a batch of its own. */
  readonly tokens: number;
}

/** Cuts texts into batches, in order. */
export function* batchesOf(texts: readonly string[], limits: BatchLimits): Generator<readonly string[]> {
  let batch: string[] = [];
  let tokens = 0;
  for (const text of texts) {
    const more = countTokens(text);
    if (batch.length > 0 && (batch.length >= limits.texts || tokens + more > limits.tokens)) {
      yield batch;
      batch = [];
      tokens = 0;
    }
    batch.push(text);
    tokens += more;
  }
  if (batch.length > 0) yield batch;
}
