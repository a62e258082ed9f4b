import type { ListGuardrailsRequest, ListGuardrailsResponse } from '@streambed/model/bedrock';
import { guardrailResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { readDraftsOrVersions } from '../pagination.ts';
import { findGuardrail } from './find-guardrail.ts';
import { guardrailSummary } from './guardrail-output.ts';

/**
 * Without `guardrailIdentifier` lists the drafts of all guardrails, newest first; with it the draft of that guardrail
 * and then its versions, highest number first.
 */
export const listGuardrails = operation<ListGuardrailsRequest, ListGuardrailsResponse>({
  name: 'ListGuardrails',
  service: 'bedrock',
  action: 'bedrock:ListGuardrails',
  resource: (input, scope) =>
    input.guardrailIdentifier === undefined ? '*' : guardrailResource(scope, input.guardrailIdentifier),
  async handle(input, context) {
    const { store, scope } = context;
    const guardrail =
      input.guardrailIdentifier === undefined
        ? undefined
        : await findGuardrail(store, scope, input.guardrailIdentifier);
    const page = await readDraftsOrVersions(
      context,
      'ListGuardrails',
      store.guardrails,
      guardrail?.id,
      input,
    );
    return {
      guardrails: page.rows.map((row) => guardrailSummary(scope, row)),
      nextToken: page.nextToken,
    };
  },
});
