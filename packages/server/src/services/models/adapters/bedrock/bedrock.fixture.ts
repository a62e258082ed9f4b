import type { IncomingMessage, ServerResponse } from 'node:http';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { bedrockRuntime, type JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { boundedFetch, createOutbound, type OutboundOptions } from '../../../outbound/index.ts';
import type { ProviderConfiguration } from '../../configuration.ts';
import { type ProviderAttempt, ProviderFailed } from '../../provider-adapter.ts';
import type { ProviderFailure } from '../../provider-failure.ts';
import { createBedrockAdapter } from './bedrock-adapter.ts';

/** What a test of the adapter gives away when it leaks. */
export const CANARY = 'canary-5d1f8b3e7a';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

const textHeaders = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]),
  );

const frame = (headers: Readonly<Record<string, string>>, body: string): Uint8Array =>
  codec.encode({ headers: textHeaders(headers), body: Buffer.from(body) });

/** An event as Bedrock writes it; bytes within become base64. */
export const eventFrame = (type: string, payload: unknown): Uint8Array =>
  rawEvent(type, JSON.stringify(wire(payload)));

/** An event whose payload is this text, whatever it is. */
export const rawEvent = (type: string, payload: string): Uint8Array =>
  frame({ ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' }, payload);

export const exceptionFrame = (type: string, message: string): Uint8Array =>
  frame(
    { ':message-type': 'exception', ':exception-type': type, ':content-type': 'application/json' },
    JSON.stringify({ message }),
  );

export const errorFrame = (code: string, message: string): Uint8Array =>
  frame({ ':message-type': 'error', ':error-code': code, ':error-message': message }, '');

/** A value as it stands in JSON: bytes are base64, and no zero is negative. */
export function wire(value: unknown): JsonValue {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) =>
      inner instanceof Uint8Array ? Buffer.from(inner).toString('base64') : inner,
    ),
  ) as JsonValue;
}

/** An adapter that calls for real, and what a call of it needs. */
export function bedrockAt(
  baseUrl: string,
  change: Partial<ProviderConfiguration> = {},
  options: OutboundOptions = {},
) {
  const outbound = createOutbound(options);
  const adapter = createBedrockAdapter({
    fetch: boundedFetch({ fetch: outbound.fetch, maxResponseBytes: 4 * 1024 * 1024 }),
    secrets: [CANARY],
    clock: { now: () => Date.UTC(2026, 0, 2) },
  });
  const provider: ProviderConfiguration = {
    name: 'cloud',
    type: 'amazon-bedrock',
    baseUrl,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKIDCONFIGURED00', secretAccessKey: () => CANARY },
    ...change,
  };
  const attempt = (change: Partial<ProviderAttempt> = {}): ProviderAttempt => ({
    provider,
    modelName: 'us.amazon.nova-lite-v1:0',
    idempotencyKey: 'run/0/node',
    signal: new AbortController().signal,
    ...change,
  });
  const embed = adapter.embed ?? (() => Promise.reject(new Error('no embed')));
  return { adapter: { ...adapter, embed }, attempt, close: () => outbound.close() };
}

/** The failure that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<ProviderFailure> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ProviderFailed) return error.failure;
    throw error;
  }
  throw new Error('It did not fail.');
}

export async function gather<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const gathered: Item[] = [];
  for await (const item of items) gathered.push(item);
  return gathered;
}

/** Answers any request with the same thing. */
export const answering =
  (status: number, body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}) =>
  (_: unknown, response: ServerResponse<IncomingMessage>): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(body);
  };

/** Any JSON but null, keys that mean something to JavaScript included. */
const documents = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.jsonValue({ maxDepth: 1 }),
    fc.integer({ min: Number.MIN_SAFE_INTEGER }),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(
        fc.tuple(
          fc.oneof(
            fc.string({ maxLength: 4 }),
            fc.constantFrom('__proto__', '__type', 'constructor', 'toString', 'type', 'string', '$unknown'),
          ),
          tie('value'),
        ),
        { maxLength: 3 },
      )
      .map((entries) => Object.fromEntries(entries)),
  ),
})).value;

/** Any value of a shape of the wire model, as our ports have it: bytes are bytes. */
export function valuesOf(name: string): fc.Arbitrary<unknown> {
  const shape = bedrockRuntime.shapes[name];
  switch (shape?.type) {
    case 'string':
      return shape.enum ? fc.constantFrom(...shape.enum) : fc.string({ unit: 'grapheme', maxLength: 12 });
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'long':
      return fc.nat(2 ** 31 - 1);
    case 'float':
    case 'double':
      return fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 });
    case 'blob':
      return fc.uint8Array({ maxLength: 20 }).map((bytes) => new Uint8Array(bytes));
    case 'list':
      return fc.array(valuesOf(shape.member), { maxLength: 3 });
    case 'map':
      return fc.dictionary(fc.string({ maxLength: 5 }), valuesOf(shape.value), { maxKeys: 3 });
    case 'structure': {
      if (shape.document) return documents.filter((value) => value !== null);
      const members = Object.entries(shape.members);
      if (shape.union)
        return fc.oneof(
          ...members.map(([member, { shape }]) => valuesOf(shape).map((value) => ({ [member]: value }))),
        );
      return fc.record(Object.fromEntries(members.map(([member, { shape }]) => [member, valuesOf(shape)])), {
        requiredKeys: [...(shape.required ?? [])],
        noNullPrototype: true,
      });
    }
    default:
      throw new Error(`No values of ${name}.`);
  }
}
