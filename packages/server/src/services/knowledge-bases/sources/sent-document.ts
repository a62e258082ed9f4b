import type { JsonObject } from '@streambed/model';
import type { DocumentMetadata, KnowledgeBaseDocument } from '@streambed/model/bedrock-agent';
import type { MetadataSidecar, MetadataValue } from '../parsing/index.ts';

/** What IngestKnowledgeBaseDocuments was sent of a document, besides its identity. */
export interface SentDocument {
  /** Where its content lies; absent: it was sent itself. */
  readonly uri?: string;
  readonly content?: { readonly bytes: Uint8Array; readonly mimeType: string };
  readonly metadata?:
    | { readonly attributes: JsonObject }
    /** A metadata file in S3. */
    | { readonly uri: string };
}

/** Identity and content of a document, as the operation's input has it. */
export function sentDocument({ content, metadata }: KnowledgeBaseDocument): {
  readonly documentId: string;
  readonly sourceType: 'S3' | 'CUSTOM';
  readonly sent: SentDocument;
} {
  const given = metadata && { metadata: sentMetadata(metadata) };
  const { custom } = content;
  if (!custom) {
    const uri = content.s3?.s3Location.uri ?? '';
    return { documentId: uri, sourceType: 'S3', sent: { uri, ...given } };
  }
  const { byteContent, textContent } = custom.inlineContent ?? {};
  const uri = custom.s3Location?.uri;
  const content_ =
    uri !== undefined
      ? { uri }
      : {
          content: byteContent
            ? { bytes: byteContent.data, mimeType: byteContent.mimeType }
            : {
                bytes: new TextEncoder().encode(textContent?.data ?? ''),
                mimeType: 'text/plain; charset=utf-8',
              },
        };
  return {
    documentId: custom.customDocumentIdentifier.id,
    sourceType: 'CUSTOM',
    sent: { ...content_, ...given },
  };
}

const sentMetadata = ({ inlineAttributes = [], s3Location }: DocumentMetadata): SentDocument['metadata'] => {
  if (s3Location) return { uri: s3Location.uri };
  const values = inlineAttributes.map(({ key, value }): [string, MetadataValue] => [
    key,
    value.stringListValue ?? value.stringValue ?? value.numberValue ?? value.booleanValue ?? '',
  ]);
  return { attributes: Object.fromEntries(values) as JsonObject };
};

/** The same to be kept: a line of JSON, and the bytes behind it. */
export function encodeSent({ content, ...head }: SentDocument): Uint8Array {
  const line = JSON.stringify({ ...head, ...(content && { mimeType: content.mimeType }) });
  return Buffer.concat([Buffer.from(`${line}\n`, 'utf8'), content?.bytes ?? new Uint8Array()]);
}

/** Reads what encodeSent made. */
export function decodeSent(kept: Uint8Array): SentDocument {
  const end = kept.indexOf(0x0a);
  const { mimeType, ...head } = JSON.parse(
    Buffer.from(kept.subarray(0, end)).toString('utf8'),
  ) as SentDocument & {
    readonly mimeType?: string;
  };
  return { ...head, ...(mimeType !== undefined && { content: { mimeType, bytes: kept.subarray(end + 1) } }) };
}

/** Metadata that was sent as values, in the form of a metadata file. */
export const asSidecar = (attributes: JsonObject): MetadataSidecar => ({
  attributes: Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [
      key,
      { value: value as MetadataValue, includeForEmbedding: false },
    ]),
  ),
});
