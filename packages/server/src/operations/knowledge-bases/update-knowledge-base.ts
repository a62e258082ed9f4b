import { isDeepStrictEqual } from 'node:util';
import type { UpdateKnowledgeBaseRequest, UpdateKnowledgeBaseResponse } from '@streambed/model/bedrock-agent';
import { validationException } from '../../protocol/index.ts';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { assertNameFree } from './assert-name-free.ts';
import { findLivingKnowledgeBase } from './find-knowledge-base.ts';
import { knowledgeBaseOutput } from './knowledge-base-output.ts';

/** Changes name, description and role; the configurations are repeated as they are. Source: services-data.md section 3. */
export const updateKnowledgeBase = operation<UpdateKnowledgeBaseRequest, UpdateKnowledgeBaseResponse>({
  name: 'UpdateKnowledgeBase',
  service: 'bedrock-agent',
  action: 'bedrock:UpdateKnowledgeBase',
  resource: ({ knowledgeBaseId }, scope) => knowledgeBaseArn(scope, knowledgeBaseId),
  handle: (input, { store, scope, clock }) =>
    store.transaction(async (repositories) => {
      const current = await findLivingKnowledgeBase(repositories, scope, input.knowledgeBaseId);
      assertSame(
        'knowledgeBaseConfiguration',
        input.knowledgeBaseConfiguration,
        current.knowledgeBaseConfiguration,
      );
      if (input.storageConfiguration)
        assertSame('storageConfiguration', input.storageConfiguration, current.storageConfiguration);
      await assertNameFree(repositories, scope, input.name, current.id);
      const { description: _, ...kept } = current;
      const updated = {
        ...kept,
        name: input.name,
        ...(input.description !== undefined && { description: input.description }),
        roleArn: input.roleArn,
        updatedAt: Math.max(clock.now(), current.updatedAt + 1),
      };
      await repositories.knowledgeBases.update(scope, updated);
      return { knowledgeBase: knowledgeBaseOutput(scope, updated) };
    }),
});

function assertSame(name: string, sent: unknown, kept: unknown): void {
  if (isDeepStrictEqual(sent, kept)) return;
  const message = `${name} cannot be changed once the knowledge base is there: send it as GetKnowledgeBase shows it, or create another knowledge base.`;
  throw validationException(message, [{ name, message }]);
}
