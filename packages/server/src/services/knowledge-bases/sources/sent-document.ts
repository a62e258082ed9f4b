import { callerFault } from '@streambed/flow/ports';
import type { JsonObject } from '@streambed/model';
import type {
  CustomContent,
  DocumentMetadata,
  KnowledgeBaseDocument,
  MetadataAttributeValue,
} from '@streambed/model/bedrock-agent';
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

/**
 * Identity and content of a document, as the operation's input has it. Rejects with FlowError `validation` where a part is
 * missing that the types in it call for: the shapes make all of them optional.
 */
export function sentDocument({ content, metadata }: KnowledgeBaseDocument): {
  readonly documentId: string;
  readonly sourceType: 'S3' | 'CUSTOM';
  readonly sent: SentDocument;
} {
  const given = metadata && { metadata: sentMetadata(metadata) };
  if (content.dataSourceType === 'S3') {
    const { uri } = needed(content.s3, 's3', 'content of the dataSourceType S3').s3Location;
    return { documentId: uri, sourceType: 'S3', sent: { uri, ...given } };
  }
  const custom = needed(content.custom, 'custom', 'content of the dataSourceType CUSTOM');
  return {
    documentId: custom.customDocumentIdentifier.id,
    sourceType: 'CUSTOM',
    sent: { ...sentContent(custom), ...given },
  };
}

const sentContent = ({
  sourceType,
  s3Location,
  inlineContent,
}: CustomContent): Pick<SentDocument, 'uri' | 'content'> => {
  if (sourceType === 'S3_LOCATION')
    return { uri: needed(s3Location, 's3Location', 'a document of the sourceType S3_LOCATION').uri };
  const inline = needed(inlineContent, 'inlineContent', 'a document of the sourceType IN_LINE');
  if (inline.type === 'BYTE') {
    const { data, mimeType } = needed(inline.byteContent, 'byteContent', 'inlineContent of the type BYTE');
    return { content: { bytes: data, mimeType } };
  }
  const { data } = needed(inline.textContent, 'textContent', 'inlineContent of the type TEXT');
  return { content: { bytes: new TextEncoder().encode(data), mimeType: 'text/plain; charset=utf-8' } };
};

const sentMetadata = ({
  type,
  inlineAttributes,
  s3Location,
  accessControlList,
}: DocumentMetadata): SentDocument['metadata'] => {
  if (accessControlList)
    throw callerFault(
      'accessControlList is not served here: everybody who may search a knowledge base finds all of it. Leave it out.',
    );
  if (type === 'S3_LOCATION')
    return { uri: needed(s3Location, 's3Location', 'metadata of the type S3_LOCATION').uri };
  const attributes = needed(inlineAttributes, 'inlineAttributes', 'metadata of the type IN_LINE_ATTRIBUTE');
  const values = attributes.map(({ key, value }): [string, MetadataValue] => [key, sentValue(key, value)]);
  return { attributes: Object.fromEntries(values) as JsonObject };
};

const sentValue = (key: string, value: MetadataAttributeValue): MetadataValue => {
  const owner = `the metadata attribute ${key} of the type ${value.type}`;
  switch (value.type) {
    case 'STRING':
      return needed(value.stringValue, 'stringValue', owner);
    case 'NUMBER':
      return needed(value.numberValue, 'numberValue', owner);
    case 'BOOLEAN':
      return needed(value.booleanValue, 'booleanValue', owner);
    case 'STRING_LIST':
      return needed(value.stringListValue, 'stringListValue', owner);
  }
};

function needed<Value>(value: Value | undefined, member: string, owner: string): Value {
  if (value !== undefined) return value;
  throw callerFault(`${member} is missing: ${owner} needs it.`);
}

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
