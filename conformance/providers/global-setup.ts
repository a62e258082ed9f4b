import type { TestProject } from 'vitest/node';
import { type ProviderServers, startProviderServers } from './servers.ts';

declare module 'vitest' {
  interface ProvidedContext {
    providerServers: ProviderServers;
  }
}

/** Starts the servers of others once for all files. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const { servers, stop } = await startProviderServers();
  provide('providerServers', servers);
  return stop;
};
