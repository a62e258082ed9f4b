import { type Fault, FlowError, modelUsageOf, type ServiceCall } from '@streambed/flow/ports';
import type { ProviderFailure } from '../provider-failure.ts';
import type { Target } from '../routing.ts';
import type { Spent } from './call-failed.ts';

/** A model that was asked and did not answer. */
export interface Failed {
  readonly modelId: string;
  /** Undefined: nothing serves it. */
  readonly target: Target | undefined;
  readonly failure: ProviderFailure;
  readonly tries: number;
  /** What was used all the same. */
  readonly spent?: Spent | undefined;
}

/** What to do about a failure, by its kind; told apart further by its reason. */
const WAY_OUT = {
  accessDenied: 'Check the key or the credentials that the configuration names for it.',
  throttling: 'Try again later, or raise its limits.',
  dependencyFailed:
    'Change the request, or map the model to another provider in models.mappings of the configuration file.',
  badGateway: 'Check that it runs and that its baseUrl is right.',
  validation: 'Change the prompt, or map the model to another provider.',
} as const;

const WAY_OUT_OF = {
  malformedOutput:
    'Say in the prompt what the answer must look like, or map the model to one that writes JSON.',
  contextTooLong: 'Shorten the prompt, or map the model to one that reads more.',
  exhausted: 'Ask for fewer tokens (maxTokens), wait for the next day, or raise the budget.',
  refused: 'Change the prompt, or map the model to another provider.',
  timedOut:
    'Try again, raise models.timeoutSeconds or models.streamIdleSeconds, or name another model for such times in models.fallbacks.',
  unknownModel:
    'Correct the name: as of its mapping in models.mappings, or the id that is called; streambed models lists what there is.',
} as const;

/** A failure of the provider's own, for the moment. */
const TRY_AGAIN = 'Try again later, or name another model for such times in models.fallbacks.';

/**
 * The fault of a call for which all were asked that could be, the first one's kind and every one's words. Nothing of
 * the original errors goes along: they may hold the request, its headers and the provider's answer.
 */
export function callFault(
  [first, ...fallbacks]: readonly [Failed, ...Failed[]],
  { nodeName }: Pick<ServiceCall, 'nodeName'>,
): FlowError {
  const { kind, detail, retryable } = first.failure;
  const said = [sentence(first, 'model'), ...fallbacks.map((failed) => sentence(failed, 'its fallback'))];
  const byKind = kind === 'dependencyFailed' && retryable ? TRY_AGAIN : WAY_OUT[kind];
  const wayOut = (detail && WAY_OUT_OF[detail as keyof typeof WAY_OUT_OF]) ?? byKind;
  const text = `${said.join('; ')}. ${wayOut}`;
  const spent = [first, ...fallbacks].flatMap((failed) => (failed.spent ? [modelUsageOf(failed.spent)] : []));
  const fault: Fault = {
    kind,
    ...(detail === undefined ? {} : { reason: detail }),
    blame: kind === 'validation' ? 'author' : 'dependency',
    message: nodeName === undefined ? capital(text) : `Node ${nodeName}: ${text}`,
    resourceName: first.modelId,
  };
  return new FlowError(fault, spent.length > 0 ? { usage: spent } : {});
}

/** Nothing serves the model, and the configuration says that this is to fail. */
export function unservedFault(modelId: string, { nodeName }: Pick<ServiceCall, 'nodeName'>): FlowError {
  const text = `no provider serves model ${modelId}; add a mapping for it to models.mappings in the configuration file.`;
  return new FlowError({
    kind: 'dependencyFailed',
    reason: 'unknownModel',
    blame: 'dependency',
    message: nodeName === undefined ? capital(text) : `Node ${nodeName}: ${text}`,
    resourceName: modelId,
  });
}

function sentence({ modelId, target, failure, tries }: Failed, role: string): string {
  if (!target) return `${role} ${modelId} ${failure.reason}`;
  const { provider, modelName } = target;
  const inTries = tries === 1 ? '' : ` in each of ${tries} tries`;
  // A provider's own sentence may end by itself.
  const told = failure.reason.replace(/[.\s]{1,9}$/u, '');
  return `${role} ${modelId} is served by ${provider.name} (${modelName}), which ${told}${inTries}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
