import type { PutStudioDocumentRequest, PutStudioDocumentResponse } from '@streambed/model/streambed';
import { conflict, validationException } from '../../protocol/index.ts';
import { findFlow } from '../flows/find-flow.ts';
import { flowResource } from '../identifiers.ts';
import { operation } from '../operation.ts';
import { timestamp } from '../timestamp.ts';

const MAX_BYTES = 4 * 1024 * 1024;

/**
 * Stores what the studio keeps beside a flow. `revision` is the one that was read (0 where there was none): when
 * somebody else has written since, that is a ConflictException that names both. At most 4 MiB as JSON.
 */
export const putStudioDocument = operation<PutStudioDocumentRequest, PutStudioDocumentResponse>({
  name: 'PutStudioDocument',
  service: 'streambed',
  action: 'streambed:PutStudioDocument',
  resource: (input, scope) => flowResource(scope, input.flowIdentifier),
  async handle({ flowIdentifier, content, revision }, { store, scope, clock }) {
    const size = Buffer.byteLength(JSON.stringify(content));
    if (size > MAX_BYTES) {
      const message = `The studio document has ${size.toLocaleString('en-US')} bytes as JSON; at most ${MAX_BYTES.toLocaleString('en-US')} are kept. Remove notes or saved inputs.`;
      throw validationException(message, [{ name: 'content', message }]);
    }
    return store.transaction(async (repositories) => {
      const { id } = await findFlow(repositories, scope, flowIdentifier);
      const stored = await repositories.studioDocuments.get(scope, id);
      const current = stored?.revision ?? 0;
      if (revision !== current) {
        throw conflict(
          `The studio document of flow ${id} is at revision ${current}, and the change was made to revision ${revision}. Read it again with GetStudioDocument, merge, and send the change with revision ${current}.`,
        );
      }
      const updatedAt = clock.now();
      const next = current + 1;
      await repositories.studioDocuments.put(scope, { flowId: id, content, revision: next, updatedAt });
      return { revision: next, updatedAt: timestamp(updatedAt) };
    });
  },
});
