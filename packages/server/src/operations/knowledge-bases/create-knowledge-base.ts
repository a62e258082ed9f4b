import type { CreateKnowledgeBaseRequest, CreateKnowledgeBaseResponse } from '@streambed/model/bedrock-agent';
import type { KnowledgeBaseRecord } from '../../store/index.ts';
import { createOnce } from '../idempotency.ts';
import { knowledgeBaseArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { assertRoomFor } from '../quotas.ts';
import { tagsOf } from '../tags/tag-rules.ts';
import { assertNameFree } from './assert-name-free.ts';
import { checkKnowledgeBaseConfiguration } from './check-configuration.ts';
import { knowledgeBaseOutput } from './knowledge-base-output.ts';

/** Creates a knowledge base, ACTIVE at once: the index is this server's own. Source: services-data.md section 3. */
export const createKnowledgeBase = operation<CreateKnowledgeBaseRequest, CreateKnowledgeBaseResponse>({
  name: 'CreateKnowledgeBase',
  service: 'bedrock-agent',
  action: 'bedrock:CreateKnowledgeBase',
  resource: () => '*',
  async handle(input, context) {
    const { scope, quotas } = context;
    const tags = tagsOf(input.tags);
    checkKnowledgeBaseConfiguration(input.knowledgeBaseConfiguration);
    return createOnce(context, 'CreateKnowledgeBase', input, async (repositories) => {
      const count = await repositories.knowledgeBases.count(scope);
      const owner = `Account ${scope.accountId} in region ${scope.region}`;
      assertRoomFor(quotas, 'knowledgeBases', count, owner, 'knowledge bases');
      await assertNameFree(repositories, scope, input.name);
      const now = context.clock.now();
      const knowledgeBase: KnowledgeBaseRecord = {
        id: context.ids.resourceId(),
        name: input.name,
        ...(input.description !== undefined && { description: input.description }),
        roleArn: input.roleArn,
        knowledgeBaseConfiguration: input.knowledgeBaseConfiguration,
        ...(input.storageConfiguration && { storageConfiguration: input.storageConfiguration }),
        status: 'ACTIVE',
        failureReasons: [],
        createdAt: now,
        updatedAt: now,
      };
      await repositories.knowledgeBases.insert(scope, knowledgeBase);
      if (tags.size > 0) await repositories.tags.put(scope, knowledgeBaseArn(scope, knowledgeBase.id), tags);
      return { knowledgeBase: knowledgeBaseOutput(scope, knowledgeBase) };
    });
  },
});
