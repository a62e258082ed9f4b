import type { JsonObject } from '@streambed/model';
import type { ChunkRecord, DocumentIdentity } from '../../../store/index.ts';
import type { CutChunk } from './tools.ts';

/** A chunk as it shall be stored, as far as that is known before it is embedded. */
export interface PlannedChunk extends Omit<ChunkRecord, 'generation' | 'vector'> {
  /** What is embedded: its text, behind metadata that are to be. */
  readonly embedded: string;
}

/** What every passage of a document has in common. */
export interface PassageFacts {
  readonly identity: DocumentIdentity;
  /** Where it lies, where that can be told. */
  readonly uri: string | undefined;
  readonly mimeType: string | undefined;
  /** Metadata that its author gave. */
  readonly values: JsonObject;
  readonly preamble: string;
}

/** Names that the service keeps for itself. */
const RESERVED = 'x-amz-bedrock-kb-';
const PAGE_NUMBER = `${RESERVED}document-page-number`;

/** The keys that the service adds to an author's metadata. */
const builtIn = ({ identity, uri, mimeType }: PassageFacts): JsonObject => ({
  ...(uri !== undefined && { [`${RESERVED}source-uri`]: uri }),
  [`${RESERVED}data-source-id`]: identity.dataSourceId,
  ...(mimeType !== undefined && { [`${RESERVED}source-file-mime-type`]: mimeType }),
});

/** The passages that chunking cut, with their metadata. */
export function planChunks(
  facts: PassageFacts,
  { chunks, parents = [] }: { readonly chunks: readonly CutChunk[]; readonly parents?: readonly CutChunk[] },
): readonly PlannedChunk[] {
  const { identity, values, preamble } = facts;
  const own = builtIn(facts);
  return chunks.map(({ text, start, end, page, headings, parent, metadata }, ordinal) => {
    const around = parent === undefined ? undefined : parents[parent];
    return {
      ...identity,
      ordinal,
      text,
      start,
      end,
      ...(page !== undefined && { page }),
      ...(headings && { headings }),
      ...(around && {
        parent: { ordinal: parent!, text: around.text, start: around.start, end: around.end },
      }),
      metadata: { ...values, ...metadata, ...own, ...(page !== undefined && { [PAGE_NUMBER]: page }) },
      embedded: preamble + text,
    };
  });
}

/** A stored passage of a document without records, with other metadata of the document. */
export function withMetadata(
  facts: PassageFacts,
  { generation: _generation, metadata: _metadata, ...chunk }: ChunkRecord,
): PlannedChunk {
  const page = chunk.page !== undefined && { [PAGE_NUMBER]: chunk.page };
  return {
    ...chunk,
    metadata: { ...facts.values, ...builtIn(facts), ...page },
    embedded: facts.preamble + chunk.text,
  };
}

/** Whether a stored chunk is what is planned in its place. */
export const isAsPlanned = (chunk: ChunkRecord, planned: PlannedChunk | undefined): boolean =>
  planned !== undefined &&
  chunk.text === planned.text &&
  chunk.start === planned.start &&
  chunk.end === planned.end &&
  chunk.page === planned.page &&
  JSON.stringify([chunk.headings, chunk.parent?.text, sorted(chunk.metadata)]) ===
    JSON.stringify([planned.headings, planned.parent?.text, sorted(planned.metadata)]);

const sorted = (object: JsonObject) =>
  Object.entries(object).sort(([one], [other]) => (one < other ? -1 : 1));
