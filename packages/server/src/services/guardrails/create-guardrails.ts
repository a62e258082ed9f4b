import type { Clock, GuardrailPort, Ids, ModelPort } from '@streambed/flow/ports';
import type { Store } from '../../store/index.ts';
import { createAwsGuardrails } from './aws.ts';
import { policyCompiler } from './compile-policies.ts';
import type { GuardrailsConfiguration } from './configuration.ts';
import { createEmbeddedGuardrails } from './embedded.ts';
import { guardModel } from './guarded-model.ts';
import { judgingModel } from './judge-costs.ts';
import { routeGuardrails } from './routing.ts';

export interface GuardrailsWorld {
  readonly store: Store;
  /** For the judge: the unguarded one, so that a judge is never judged. */
  readonly model: ModelPort;
  readonly clock: Clock;
  readonly ids: Ids;
}

export interface Guardrails {
  readonly guardrails: GuardrailPort;
  /** The same model port with `guardrailConfig` honoured. */
  guard(model: ModelPort): ModelPort;
  /** Ends all connections; checks under way reject. */
  close(): Promise<void>;
}

/** The guardrails that the configuration describes: this server's own, real ones, or each where its route says. */
export function createGuardrails(
  configuration: GuardrailsConfiguration,
  { store, model, clock, ids }: GuardrailsWorld,
): Guardrails {
  const { judge } = configuration;
  const aws = createAwsGuardrails(configuration.aws);
  const sources = routeGuardrails(configuration, {
    embedded: createEmbeddedGuardrails({
      store,
      clock,
      compile: policyCompiler(judge && { modelId: judge.modelId, model: judgingModel(model) }),
      hasJudge: judge !== undefined,
    }),
    aws,
  });
  return {
    guardrails: {
      async apply({ guardrailIdentifier, guardrailVersion, ...request }, call) {
        const guardrail = await sources.open(guardrailIdentifier, guardrailVersion, call);
        return (await guardrail.check(request, call)).response;
      },
    },
    guard: (unguarded) => guardModel(unguarded, { guardrails: sources, clock, ids }),
    close: () => aws.close(),
  };
}
