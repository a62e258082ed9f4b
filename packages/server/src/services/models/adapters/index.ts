import type { ProviderType } from '../configuration.ts';
import type { ProviderAdapter } from '../provider-adapter.ts';
import type { AdapterWorld } from './adapter-world.ts';

export type { AdapterWorld } from './adapter-world.ts';

/** The provider types that are reached over a network; the offline model has no adapter. */
export type RemoteProviderType = Exclude<ProviderType, 'offline'>;

/** Gives the one adapter of a provider type; rejects only when its code cannot be loaded. */
export type Adapters = (type: RemoteProviderType) => Promise<ProviderAdapter>;

/** Adapters that are loaded when first asked for: all of them together would add some 100 ms to the start. */
export function createAdapters(world: AdapterWorld): Adapters {
  const loaded = new Map<RemoteProviderType, Promise<ProviderAdapter>>();
  return (type) => {
    const adapter = loaded.get(type) ?? load(type, world);
    loaded.set(type, adapter);
    return adapter;
  };
}

async function load(type: RemoteProviderType, world: AdapterWorld): Promise<ProviderAdapter> {
  if (type === 'amazon-bedrock') {
    const { createBedrockAdapter } = await import('./bedrock/bedrock-adapter.ts');
    return createBedrockAdapter(world);
  }
  const { createAiSdkAdapter } = await import('./ai-sdk/ai-sdk-adapter.ts');
  return createAiSdkAdapter(type, world);
}
