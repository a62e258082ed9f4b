import { QueryClient } from '@tanstack/react-query';

/** Answers of the server, kept and refreshed. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      // Whether the machine is online says nothing about a server on the same machine.
      queries: { retry: false, staleTime: 5_000, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
