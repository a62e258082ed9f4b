import type { CreateGuardrailVersionRequest, CreateGuardrailVersionResponse } from '@streambed/model/bedrock';
import { createOnce } from '../idempotency.ts';
import { guardrailResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { assertRoomFor, assertVersionNumberLeft, LARGEST_GUARDRAIL_VERSION } from '../quotas.ts';
import { findGuardrail } from './find-guardrail.ts';

/** Makes an immutable snapshot of a guardrail's draft under the next number, which is never given out twice. */
export const createGuardrailVersion = operation<
  CreateGuardrailVersionRequest,
  CreateGuardrailVersionResponse
>({
  name: 'CreateGuardrailVersion',
  service: 'bedrock',
  action: 'bedrock:CreateGuardrailVersion',
  resource: (input, scope) => guardrailResource(scope, input.guardrailIdentifier),
  handle: (input, context) =>
    createOnce(context, 'CreateGuardrailVersion', input, async (repositories) => {
      const { scope, quotas } = context;
      const draft = await findGuardrail(repositories, scope, input.guardrailIdentifier);
      const owner = `Guardrail ${draft.id}`;
      const count = await repositories.guardrails.countVersions(scope, draft.id);
      assertRoomFor(quotas, 'versionsPerGuardrail', count, owner, 'versions');
      assertVersionNumberLeft(draft.lastVersion, owner, LARGEST_GUARDRAIL_VERSION);
      const now = context.clock.now();
      const version = draft.lastVersion + 1;
      await repositories.guardrails.insert(scope, {
        ...draft,
        version,
        description: input.description,
        lastVersion: 0,
        createdAt: now,
        updatedAt: now,
      });
      await repositories.guardrails.update(scope, { ...draft, lastVersion: version });
      return { guardrailId: draft.id, version: String(version) };
    }),
});
