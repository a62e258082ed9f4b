import { conflict } from '../../protocol/index.ts';
import type { Repositories, Scope } from '../../store/index.ts';

/** Throws ConflictException when another guardrail than `ownId` has that name: one account and region, one of a name. */
export async function assertNameFree(
  repositories: Repositories,
  scope: Scope,
  name: string,
  ownId?: string,
): Promise<void> {
  const holder = (await repositories.guardrails.named(scope, name)).find((id) => id !== ownId);
  if (holder === undefined) return;
  throw conflict(
    `name: guardrail ${holder} in account ${scope.accountId} and region ${scope.region} has this name already. ` +
      'Choose another name, or update or delete that guardrail.',
  );
}
