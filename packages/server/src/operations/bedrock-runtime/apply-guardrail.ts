import type { ApplyGuardrailRequest, ApplyGuardrailResponse } from '@streambed/model/bedrock-runtime';
import { guardrailResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { asServiceException } from './model-exceptions.ts';
import { serviceCallOf } from './service-call.ts';

/** Checks content against a guardrail, without a model in between. Source: services-data.md section 1. */
export const applyGuardrail = operation<ApplyGuardrailRequest, ApplyGuardrailResponse>({
  name: 'ApplyGuardrail',
  service: 'bedrock-runtime',
  action: 'bedrock:ApplyGuardrail',
  resource: ({ guardrailIdentifier }, scope) => guardrailResource(scope, guardrailIdentifier),
  async handle(input, context) {
    try {
      return await context.ports.guardrails.apply(input, serviceCallOf(context));
    } catch (error) {
      throw asServiceException(error);
    }
  },
});
