import type { GetStudioDocumentRequest, GetStudioDocumentResponse } from '@streambed/model/streambed';
import { findFlow } from '../flows/find-flow.ts';
import { flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { timestamp } from '../timestamp.ts';

/** What the studio keeps beside a flow. Of a flow that has none, `{}` at revision 0. */
export const getStudioDocument = operation<GetStudioDocumentRequest, GetStudioDocumentResponse>({
  name: 'GetStudioDocument',
  service: 'streambed',
  action: 'streambed:GetStudioDocument',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  async handle(input, { store, scope }) {
    const { id } = await findFlow(store, scope, input.flowIdentifier);
    const document = await store.studioDocuments.get(scope, id);
    if (document === undefined) return { content: {}, revision: 0 };
    const { content, revision, updatedAt } = document;
    return { content, revision, updatedAt: timestamp(updatedAt) };
  },
});
