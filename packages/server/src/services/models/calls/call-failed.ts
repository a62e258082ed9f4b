import type { ConverseResponse } from '@streambed/flow/ports';
import type { ProviderFailure } from '../provider-failure.ts';

/** What was used for answers that were of no use. */
export type Spent = Pick<ConverseResponse, 'usage' | 'cost'>;

/** A call that failed for good. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly failure: ProviderFailure;
  readonly tries: number;
  /** Undefined when no answer came. */
  readonly spent: Spent | undefined;

  constructor(failure: ProviderFailure, tries: number, spent?: Spent) {
    super(failure.reason);
    this.failure = failure;
    this.tries = tries;
    this.spent = spent;
  }
}
