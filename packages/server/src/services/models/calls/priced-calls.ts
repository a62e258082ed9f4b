import type { ConverseStreamEvent, Cost } from '@streambed/flow/ports';
import { changedStream } from '../../passed-stream.ts';
import type { PriceTable } from '../prices/price-table.ts';
import { CallFailed } from './call-failed.ts';
import type { ModelCalls } from './model-calls.ts';

/** Says what each answer cost, by the price of the model that really gave it; nothing where no price is known. */
export const pricedCalls = (next: ModelCalls, prices: PriceTable): ModelCalls => ({
  async converse(asked) {
    const answer = await next.converse(asked).catch((error: unknown): never => {
      if (!(error instanceof CallFailed) || !error.spent) throw error;
      const { failure, tries, spent } = error;
      throw new CallFailed(failure, tries, { ...spent, ...withCost(prices.cost(asked.target, spent.usage)) });
    });
    return { ...answer, ...withCost(prices.cost(asked.target, answer.usage)) };
  },
  converseStream: (asked) =>
    changedStream<ConverseStreamEvent, ConverseStreamEvent>(next.converseStream(asked), (event) => {
      if (!('metadata' in event)) return [event];
      const { metadata } = event;
      return [{ metadata: { ...metadata, ...withCost(prices.cost(asked.target, metadata.usage)) } }];
    }),
});

export const withCost = (cost: Cost | undefined): { readonly cost?: Cost } =>
  cost === undefined ? {} : { cost };
