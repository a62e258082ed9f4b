import type { JsonObject } from '@streambed/model';

/** The media type of every answer of a model here. */
export const JSON_TYPE = 'application/json';

/** What is put into `body`, and into each chunk of a stream. */
export const jsonBytes = (value: JsonObject): Uint8Array => Buffer.from(JSON.stringify(value));
