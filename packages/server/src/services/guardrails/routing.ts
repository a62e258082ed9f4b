import { matchesWildcard } from '../wildcard.ts';
import type { GuardrailsConfiguration } from './configuration.ts';
import { parseGuardrailIdentifier } from './guardrail-identifier.ts';
import type { GuardrailSource } from './open-guardrail.ts';

/** Guardrails where the configuration says they are. */
export const routeGuardrails = (
  configuration: GuardrailsConfiguration,
  sources: Readonly<Record<GuardrailsConfiguration['mode'], GuardrailSource>>,
): GuardrailSource => ({
  open: (identifier, version, call) =>
    sources[guardrailsMode(configuration, identifier)].open(identifier, version, call),
});

/** A route that begins with `arn:` is compared with ARNs, any other with ids, also with the one inside an ARN. */
export function guardrailsMode(
  { routes, mode }: GuardrailsConfiguration,
  identifier: string,
): GuardrailsConfiguration['mode'] {
  const id = parseGuardrailIdentifier(identifier)?.id ?? identifier;
  const route = routes.find(({ guardrail }) =>
    matchesWildcard(guardrail, guardrail.startsWith('arn:') ? identifier : id),
  );
  return route?.mode ?? mode;
}
