import type {
  ConverseRequest,
  ConverseResponse,
  ConverseStreamEvent,
  ModelPort,
  ServiceCall,
} from '@streambed/flow/ports';
import { openedStream } from '../../passed-stream.ts';
import { matchesWildcard } from '../../wildcard.ts';
import type { FallbackRule } from '../configuration.ts';
import { namesOf } from '../model-ids.ts';
import type { ProviderFailure } from '../provider-failure.ts';
import type { Routing, Target } from '../routing.ts';
import { CallFailed } from './call-failed.ts';
import { callFault, type Failed, unservedFault } from './call-fault.ts';
import type { Asked, ModelCalls } from './model-calls.ts';

export interface FallbackOptions {
  readonly fallbacks: readonly FallbackRule[];
  readonly route: Routing;
  /** What answers for a model that nothing serves; undefined: such a call fails. Never takes a fallback's place. */
  readonly unserved: Target | undefined;
  readonly log: (line: string) => void;
}

/**
 * The outermost layer: finds what serves the model, and asks the models that the configuration names for it when that
 * cannot answer. What is wrong with the request, refused, or too long for the model is nobody else's business.
 */
export function withFallbacks(calls: ModelCalls, options: FallbackOptions): ModelPort {
  const { route, unserved, log } = options;
  const targetOf = async (modelId: string): Promise<Target | undefined> => await route(modelId);

  /** The calls to make one after the other, as long as each fails in a way that lets another model try. */
  async function* candidates(
    request: ConverseRequest,
    call: ServiceCall,
    failures: Failed[],
  ): AsyncGenerator<Asked, void, void> {
    const { modelId } = request;
    const first = (await targetOf(modelId)) ?? unserved;
    if (!first) throw unservedFault(modelId, call);
    yield { target: first, request, call, idempotencyKey: call.key };
    const asked = [first];
    for (const [index, fallback] of fallbacksOf(options.fallbacks, modelId).entries()) {
      const target = await targetOf(fallback);
      if (!target) failures.push({ modelId: fallback, target, failure: NOT_SERVED, tries: 1 });
      else if (!asked.some((one) => isSame(one, target))) {
        asked.push(target);
        const idempotencyKey = `${call.key}/fallback-${index + 1}`;
        yield { target, request: { ...request, modelId: fallback }, call, idempotencyKey };
      }
    }
  }

  /** Notes why a call failed; throws when no other model may try, or when it is no model that failed. */
  const note = (error: unknown, { target, request, call }: Asked, failures: Failed[]): void => {
    call.signal.throwIfAborted();
    if (!(error instanceof CallFailed)) throw error;
    const { failure, tries, spent } = error;
    failures.push({ modelId: request.modelId, target, failure, tries, spent });
    if (!mayFallBack(failure)) throw faultOf(failures, call);
  };

  const tell = (request: ConverseRequest, servedBy: string, [failed]: readonly Failed[]): void => {
    if (failed)
      log(
        `Model ${request.modelId} did not answer (it ${failed.failure.reason}); ${servedBy} answers instead.`,
      );
  };

  return {
    async converse(request, call): Promise<ConverseResponse> {
      const failures: Failed[] = [];
      for await (const asked of candidates(request, call, failures)) {
        try {
          const answer = await calls.converse(asked);
          tell(request, answer.servedBy, failures);
          return answer;
        } catch (error) {
          note(error, asked, failures);
        }
      }
      throw faultOf(failures, call);
    },

    converseStream: (request, call) =>
      openedStream(async () => {
        const failures: Failed[] = [];
        for await (const asked of candidates(request, call, failures)) {
          const events = calls.converseStream(asked)[Symbol.asyncIterator]();
          try {
            const first = await events.next();
            if (!first.done) tell(request, nameOf(asked.target), failures);
            return begunStream(first, events, asked);
          } catch (error) {
            note(error, asked, failures);
          }
        }
        throw faultOf(failures, call);
      }),
  };
}

/** The rest of a stream whose first event is there: whatever happens now is its end. */
function begunStream(
  first: IteratorResult<ConverseStreamEvent, unknown>,
  events: AsyncIterator<ConverseStreamEvent, unknown>,
  asked: Asked,
): AsyncIterator<ConverseStreamEvent, unknown> {
  let next: typeof first | undefined = first;
  const failed = (error: unknown): never => {
    throw afterBeginning(error, asked);
  };
  return {
    next() {
      if (!next) return events.next().catch(failed);
      const result = Promise.resolve(next);
      next = undefined;
      return result;
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
  };
}

/** Whether another model may do better: the failure is the provider's, not the request's. */
export const mayFallBack = ({ kind, detail, retryable }: ProviderFailure): boolean =>
  detail === 'unreachable' ||
  detail === 'timedOut' ||
  detail === 'exhausted' ||
  (detail === undefined && (kind === 'throttling' || kind === 'badGateway' || retryable));

const NOT_SERVED: ProviderFailure = {
  kind: 'dependencyFailed',
  detail: 'unknownModel',
  reason: 'is served by no provider',
  retryable: false,
};

function fallbacksOf(rules: readonly FallbackRule[], modelId: string): readonly string[] {
  if (rules.length === 0) return [];
  const names = namesOf(modelId);
  return rules.find(({ pattern }) => names.some((name) => matchesWildcard(pattern, name)))?.to ?? [];
}

const isSame = (a: Target, b: Target): boolean =>
  a.provider.name === b.provider.name && a.modelName === b.modelName;

const nameOf = ({ provider, modelName }: Target): string => `${provider.name} ${modelName}`;

function faultOf(failures: readonly Failed[], call: ServiceCall): unknown {
  const [first, ...rest] = failures;
  return first ? callFault([first, ...rest], call) : new Error('No model was asked.');
}

function afterBeginning(error: unknown, { target, request, call }: Asked): unknown {
  if (call.signal.aborted) return call.signal.reason;
  if (!(error instanceof CallFailed)) return error;
  return callFault([{ modelId: request.modelId, target, failure: error.failure, tries: 1 }], call);
}
