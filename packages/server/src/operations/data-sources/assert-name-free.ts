import { conflict } from '../../protocol/index.ts';
import type { Repositories, Scope } from '../../store/index.ts';

/** Throws ConflictException when another data source than `ownId` has that name in the knowledge base. */
export async function assertNameFree(
  { dataSources }: Repositories,
  scope: Scope,
  knowledgeBaseId: string,
  name: string,
  ownId?: string,
): Promise<void> {
  const holder = (await dataSources.named(scope, knowledgeBaseId, name)).find((id) => id !== ownId);
  if (holder === undefined) return;
  throw conflict(
    `name: data source ${holder} of knowledge base ${knowledgeBaseId} has this name already. ` +
      'Choose another name, or update or delete that data source.',
  );
}
