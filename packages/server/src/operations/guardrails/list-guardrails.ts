import type { ListGuardrailsRequest, ListGuardrailsResponse } from '@streambed/model/bedrock';
import { guardrailResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { readPage } from '../pagination.ts';
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
    const page = await readPage(context, 'ListGuardrails', guardrail?.id ?? '', input, (request) =>
      guardrail
        ? store.guardrails.listVersions(scope, guardrail.id, request)
        : store.guardrails.listDrafts(scope, request),
    );
    return {
      guardrails: page.rows.map((row) => guardrailSummary(scope, row)),
      nextToken: page.nextToken,
    };
  },
});
