import type { OperationModel, ServiceModel, StructureShape } from '@streambed/model';
import { eventStreamOf } from './event-stream.ts';
import { type Exchange, responseHeaders, type WireResponse } from './response.ts';
import { shapeWriter } from './shape-writer.ts';

const EVENT_STREAM = 'application/vnd.amazon.eventstream';
const NO_BYTES = new Uint8Array(0);

/**
 * The operation's output → response (restJson1): modelled members only, each where the model puts it. An output whose
 * payload is a blob is answered as these bytes, with the content type that its header member says. For an operation that
 * answers with an event stream the body is empty and the frames follow it (`eventStreamOf`).
 */
export const encodeOutput = (
  operation: OperationModel,
  model: ServiceModel,
  output: unknown,
  exchange: Exchange,
): WireResponse => {
  const shape = model.shapes[operation.outputShape] as StructureShape;
  const streams = eventStreamOf(operation, model) !== undefined;
  const headers = responseHeaders(exchange, streams ? EVENT_STREAM : undefined);
  const source = (output ?? {}) as Readonly<Record<string, unknown>>;
  for (const [name, member] of Object.entries(shape.members)) {
    if (member.location !== 'header' || !Object.hasOwn(source, name)) continue;
    const value = source[name];
    if (value === undefined || value === null) continue;
    headers[(member.locationName ?? name).toLowerCase()] = headerValue(String(value));
  }
  const body = streams ? NO_BYTES : bodyOf(operation, model, shape, source);
  return { status: operation.successCode, headers, body };
};

const bodyOf = (
  operation: OperationModel,
  model: ServiceModel,
  { payload }: StructureShape,
  source: Readonly<Record<string, unknown>>,
): Uint8Array => {
  if (payload === undefined)
    return Buffer.from(JSON.stringify(shapeWriter(model, operation.outputShape)(source)));
  const bytes = source[payload];
  if (bytes instanceof Uint8Array) return bytes;
  throw new Error(`the answer to ${operation.operation} has no bytes in its member ${payload}`);
};

/** Values come from the model's own patterns; this only makes sure that none ever splits a response. */
const headerValue = (value: string): string => {
  if (!/^[\x20-\x7e]*$/.test(value))
    throw new Error('a header of an answer has a character that none may have');
  return value;
};
