import { causeOf, DocumentProblem, shownName } from './document-problem.ts';
import { decodeText } from './text-encoding.ts';

/** What a sidecar's name ends in: `report.pdf` has `report.pdf.metadata.json`. */
export const SIDECAR_SUFFIX = '.metadata.json';

/** Bytes of a sidecar (user guide, "Include metadata in a data source"). */
export const SIDECAR_SIZE = 10 * 1024;

export type MetadataValue = string | number | boolean | readonly string[];

/** One attribute of a document. */
export interface MetadataAttribute {
  readonly value: MetadataValue;
  /** Whether the value is embedded together with the text. Only the typed form can say so; default false. */
  readonly includeForEmbedding: boolean;
}

/** How the rows of a CSV file become documents: `documentStructureConfiguration`. */
export interface CsvStructure {
  /** The column whose cell is a record's text. */
  readonly contentField: string;
  /** The columns that become metadata; undefined means all but the content's. */
  readonly fieldsToInclude?: readonly string[];
  readonly fieldsToExclude?: readonly string[];
}

export interface MetadataSidecar {
  readonly attributes: Readonly<Record<string, MetadataAttribute>>;
  readonly csvStructure?: CsvStructure;
}

/**
 * Reads a sidecar of the name `name`: `{ metadataAttributes, documentStructureConfiguration? }`, each attribute a string,
 * number, boolean or list of strings, or an object that says its type (`{ value: { type, stringValue }, includeForEmbedding
 * }`). Rejects with DocumentProblem `metadata`, which names the attribute.
 */
export const parseMetadataSidecar = async (name: string, bytes: Uint8Array): Promise<MetadataSidecar> => {
  const wrong: Complain = (what) =>
    new DocumentProblem(
      'metadata',
      `The metadata file ${shownName(name)} cannot be used: ${what}. It looks like {"metadataAttributes": {"year": 2024, "authors": ["A", "B"]}}.`,
    );
  if (bytes.length > SIDECAR_SIZE)
    throw wrong(`it has ${bytes.length} bytes, and ${SIDECAR_SIZE} are allowed`);
  const parsed = await readJson(name, bytes, wrong);
  if (!isObject(parsed)) throw wrong('it is no JSON object');
  const { metadataAttributes, documentStructureConfiguration } = parsed;
  if (metadataAttributes === undefined && documentStructureConfiguration === undefined)
    throw wrong('metadataAttributes is missing');
  if (metadataAttributes !== undefined && !isObject(metadataAttributes))
    throw wrong('metadataAttributes is no object');
  const attributes: [string, MetadataAttribute][] = [];
  for (const [key, given] of Object.entries(metadataAttributes ?? {})) {
    if (key.trim() === '' || key.length > 200)
      throw wrong('the name of an attribute has 1 to 200 characters, not all of them blank');
    attributes.push([key, attributeOf(key, given, wrong)]);
  }
  return {
    attributes: Object.fromEntries(attributes),
    ...(documentStructureConfiguration !== undefined && {
      csvStructure: structureOf(documentStructureConfiguration, wrong),
    }),
  };
};

type Complain = (what: string) => DocumentProblem;

const readJson = async (name: string, bytes: Uint8Array, wrong: Complain): Promise<unknown> => {
  try {
    return JSON.parse(await decodeText(bytes, { name }));
  } catch (error) {
    throw wrong(`it is no valid JSON (${causeOf(error)})`);
  }
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

const isValue = (value: unknown): value is MetadataValue =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  isStrings(value);

/** The member that holds a typed value, by its type. */
const MEMBERS: ReadonlyMap<unknown, string> = new Map([
  ['STRING', 'stringValue'],
  ['NUMBER', 'numberValue'],
  ['BOOLEAN', 'booleanValue'],
  ['STRING_LIST', 'stringListValue'],
]);

const attributeOf = (key: string, given: unknown, wrong: Complain): MetadataAttribute => {
  if (isValue(given)) return { value: given, includeForEmbedding: false };
  if (!isObject(given) || !isObject(given.value))
    throw wrong(`attribute ${key} is no string, number, boolean or list of strings`);
  const { value: typed, includeForEmbedding = false } = given;
  const member = MEMBERS.get(typed.type);
  if (member === undefined)
    throw wrong(`the type of attribute ${key} is none of ${[...MEMBERS.keys()].join(', ')}`);
  const value = typed[member];
  if (!isValue(value) || typeOf(value) !== typed.type)
    throw wrong(`attribute ${key} has no fitting ${member}`);
  if (typeof includeForEmbedding !== 'boolean')
    throw wrong(`includeForEmbedding of attribute ${key} is neither true nor false`);
  return { value, includeForEmbedding };
};

const typeOf = (value: MetadataValue): string =>
  typeof value === 'object' ? 'STRING_LIST' : (typeof value).toUpperCase();

const structureOf = (given: unknown, wrong: Complain): CsvStructure => {
  const structure = isObject(given) ? given : {};
  const type = 'RECORD_BASED_STRUCTURE_METADATA';
  if (structure.type !== type) throw wrong(`the type of documentStructureConfiguration is not ${type}`);
  const based = structure.recordBasedStructureMetadata;
  if (!isObject(based)) throw wrong('recordBasedStructureMetadata is missing');
  const { contentFields, metadataFieldsSpecification = {} } = based;
  const [content] = Array.isArray(contentFields) && contentFields.length === 1 ? contentFields : [];
  const contentField = isObject(content) ? content.fieldName : undefined;
  if (typeof contentField !== 'string' || contentField === '')
    throw wrong('contentFields is not one object with a fieldName');
  if (!isObject(metadataFieldsSpecification)) throw wrong('metadataFieldsSpecification is no object');
  const fields = (member: 'fieldsToInclude' | 'fieldsToExclude'): readonly string[] | undefined => {
    const list = metadataFieldsSpecification[member];
    if (list === undefined) return undefined;
    const names = Array.isArray(list) ? list.map((item) => (isObject(item) ? item.fieldName : item)) : [list];
    if (!isStrings(names)) throw wrong(`${member} is no list of field names`);
    return names;
  };
  const fieldsToInclude = fields('fieldsToInclude');
  const fieldsToExclude = fields('fieldsToExclude');
  return {
    contentField: contentField.trim(),
    ...(fieldsToInclude && { fieldsToInclude }),
    ...(fieldsToExclude && { fieldsToExclude }),
  };
};
