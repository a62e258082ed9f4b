import type { ProviderFailure } from '../provider-failure.ts';

/** A call that failed for good. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly failure: ProviderFailure;
  readonly tries: number;

  constructor(failure: ProviderFailure, tries: number) {
    super(failure.reason);
    this.failure = failure;
    this.tries = tries;
  }
}
