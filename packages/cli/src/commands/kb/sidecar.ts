import { readFileSync } from 'node:fs';
import type { MetadataAttribute, MetadataAttributeValue } from '@aws-sdk/client-bedrock-agent';

/** What a metadata file's name ends in: `report.pdf` has `report.pdf.metadata.json` (services-data.md section 3). */
export const SIDECAR_SUFFIX = '.metadata.json';

/** Attributes that a document that is sent may have. */
const MOST_ATTRIBUTES = 50;

/** What a document's metadata file says of it; undefined when it has none. Throws an Error that says what is wrong with it. */
export const attributesBeside = (path: string): MetadataAttribute[] | undefined => {
  const text = readText(`${path}${SIDECAR_SUFFIX}`);
  if (text === undefined) return undefined;
  const { metadataAttributes } = objectIn(text);
  if (!isObject(metadataAttributes)) throw new Error('its metadata file has no object metadataAttributes');
  const attributes = Object.entries(metadataAttributes).map(([key, given]) => ({
    key,
    value: valueFrom(key, given),
  }));
  if (attributes.length > MOST_ATTRIBUTES)
    throw new Error(`its metadata file has more than ${MOST_ATTRIBUTES} attributes`);
  return attributes.length > 0 ? attributes : undefined;
};

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

const objectIn = (text: string): Readonly<Record<string, unknown>> => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`its metadata file is no JSON (${(error as Error).message})`);
  }
  if (!isObject(value)) throw new Error('its metadata file is no JSON object');
  return value;
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A plain value, or one that says its type: `{ value: { type: "STRING", stringValue: "…" } }`. */
const valueFrom = (key: string, given: unknown): MetadataAttributeValue => {
  if (typeof given === 'string') return { type: 'STRING', stringValue: given };
  if (typeof given === 'number') return { type: 'NUMBER', numberValue: given };
  if (typeof given === 'boolean') return { type: 'BOOLEAN', booleanValue: given };
  if (Array.isArray(given) && given.every((each) => typeof each === 'string'))
    return { type: 'STRING_LIST', stringListValue: given };
  if (isObject(given) && isObject(given.value)) {
    const { type, ...members } = given.value;
    const [value] = Object.values(members);
    if (type !== undefined && Object.keys(members).length === 1 && !isObject(value))
      return valueFrom(key, value);
  }
  throw new Error(
    `its metadata file has the attribute ${key}, which is no string, number, boolean or list of strings`,
  );
};
