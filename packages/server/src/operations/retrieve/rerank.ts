import type { RerankRequest, RerankResponse } from '@streambed/model/bedrock-agent-runtime';
import { modelResource } from '../bedrock-runtime/model-resource.ts';
import { serviceCallOf } from '../bedrock-runtime/service-call.ts';
import { operation } from '../operation.ts';
import { asException } from './as-exception.ts';

/** Texts by how well they answer a query. Source: api-runtime.md section 6. */
export const rerank = operation<RerankRequest, RerankResponse>({
  name: 'Rerank',
  service: 'bedrock-agent-runtime',
  action: 'bedrock:Rerank',
  resource: ({ rerankingConfiguration }, scope) =>
    modelResource(
      scope,
      rerankingConfiguration.bedrockRerankingConfiguration?.modelConfiguration.modelArn ?? '*',
    ),
  async handle(input, context) {
    try {
      return (await context.ports.knowledgeBases.rerank(input, serviceCallOf(context))).response;
    } catch (error) {
      throw asException(error);
    }
  },
});
