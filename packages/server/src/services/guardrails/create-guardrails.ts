import type { Clock, GuardrailPort, Ids, ModelPort } from '@streambed/flow/ports';
import type { Store } from '../../store/index.ts';
import type { GuardrailsConfiguration } from './configuration.ts';

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
}

export function createGuardrails(
  _configuration: GuardrailsConfiguration,
  _world: GuardrailsWorld,
): Guardrails {
  throw new Error('being built');
}
