import {
  type Clock,
  type ConverseRequest,
  type ConverseResponse,
  FlowError,
  type Ids,
  type Random,
  type ServiceCall,
} from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import { boundedFetch } from '../outbound/index.ts';
import { withAdditionalFields } from './additional-fields.ts';
import type { ModelsConfiguration } from './configuration.ts';
import { languageModel } from './language-model.ts';
import { providerFailure } from './provider-failure.ts';
import { CallFailed, withRetries } from './retry.ts';
import { createRetryBudget, type RetryBudget } from './retry-budget.ts';
import type { Target } from './routing.ts';
import { toCallOptions } from './to-call-options.ts';
import { toConverseResponse } from './to-converse-response.ts';

export interface ProviderCallWorld {
  readonly clock: Clock;
  readonly random: Random;
  readonly ids: Ids;
  readonly fetch: typeof globalThis.fetch;
  /** Values that no message may repeat. */
  readonly secrets: readonly string[];
}

/** Asks a provider, with retries; rejects with FlowError or, when aborted, with the signal's reason. */
export type ProviderCall = (
  target: Target,
  request: ConverseRequest,
  call: ServiceCall,
) => Promise<ConverseResponse>;

export function createProviderCall(
  configuration: Pick<ModelsConfiguration, 'retries' | 'timeoutMs' | 'maxResponseBytes'>,
  world: ProviderCallWorld,
): ProviderCall {
  const { clock, random, ids, secrets } = world;
  const budgets = new Map<string, RetryBudget>();
  const budgetOf = (name: string): RetryBudget => {
    const budget = budgets.get(name) ?? createRetryBudget();
    budgets.set(name, budget);
    return budget;
  };
  return async (target, request, call) => {
    const { provider, modelName } = target;
    const started = clock.monotonic();
    const options = toCallOptions(request, provider.type);
    const fetch = boundedFetch({
      fetch: world.fetch,
      maxResponseBytes: configuration.maxResponseBytes,
      headers: { 'idempotency-key': headerValue(call.key) },
      // Bedrock's requests are signed before they come here, and carry the fields in a member of their own.
      ...(provider.type === 'amazon-bedrock' ? {} : { changeBody: withFields(request) }),
    });
    try {
      const response = await withRetries(
        {
          ...configuration,
          clock,
          random,
          budget: budgetOf(provider.name),
          signal: call.signal,
          failureOf: (error) => providerFailure(error, secrets, clock.now()),
        },
        async (abortSignal) => {
          const model = await languageModel(provider, modelName, fetch);
          const result = await model.doGenerate({ ...options, abortSignal });
          return { ...toConverseResponse(result), requestId: requestIdOf(result.response) ?? ids.uuid() };
        },
      );
      return {
        ...response,
        metrics: { latencyMs: Math.round(clock.monotonic() - started) },
        servedBy: `${provider.name} ${modelName}`,
      };
    } catch (error) {
      call.signal.throwIfAborted();
      throw flowError(error, target, request.modelId, call.nodeName ?? '');
    }
  };
}

/** Adds to a JSON body what the request has for the provider alone. */
const withFields =
  ({ additionalModelRequestFields }: ConverseRequest) =>
  (body: string): string =>
    JSON.stringify(withAdditionalFields(JSON.parse(body) as JsonObject, additionalModelRequestFields));

/** The provider's id of the answer, when it is one that can be shown. */
function requestIdOf(response: { readonly id?: string } | undefined): string | undefined {
  const id = response?.id;
  return id !== undefined && /^[\w.:-]{1,128}$/u.test(id) ? id : undefined;
}

/** Keys are made of names and numbers; whatever else were in one must not end up in a header. */
const headerValue = (key: string): string => key.replace(/[^\x21-\x7e]/gu, '_').slice(0, 256);

const WAY_OUT = {
  accessDenied: 'Check the key or the credentials that the configuration names for it.',
  throttling: 'Try again later, or raise its limits.',
  dependencyFailed: 'See docs/configuration.md for mapping models to providers.',
  badGateway: 'Check that it runs and that its baseUrl is right.',
  validation: 'Change the prompt, or map the model to another provider.',
} as const;

/** Nothing of the original error goes along: it holds the request, its headers and the provider's answer. */
function flowError(error: unknown, target: Target, modelId: string, nodeName: string): unknown {
  if (!(error instanceof CallFailed)) return error;
  const { kind, reason } = error.failure;
  const tries = error.tries === 1 ? '' : ` in each of ${error.tries} tries`;
  const { provider, modelName } = target;
  return new FlowError({
    kind,
    blame: kind === 'validation' ? 'author' : 'dependency',
    message: `Node ${nodeName}: model ${modelId} is served by ${provider.name} (${modelName}), which ${reason}${tries}. ${WAY_OUT[kind]}`,
    resourceName: modelId,
  });
}
