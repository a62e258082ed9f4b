import type { ProviderAttempt } from '../../provider-adapter.ts';

/** Middleware that adds what every request to the provider carries; in place before the request is signed. */
export const requestHeadersPlace = { name: 'streambedHeaders', step: 'build' } as const;

/** The idempotency key, and the headers that the provider is configured with. */
export const requestHeaders =
  ({ provider, idempotencyKey }: ProviderAttempt) =>
  <Args extends { readonly request: unknown }, Result>(next: (args: Args) => Promise<Result>) =>
  (args: Args): Promise<Result> => {
    const { headers } = args.request as { readonly headers: Record<string, string> };
    for (const [name, value] of provider.headers ?? []) headers[name.toLowerCase()] = value();
    headers['idempotency-key'] = idempotencyKey;
    return next(args);
  };
