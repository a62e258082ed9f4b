import { conflict } from '../../protocol/index.ts';
import type { Repositories, Scope } from '../../store/index.ts';

/** Throws ConflictException when another knowledge base than `ownId` has that name in the account and region. */
export async function assertNameFree(
  { knowledgeBases }: Repositories,
  scope: Scope,
  name: string,
  ownId?: string,
): Promise<void> {
  const holder = (await knowledgeBases.named(scope, name)).find((id) => id !== ownId);
  if (holder === undefined) return;
  throw conflict(
    `name: knowledge base ${holder} in account ${scope.accountId} and region ${scope.region} has this name already. ` +
      'Choose another name, or update or delete that knowledge base.',
  );
}
