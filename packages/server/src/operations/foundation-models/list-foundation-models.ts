import type {
  FoundationModelSummary,
  ListFoundationModelsRequest,
  ListFoundationModelsResponse,
} from '@streambed/model/bedrock';
import { operation } from '../operation.ts';
import { foundationModelSummaries } from './foundation-model-output.ts';

/** Lists the models that are configured and answer right now, by id, all on one page as the cloud does. */
export const listFoundationModels = operation<ListFoundationModelsRequest, ListFoundationModelsResponse>({
  name: 'ListFoundationModels',
  service: 'bedrock',
  action: 'bedrock:ListFoundationModels',
  resource: () => '*',
  async handle(input, { ports, scope, signal }) {
    const summaries = foundationModelSummaries(scope, await ports.modelCatalog.list({ signal }));
    return { modelSummaries: summaries.filter((summary) => isAskedFor(summary, input)) };
  },
});

/** Every filter that is given must fit; a provider's name fits in any case. */
function isAskedFor(summary: FoundationModelSummary, filters: ListFoundationModelsRequest): boolean {
  const { byProvider, byOutputModality, byInferenceType, byCustomizationType } = filters;
  const fits = <Value>(asked: Value | undefined, offered: readonly Value[] = []) =>
    asked === undefined || offered.includes(asked);
  return (
    fits(byProvider?.toLowerCase(), [summary.providerName?.toLowerCase()]) &&
    fits(byOutputModality, summary.outputModalities) &&
    fits(byInferenceType, summary.inferenceTypesSupported) &&
    fits(byCustomizationType, summary.customizationsSupported)
  );
}
