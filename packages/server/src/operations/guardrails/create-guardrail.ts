import type { Ids } from '@streambed/flow/ports';
import type { CreateGuardrailRequest, CreateGuardrailResponse } from '@streambed/model/bedrock';
import type { GuardrailRecord } from '../../store/index.ts';
import { bedrockTagsOf } from '../bedrock-tags/bedrock-tags.ts';
import { createOnce } from '../idempotency.ts';
import { guardrailArn } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { assertRoomFor } from '../quotas.ts';
import { timestamp } from '../timestamp.ts';
import { assertNameFree } from './assert-name-free.ts';
import { requestedDraft } from './requested-draft.ts';

/** Creates a guardrail with its draft, READY at once. */
export const createGuardrail = operation<CreateGuardrailRequest, CreateGuardrailResponse>({
  name: 'CreateGuardrail',
  service: 'bedrock',
  action: 'bedrock:CreateGuardrail',
  resource: () => '*',
  async handle(input, context) {
    const { scope, quotas } = context;
    const tags = bedrockTagsOf(input.tags);
    const draft = await requestedDraft(scope, input);
    return createOnce(context, 'CreateGuardrail', input, async (repositories) => {
      const owner = `Account ${scope.accountId} in region ${scope.region}`;
      const count = await repositories.guardrails.countDrafts(scope);
      assertRoomFor(quotas, 'guardrails', count, owner, 'guardrails');
      await assertNameFree(repositories, scope, input.name);
      const now = context.clock.now();
      const guardrail: GuardrailRecord = {
        id: guardrailIdFrom(context.ids),
        ...draft,
        lastVersion: 0,
        createdAt: now,
        updatedAt: now,
      };
      await repositories.guardrails.insert(scope, guardrail);
      const arn = guardrailArn(scope, guardrail.id);
      if (tags.size > 0) await repositories.tags.put(scope, arn, tags);
      return {
        guardrailId: guardrail.id,
        guardrailArn: arn,
        version: 'DRAFT',
        createdAt: timestamp(guardrail.createdAt),
      };
    });
  },
});

/** 12 characters of `[0-9a-f]`, as ids of guardrails have 12 of `[a-z0-9]`; all of them are random in a UUID. */
const guardrailIdFrom = (ids: Ids): string => ids.uuid().replaceAll('-', '').slice(0, 12);
