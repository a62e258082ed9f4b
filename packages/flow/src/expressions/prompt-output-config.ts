import type { JsonObject, JsonValue } from '@streambed/model';
import { authorFault, type ConverseRequest } from '../ports/index.ts';

/** The member of a prompt's additionalModelRequestFields that is ours. */
const MEMBER = 'outputConfig';

/**
 * A prompt's JSON schema. The shapes of prompts have no place for one, and Converse has: so `outputConfig` among a
 * prompt's additionalModelRequestFields is taken for Converse's own member of that name and sent as such; the rest
 * stays what it is. The schema may be written as JSON text, as Converse wants it, or as the object itself.
 * Throws FlowError, the author's fault, when it has another form; `of` is what its message calls the prompt.
 */
export function withOutputConfig(
  of: string,
  fields: JsonValue | undefined,
): Pick<ConverseRequest, 'additionalModelRequestFields' | 'outputConfig'> {
  if (fields === undefined || fields === null) return {};
  if (!isObject(fields) || !Object.hasOwn(fields, MEMBER)) return { additionalModelRequestFields: fields };
  const { [MEMBER]: outputConfig, ...others } = fields;
  return {
    outputConfig: outputConfigOf(of, outputConfig),
    ...(Object.keys(others).length > 0 && { additionalModelRequestFields: others }),
  };
}

function outputConfigOf(
  of: string,
  value: JsonValue | undefined,
): NonNullable<ConverseRequest['outputConfig']> {
  const { effort } = isObject(value) ? value : {};
  const textFormat = isObject(value) ? value.textFormat : undefined;
  const structure = isObject(textFormat) ? textFormat.structure : undefined;
  const jsonSchema = isObject(structure) ? structure.jsonSchema : undefined;
  const { schema, name, description } = isObject(jsonSchema) ? jsonSchema : {};
  const isWritten = typeof schema === 'string' || isObject(schema);
  const isEffort = effort === undefined || typeof effort === 'string';
  if (!isWritten || !isEffort || (isObject(textFormat) && textFormat.type !== 'json_schema'))
    throw authorFault(
      `${of} has an outputConfig among its additionalModelRequestFields that is none; write {"textFormat": {"type": "json_schema", "structure": {"jsonSchema": {"schema": …}}}}.`,
    );
  return {
    textFormat: {
      type: 'json_schema',
      structure: {
        jsonSchema: {
          schema: typeof schema === 'string' ? schema : JSON.stringify(schema),
          ...(typeof name === 'string' && { name }),
          ...(typeof description === 'string' && { description }),
        },
      },
    },
    ...(effort !== undefined && { effort }),
  };
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
