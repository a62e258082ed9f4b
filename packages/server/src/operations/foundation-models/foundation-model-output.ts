import type { CatalogModel } from '@streambed/flow/ports';
import type { FoundationModelSummary } from '@streambed/model/bedrock';
import type { Scope } from '../../store/index.ts';
import { foundationModelArn } from '../identifiers.ts';

/**
 * A model as the foundation model operations show it. What is configured and answers is there on demand and active;
 * nobody here sells provisioned throughput or trains.
 */
export const foundationModelOutput = (scope: Scope, model: CatalogModel): FoundationModelSummary => ({
  modelArn: foundationModelArn(scope, model.modelId),
  modelId: model.modelId,
  modelName: model.name,
  providerName: model.vendor,
  inputModalities: [...model.inputModalities],
  outputModalities: [...model.outputModalities],
  responseStreamingSupported: model.streaming,
  customizationsSupported: [],
  inferenceTypesSupported: ['ON_DEMAND'],
  modelLifecycle: { status: 'ACTIVE' },
});
