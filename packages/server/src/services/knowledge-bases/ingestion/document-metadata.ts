import { createHash } from 'node:crypto';
import type { JsonObject } from '@streambed/model';
import type { KnowledgeBaseDocumentRecord } from '../../../store/index.ts';
import type { CsvStructure, MetadataSidecar } from '../parsing/index.ts';

/** A document's metadata, and what they change. */
export interface DocumentMetadata {
  /** What filters see. */
  readonly values: JsonObject;
  /** Goes before each passage when it is embedded; empty: nothing does. */
  readonly preamble: string;
  readonly csvStructure?: CsvStructure;
  /** `<of what passages and vectors depend on>.<of all>`. */
  readonly digest: string;
}

/** From a metadata file, or from nothing. */
export const documentMetadata = (sidecar: MetadataSidecar | undefined): DocumentMetadata =>
  sidecar ? read(sidecar) : NOTHING;

function read(sidecar: MetadataSidecar): DocumentMetadata {
  const attributes = Object.entries(sidecar.attributes);
  const embedded = attributes.filter(([, { includeForEmbedding }]) => includeForEmbedding);
  const preamble = embedded.map(([key, { value }]) => `${key}: ${[value].flat().join(', ')}\n`).join('');
  const { csvStructure } = sidecar;
  const values = Object.fromEntries(attributes.map(([key, { value }]) => [key, value])) as JsonObject;
  return {
    values,
    preamble,
    ...(csvStructure && { csvStructure }),
    digest: `${digestOf(preamble, JSON.stringify(csvStructure ?? null))}.${digestOf(JSON.stringify(values))}`,
  };
}

/** What is stored of a document's metadata, which stays; those that are embedded are not known any more. */
export const keptMetadata = ({
  metadata,
  metadataDigest,
}: Pick<KnowledgeBaseDocumentRecord, 'metadata' | 'metadataDigest'>): DocumentMetadata => ({
  ...documentMetadata(undefined),
  values: metadata,
  digest: metadataDigest ?? documentMetadata(undefined).digest,
});

/** The part of a digest of metadata that passages and vectors depend on. */
export const embeddedPart = (digest: string | undefined): string => digest?.split('.', 1)[0] ?? '';

/** SHA-256 of some texts or bytes, told apart, in base64url. */
export const digestOf = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
    hash.update(`${bytes.byteLength}:`).update(bytes);
  }
  return hash.digest('base64url');
};

/** What most documents have; made once. */
const NOTHING = read({ attributes: {} });
