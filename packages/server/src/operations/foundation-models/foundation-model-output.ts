import type { CatalogModel } from '@streambed/flow/ports';
import type { FoundationModelSummary, InferenceType } from '@streambed/model/bedrock';
import type { Scope } from '../../store/index.ts';
import { foundationModelArn } from '../identifiers.ts';
import { inferenceProfileModelId } from '../inference-profiles/geography.ts';

/**
 * A model as the foundation model operations show it. What is configured and answers is there on demand and active;
 * nobody here sells provisioned throughput or trains. A model that is reached through an inference profile only
 * (Bedrock has such) is shown as the cloud shows it: under its own id, with the type INFERENCE_PROFILE.
 */
export function foundationModelOutput(scope: Scope, model: CatalogModel): FoundationModelSummary {
  const behindProfile = inferenceProfileModelId(model.modelId);
  const modelId = behindProfile ?? model.modelId;
  return {
    modelArn: foundationModelArn(scope, modelId),
    modelId,
    modelName: model.name,
    providerName: model.vendor,
    inputModalities: [...model.inputModalities],
    outputModalities: [...model.outputModalities],
    responseStreamingSupported: model.streaming,
    customizationsSupported: [],
    inferenceTypesSupported: [behindProfile === undefined ? 'ON_DEMAND' : THROUGH_PROFILE],
    modelLifecycle: { status: 'ACTIVE' },
  };
}

/** The service answers it and its published enum does not know it (services-data.md section 1). */
const THROUGH_PROFILE = 'INFERENCE_PROFILE' as InferenceType;

/** Every listed model, each id once, by id. What can be had on demand and through a profile is there on demand. */
export function foundationModelSummaries(
  scope: Scope,
  models: readonly CatalogModel[],
): readonly FoundationModelSummary[] {
  const byId = new Map<string, FoundationModelSummary>();
  for (const model of models) {
    const summary = foundationModelOutput(scope, model);
    if (summary.modelId === model.modelId || !byId.has(summary.modelId)) byId.set(summary.modelId, summary);
  }
  return [...byId.values()].sort((a, b) => (a.modelId < b.modelId ? -1 : 1));
}
