import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { failureOf } from './failure.ts';

/** Answers of the server, kept and refreshed. `lost` is called when a call got no answer at all. */
export const createQueryClient = (lost: () => void): QueryClient => {
  const onError = (error: unknown) => {
    if (failureOf(error).isConnection) lost();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // Whether the machine is online says nothing about a server on the same machine.
      queries: { retry: false, staleTime: 5_000, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
};
