/** The SDK clients of one service: made when a region is first called, one for each, also when calls come together. */
export interface ClientsByRegion<Client> {
  of(region: string): Promise<Client>;
  /** Lets go of all connections. */
  close(): Promise<void>;
}

export function clientsByRegion<Client extends { destroy(): void }>(
  make: (region: string) => Promise<Client>,
): ClientsByRegion<Client> {
  const clients = new Map<string, Promise<Client>>();
  return {
    of(region) {
      const client = clients.get(region) ?? make(region);
      clients.set(region, client);
      return client;
    },
    async close() {
      const made = await Promise.allSettled(clients.values());
      clients.clear();
      for (const client of made) if (client.status === 'fulfilled') client.value.destroy();
    },
  };
}
