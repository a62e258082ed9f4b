import type { OperationModel, ServiceModel, StructureShape } from '@streambed/model';
import { type Exchange, responseHeaders, type WireResponse } from './response.ts';
import { shapeWriter } from './shape-writer.ts';

const EVENT_STREAM = 'application/vnd.amazon.eventstream';
const NO_BYTES = new Uint8Array(0);

/**
 * The operation's output → response (restJson1): modelled members only, each where the model puts it.
 * For an operation that answers with an event stream the body is empty and the frames follow it (`encodeStreamEvent`).
 */
export const encodeOutput = (
  operation: OperationModel,
  model: ServiceModel,
  output: unknown,
  exchange: Exchange,
): WireResponse => {
  const shape = model.shapes[operation.outputShape] as StructureShape;
  const streams = streamsEvents(operation, model);
  const headers = responseHeaders(exchange, streams ? EVENT_STREAM : undefined);
  const source = (output ?? {}) as Readonly<Record<string, unknown>>;
  for (const [name, member] of Object.entries(shape.members)) {
    if (member.location !== 'header' || !Object.hasOwn(source, name)) continue;
    const value = source[name];
    if (value === undefined || value === null) continue;
    headers[(member.locationName ?? name).toLowerCase()] = headerValue(String(value));
  }
  const body = streams
    ? NO_BYTES
    : Buffer.from(JSON.stringify(shapeWriter(model, operation.outputShape)(source)));
  return { status: operation.successCode, headers, body };
};

/** Whether the answer to the operation is a stream of frames. */
export const streamsEvents = (operation: OperationModel, model: ServiceModel): boolean => {
  const shape = model.shapes[operation.outputShape] as StructureShape;
  const payload = shape.payload === undefined ? undefined : shape.members[shape.payload];
  const payloadShape = payload === undefined ? undefined : model.shapes[payload.shape];
  return payloadShape?.type === 'structure' && payloadShape.eventstream === true;
};

/** Values come from the model's own patterns; this only makes sure that none ever splits a response. */
const headerValue = (value: string): string => {
  if (!/^[\x20-\x7e]*$/.test(value))
    throw new Error('a header of an answer has a character that none may have');
  return value;
};
