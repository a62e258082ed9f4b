import { ProviderFailed } from '../../provider-adapter.ts';

/**
 * A request that cannot be put in the provider's terms: nothing was sent, and no other try will help. `what` says what
 * cannot be said and the way out.
 */
export const unservable = (what: string): ProviderFailed =>
  new ProviderFailed({ kind: 'validation', reason: `cannot be asked that: ${what}`, retryable: false });
