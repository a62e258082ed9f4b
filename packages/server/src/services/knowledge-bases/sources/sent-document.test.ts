import type {
  DocumentMetadata,
  KnowledgeBaseDocument,
  MetadataAttributeValue,
} from '@streambed/model/bedrock-agent';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSent, encodeSent, type SentDocument, sentDocument } from './sent-document.ts';

const custom = (more: object): KnowledgeBaseDocument => ({
  content: {
    dataSourceType: 'CUSTOM',
    custom: { customDocumentIdentifier: { id: 'one' }, sourceType: 'IN_LINE', ...more },
  },
});

describe('what was sent', () => {
  test.each<[KnowledgeBaseDocument, ReturnType<typeof sentDocument>]>([
    [
      custom({ inlineContent: { type: 'TEXT', textContent: { data: 'höi' } } }),
      {
        documentId: 'one',
        sourceType: 'CUSTOM',
        sent: { content: { bytes: new TextEncoder().encode('höi'), mimeType: 'text/plain; charset=utf-8' } },
      },
    ],
    [
      custom({
        inlineContent: {
          type: 'BYTE',
          byteContent: { mimeType: 'application/pdf', data: Uint8Array.of(1, 10, 2) },
        },
      }),
      {
        documentId: 'one',
        sourceType: 'CUSTOM',
        sent: { content: { bytes: Uint8Array.of(1, 10, 2), mimeType: 'application/pdf' } },
      },
    ],
    [
      custom({ sourceType: 'S3_LOCATION', s3Location: { uri: 's3://b/a.md' } }),
      { documentId: 'one', sourceType: 'CUSTOM', sent: { uri: 's3://b/a.md' } },
    ],
    [
      {
        content: { dataSourceType: 'S3', s3: { s3Location: { uri: 's3://b/a.md' } } },
        metadata: { type: 'S3_LOCATION', s3Location: { uri: 's3://b/a.json' } },
      },
      {
        documentId: 's3://b/a.md',
        sourceType: 'S3',
        sent: { uri: 's3://b/a.md', metadata: { uri: 's3://b/a.json' } },
      },
    ],
    [
      {
        ...custom({ inlineContent: { type: 'TEXT', textContent: { data: '' } } }),
        metadata: {
          type: 'IN_LINE_ATTRIBUTE',
          inlineAttributes: [
            { key: 's', value: { type: 'STRING', stringValue: 'x' } },
            { key: 'n', value: { type: 'NUMBER', numberValue: 0 } },
            { key: 'b', value: { type: 'BOOLEAN', booleanValue: false } },
            { key: 'l', value: { type: 'STRING_LIST', stringListValue: ['p', 'q'] } },
            { key: '__proto__', value: { type: 'STRING', stringValue: 'y' } },
          ],
        },
      },
      {
        documentId: 'one',
        sourceType: 'CUSTOM',
        sent: {
          content: { bytes: new Uint8Array(), mimeType: 'text/plain; charset=utf-8' },
          metadata: {
            attributes: Object.fromEntries([
              ['s', 'x'],
              ['n', 0],
              ['b', false],
              ['l', ['p', 'q']],
              ['__proto__', 'y'],
            ]),
          },
        },
      },
    ],
  ])('%j', (document, expected) => {
    expect(sentDocument(document)).toEqual(expected);
  });

  const text = { inlineContent: { type: 'TEXT' as const, textContent: { data: 'x' } } };
  const withMetadata = (metadata: DocumentMetadata) => ({ ...custom(text), metadata });
  const attribute = (value: MetadataAttributeValue) =>
    withMetadata({ type: 'IN_LINE_ATTRIBUTE', inlineAttributes: [{ key: 'k', value }] });
  test.each<[string, KnowledgeBaseDocument]>([
    ['s3', { content: { dataSourceType: 'S3' } }],
    ['custom', { content: { dataSourceType: 'CUSTOM' } }],
    ['inlineContent', custom({})],
    ['inlineContent', custom({ s3Location: { uri: 's3://b/a.md' } })],
    ['s3Location', custom({ sourceType: 'S3_LOCATION', ...text })],
    ['textContent', custom({ inlineContent: { type: 'TEXT' } })],
    ['byteContent', custom({ inlineContent: { type: 'BYTE', textContent: { data: 'x' } } })],
    ['inlineAttributes', withMetadata({ type: 'IN_LINE_ATTRIBUTE' })],
    ['s3Location', withMetadata({ type: 'S3_LOCATION' })],
    ['stringValue', attribute({ type: 'STRING', numberValue: 1 })],
    ['numberValue', attribute({ type: 'NUMBER', stringValue: '1' })],
    ['booleanValue', attribute({ type: 'BOOLEAN' })],
    ['stringListValue', attribute({ type: 'STRING_LIST', stringValue: 'x' })],
    ['accessControlList', withMetadata({ type: 'IN_LINE_ATTRIBUTE', accessControlList: [] })],
  ])(
    'is refused without %s where its types call for it, or with what is not served: %j',
    (member, document) => {
      expect(() => sentDocument(document)).toThrow(
        expect.objectContaining({
          fault: expect.objectContaining({ kind: 'validation', message: expect.stringContaining(member) }),
        }),
      );
    },
  );

  test('is kept whole', () => {
    const uri = fc.string({ unit: 'binary' });
    const content = fc.record({ bytes: fc.uint8Array(), mimeType: fc.string({ unit: 'binary' }) });
    const metadata = fc.oneof(
      fc.record({ uri }),
      fc.record({
        attributes: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.array(fc.string()))),
      }),
    );
    const sent = fc.oneof(
      fc.record({ uri, metadata }, { requiredKeys: ['uri'] }),
      fc.record({ content, metadata }, { requiredKeys: ['content'] }),
    ) as fc.Arbitrary<SentDocument>;
    fc.assert(
      fc.property(sent, (given) => {
        const kept = decodeSent(encodeSent(given));
        expect({
          ...kept,
          ...(kept.content && { content: { ...kept.content, bytes: new Uint8Array(kept.content.bytes) } }),
        }).toEqual(given);
      }),
    );
  });
});
