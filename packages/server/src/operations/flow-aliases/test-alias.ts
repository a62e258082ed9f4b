import { validationException } from '../../protocol/index.ts';
import type { FlowAliasRecord, Repositories, Scope } from '../../store/index.ts';
import { TEST_ALIAS_ID } from '../identifiers.ts';

/** The alias a flow is born with: it routes to the draft and serves what PrepareFlow last prepared. */
export const testAlias = (flowId: string, now: number): FlowAliasRecord => ({
  flowId,
  id: TEST_ALIAS_ID,
  name: TEST_ALIAS_ID,
  routingConfiguration: [{ flowVersion: 'DRAFT' }],
  createdAt: now,
  updatedAt: now,
});

/** How many aliases a flow has besides its test alias, which it never loses; 0 for a flow that is not there. */
export async function countUserAliases(
  repositories: Pick<Repositories, 'flowAliases'>,
  scope: Scope,
  flowId: string,
): Promise<number> {
  return Math.max(0, (await repositories.flowAliases.count(scope, flowId)) - 1);
}

/** Throws ValidationException for the test alias: no retry and no other state of the flow would make it right. */
export function assertNotTestAlias(aliasId: string, change: 'updated' | 'deleted'): void {
  if (aliasId !== TEST_ALIAS_ID) return;
  throw validationException(
    `The test alias ${TEST_ALIAS_ID} always serves the prepared draft and cannot be ${change}. ` +
      (change === 'deleted'
        ? 'It is deleted together with its flow.'
        : 'Create an alias of your own with CreateFlowAlias.'),
    [{ name: 'aliasIdentifier', message: `${TEST_ALIAS_ID} cannot be ${change}.` }],
  );
}
