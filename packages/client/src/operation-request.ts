import type { OperationModel, StructureShape } from '@streambed/model';
import { model } from '@streambed/model/service/streambed';

/** One call as HTTP sees it. */
export interface OperationRequest {
  readonly operation: OperationModel;
  /** Encoded, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** JSON text; absent where nothing of the input travels in the body. */
  readonly body?: string;
}

const operations = new Map(model.operations.map((operation) => [operation.operation, operation]));

/**
 * The input of an operation, each member where the model puts it. Members that are undefined are left out. Throws a
 * plain Error for an operation that the model does not have, and for a label without a value: mistakes of ours.
 */
export const operationRequest = (name: string, input: object): OperationRequest => {
  const operation = operations.get(name);
  if (operation === undefined) throw new Error(`Streambed has no operation ${name}.`);
  const shape = model.shapes[operation.inputShape] as StructureShape;
  const query: Record<string, string> = {};
  const body: Record<string, unknown> = {};
  let path = operation.uri;
  let hasBody = false;
  for (const [memberName, { location, locationName = memberName }] of Object.entries(shape.members)) {
    if (location === undefined) hasBody = true;
    const value = (input as Readonly<Record<string, unknown>>)[memberName];
    if (value === undefined) continue;
    if (location === 'uri') path = path.replace(`{${locationName}}`, () => encodeSegment(String(value)));
    else if (location === 'querystring') query[locationName] = String(value);
    else if (location === undefined) body[memberName] = value;
  }
  if (path.includes('{')) throw new Error(`${name} needs a value for each part of ${operation.uri}.`);
  return { operation, path, query, ...(hasBody && { body: JSON.stringify(body) }) };
};

/** Everything but the unreserved characters of RFC 3986, as signatures want it. */
export const encodeSegment = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
