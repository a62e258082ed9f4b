import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DocumentProblem } from './document-problem.ts';
import { parseMetadataSidecar, SIDECAR_SIZE } from './metadata-sidecar.ts';

const parse = (value: unknown) =>
  parseMetadataSidecar('docs/a.pdf.metadata.json', new TextEncoder().encode(JSON.stringify(value)));
const typed = (value: unknown, more: object = {}) => parse({ metadataAttributes: { a: { value, ...more } } });
const structured = (structure: unknown) => parse({ documentStructureConfiguration: structure });
const records = (based: unknown) =>
  structured({ type: 'RECORD_BASED_STRUCTURE_METADATA', recordBasedStructureMetadata: based });

test('the plain form', async () => {
  expect(await parse({ metadataAttributes: { a: 'x', b: -1.5, c: false, d: ['y', 'z'], e: [] } })).toEqual({
    attributes: {
      a: { value: 'x', includeForEmbedding: false },
      b: { value: -1.5, includeForEmbedding: false },
      c: { value: false, includeForEmbedding: false },
      d: { value: ['y', 'z'], includeForEmbedding: false },
      e: { value: [], includeForEmbedding: false },
    },
  });
});

test.each([
  [{ type: 'STRING', stringValue: 'x' }, {}, 'x', false],
  [{ type: 'NUMBER', numberValue: 0 }, { includeForEmbedding: true }, 0, true],
  [{ type: 'BOOLEAN', booleanValue: false }, { includeForEmbedding: false }, false, false],
  [{ type: 'STRING_LIST', stringListValue: ['x'] }, {}, ['x'], false],
])('the typed form: %j', async (value, more, expected, includeForEmbedding) => {
  const { attributes } = await typed(value, more);
  expect(attributes.a).toEqual({ value: expected, includeForEmbedding });
});

test('the structure of a CSV file, its fields named in either form', async () => {
  const { attributes, csvStructure } = await records({
    contentFields: [{ fieldName: 'text' }],
    metadataFieldsSpecification: {
      fieldsToInclude: [{ fieldName: 'year' }, { fieldName: 'id' }],
      fieldsToExclude: ['id'],
    },
  });
  expect(attributes).toEqual({});
  expect(csvStructure).toEqual({
    contentField: 'text',
    fieldsToInclude: ['year', 'id'],
    fieldsToExclude: ['id'],
  });
  expect((await records({ contentFields: [{ fieldName: 'text' }] })).csvStructure).toEqual({
    contentField: 'text',
  });
});

describe('what is wrong is named', () => {
  test.each<[wrong: () => Promise<unknown>, said: RegExp]>([
    [() => parse([]), /no JSON object/],
    [() => parse({}), /metadataAttributes is missing/],
    [() => parse({ metadataAttributes: [] }), /metadataAttributes is no object/],
    [() => parse({ metadataAttributes: { year: null } }), /attribute year/],
    [() => parse({ metadataAttributes: { years: [1, 2] } }), /attribute years/],
    [() => parse({ metadataAttributes: { nested: { a: 1 } } }), /attribute nested/],
    [() => parse({ metadataAttributes: { ' ': 1 } }), /1 to 200 characters/],
    [() => parse({ metadataAttributes: { ['k'.repeat(201)]: 1 } }), /1 to 200 characters/],
    [() => typed({ type: 'DATE', stringValue: 'x' }), /type of attribute a is none of STRING, NUMBER/],
    [() => typed({ type: 'NUMBER', stringValue: '1' }), /no fitting numberValue/],
    [() => typed({ type: 'NUMBER', numberValue: '1' }), /no fitting numberValue/],
    [
      () => typed({ type: 'STRING', stringValue: 'x' }, { includeForEmbedding: 'yes' }),
      /includeForEmbedding/,
    ],
    [() => structured({ type: 'OTHER' }), /RECORD_BASED_STRUCTURE_METADATA/],
    [() => structured({ type: 'RECORD_BASED_STRUCTURE_METADATA' }), /recordBasedStructureMetadata/],
    [() => records({ contentFields: [] }), /contentFields/],
    [() => records({ contentFields: [{ fieldName: 'a' }, { fieldName: 'b' }] }), /contentFields/],
    [
      () =>
        records({
          contentFields: [{ fieldName: 'a' }],
          metadataFieldsSpecification: { fieldsToInclude: [1] },
        }),
      /fieldsToInclude/,
    ],
    [() => parseMetadataSidecar('a.metadata.json', new TextEncoder().encode('{"a": ')), /no valid JSON/],
    [
      () => parseMetadataSidecar('a.metadata.json', new Uint8Array(SIDECAR_SIZE + 1)),
      /10241 bytes, and 10240 are allowed/,
    ],
  ])('%#', async (wrong, said) => {
    await expect(wrong()).rejects.toMatchObject({ reason: 'metadata', message: expect.stringMatching(said) });
  });
});

test('any JSON is read or refused with a reason', async () => {
  const some = fc.oneof(
    fc.jsonValue(),
    fc.record({ metadataAttributes: fc.jsonValue(), documentStructureConfiguration: fc.jsonValue() }),
  );
  await fc.assert(
    fc.asyncProperty(some, async (value) => {
      await parse(value).catch((error: unknown) => expect(error).toBeInstanceOf(DocumentProblem));
    }),
  );
});
