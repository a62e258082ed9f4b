import type {
  RetrieveAndGenerateRequest,
  RetrieveAndGenerateResponse,
} from '@streambed/model/bedrock-agent-runtime';
import { serviceCallOf } from '../bedrock-runtime/service-call.ts';
import { operation } from '../operation.ts';
import { asException } from './as-exception.ts';
import { answerResource } from './knowledge-base-resource.ts';

/** An answer from a knowledge base, with citations. Source: services-data.md section 3, "RetrieveAndGenerate". */
export const retrieveAndGenerate = operation<RetrieveAndGenerateRequest, RetrieveAndGenerateResponse>({
  name: 'RetrieveAndGenerate',
  service: 'bedrock-agent-runtime',
  action: 'bedrock:RetrieveAndGenerate',
  resource: answerResource,
  async handle(input, context) {
    try {
      return (await context.ports.knowledgeBases.retrieveAndGenerate(input, serviceCallOf(context))).response;
    } catch (error) {
      throw asException(error);
    }
  },
});
