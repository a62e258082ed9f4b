import type { Cost } from '@streambed/flow/ports';
import type { PriceTable } from '../prices/price-table.ts';
import type { ModelCalls } from './model-calls.ts';

/** Says what each answer cost, by the price of the model that really gave it; nothing where no price is known. */
export const pricedCalls = (next: ModelCalls, prices: PriceTable): ModelCalls => ({
  async converse(asked) {
    const answer = await next.converse(asked);
    return { ...answer, ...withCost(prices.cost(asked.target, answer.usage)) };
  },
  async *converseStream(asked) {
    for await (const event of next.converseStream(asked)) {
      if (!('metadata' in event)) yield event;
      else {
        const { metadata } = event;
        yield { metadata: { ...metadata, ...withCost(prices.cost(asked.target, metadata.usage)) } };
      }
    }
  },
});

export const withCost = (cost: Cost | undefined): { readonly cost?: Cost } =>
  cost === undefined ? {} : { cost };
