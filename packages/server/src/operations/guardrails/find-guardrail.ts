import { resourceNotFound } from '../../protocol/index.ts';
import type { GuardrailRecord, Repositories, Scope } from '../../store/index.ts';
import { guardrailIdOf } from '../identifiers.ts';

const DRAFT = 0;

/**
 * The draft of the guardrail behind an id or ARN, or the version that `guardrailVersion` (`DRAFT`, `7`) names. Throws
 * ResourceNotFoundException, in the same words for what is not there and for an ARN of another account or region.
 */
export async function findGuardrail(
  repositories: Repositories,
  scope: Scope,
  identifier: string,
  guardrailVersion = 'DRAFT',
): Promise<GuardrailRecord> {
  const id = guardrailIdOf(scope, identifier);
  const version = guardrailVersion === 'DRAFT' ? DRAFT : Number(guardrailVersion);
  const found = id === undefined ? undefined : await repositories.guardrails.get(scope, id, version);
  if (found) return found;
  const hasDraft =
    id !== undefined && version !== DRAFT && (await repositories.guardrails.get(scope, id, DRAFT));
  throw hasDraft ? noSuchVersion(identifier, guardrailVersion) : noSuchGuardrail(scope, identifier);
}

/** What an identifier ends with that names no guardrail of this account and region. */
export const noSuchGuardrail = (scope: Scope, identifier: string) =>
  resourceNotFound(
    `There is no guardrail ${identifier} in account ${scope.accountId} and region ${scope.region}. ` +
      'ListGuardrails shows those that are there.',
  );

const noSuchVersion = (identifier: string, version: string) =>
  resourceNotFound(
    `Guardrail ${identifier} has no version ${version}. ` +
      'ListGuardrails with its guardrailIdentifier shows the versions that are there.',
  );
