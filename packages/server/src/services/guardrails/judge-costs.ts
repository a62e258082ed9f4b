import {
  type ConverseResponse,
  type Cost,
  callWith,
  type ModelPort,
  type ServiceCall,
} from '@streambed/flow/ports';

/** A model for judges: it tells the call on whose behalf it judges what that cost. */
export const judgingModel = (model: ModelPort): Pick<ModelPort, 'converse'> => ({
  async converse(request, call) {
    const response = await model.converse(request, call);
    call.onFurtherCost?.(response.cost);
    return response;
  },
});

/** What the judges of one guarded call cost, to be added to what the answer itself did. */
export class JudgeCosts {
  /** The call to check content with. */
  readonly call: ServiceCall;
  #usd = 0;
  #isKnown = true;

  constructor(call: ServiceCall) {
    this.call = callWith(call, { onFurtherCost: (cost) => this.#add(cost) });
  }

  /** The member `cost` of an answer, judges included: absent when any of them has no price. */
  with({ cost }: Pick<ConverseResponse, 'cost'>): Pick<ConverseResponse, 'cost'> {
    return cost && this.#isKnown ? { cost: { usd: cost.usd + this.#usd } } : {};
  }

  #add(cost: Cost | undefined): void {
    if (cost) this.#usd += cost.usd;
    else this.#isKnown = false;
  }
}
