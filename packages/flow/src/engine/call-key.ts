import type { Call } from './turn.ts';

/**
 * Identifies a piece of work over retries, restarts and machines: `run/iterations…/node`. Ports derive idempotency
 * keys from it (reliability.md section 2, promise 4), so `run` must be unique to the execution.
 */
export function callKey(run: string, call: Pick<Call, 'chain' | 'nodeName'>): string {
  let key = run;
  for (const { nodeName, index } of call.chain) key += `/${nodeName}:${index}`;
  return `${key}/${call.nodeName}`;
}
