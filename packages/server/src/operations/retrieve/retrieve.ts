import type { RetrieveRequest, RetrieveResponse } from '@streambed/model/bedrock-agent-runtime';
import { serviceCallOf } from '../bedrock-runtime/service-call.ts';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { asException } from './as-exception.ts';

/** Passages of a knowledge base for a query. Source: services-data.md section 3, "Retrieve". */
export const retrieve = operation<RetrieveRequest, RetrieveResponse>({
  name: 'Retrieve',
  service: 'bedrock-agent-runtime',
  action: 'bedrock:Retrieve',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  async handle(input, context) {
    try {
      return (await context.ports.knowledgeBases.retrieve(input, serviceCallOf(context))).response;
    } catch (error) {
      throw asException(error);
    }
  },
});
