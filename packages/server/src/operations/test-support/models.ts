import type { CatalogModel } from '@streambed/flow/ports';

/** A model as a catalogue lists it; text in, text out, streamed. */
export const aModel = (modelId: string, changes: Partial<CatalogModel> = {}): CatalogModel => ({
  modelId,
  name: modelId,
  vendor: 'Someone',
  provider: 'test',
  providerModel: modelId,
  inputModalities: ['TEXT'],
  outputModalities: ['TEXT'],
  streaming: true,
  ...changes,
});
