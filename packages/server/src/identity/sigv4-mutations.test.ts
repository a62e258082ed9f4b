import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery, readRequestHead, ServiceException } from '../protocol/index.ts';
import { authenticate } from './sigv4.ts';
import { exampleKey, keysOf, signedParts } from './test-support/sign.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const keys = keysOf(exampleKey);

const printable = fc.string({
  unit: fc.constantFrom(...Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))),
  minLength: 1,
  maxLength: 12,
});
const text = fc.string({ unit: 'binary', maxLength: 12 });
const segment = fc.oneof(
  fc.constantFrom('flows', 'arn:aws:bedrock:us-east-1:123456789012:flow/ABCDEFGHIJ'),
  fc.string({ unit: 'binary', minLength: 3, maxLength: 8 }),
);
const anyRequest = fc.record({
  method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
  path: fc
    .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/'))
    .map(([segments, end]) => `/${segments.map(encodeURIComponent).join('/')}${end}`),
  query: fc.dictionary(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }).filter((name) => !/^x-amz-/i.test(name)),
    fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })),
    { maxKeys: 4 },
  ),
  headers: fc.dictionary(
    fc.constantFrom('content-type', 'x-amz-user-agent', 'amz-sdk-request', 'my-header', 'accept'),
    fc.array(printable, { minLength: 1, maxLength: 3 }).map((words) => words.join('  ')),
    { maxKeys: 4 },
  ),
  authority: fc.constantFrom('host', ':authority'),
  body: fc.uint8Array({ maxLength: 64 }),
});
const anyOptions = fc.record({
  at: fc.integer({ min: NOW - 299_000, max: NOW + 299_000 }),
  region: fc.constantFrom('us-east-1', 'eu-central-1', 'ap-southeast-4'),
  declareHash: fc.boolean(),
  presignedFor: fc.option(fc.integer({ min: 300, max: 604_800 }), { nil: undefined, freq: 4 }),
});

/** What of a request is mutated, and where: the place is taken modulo the length. */
const anyMutation = fc.record({ place: fc.nat(), to: fc.integer({ min: 0x21, max: 0x7e }) });

interface Wire {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}

const verify = ({ method, target, rawHeaders, body }: Wire) =>
  authenticate({ ...readRequestHead(method, target, rawHeaders), body }, keys, NOW);

const replaced = (original: string, place: number, to: number): string => {
  const at = place % original.length;
  return `${original.slice(0, at)}${String.fromCharCode(to)}${original.slice(at + 1)}`;
};

/** The same pairs in the same order: only the spelling of an escape (`%2f`, `%2F`) or of an empty value changed. */
const isSameQuery = (one: string, other: string): boolean => {
  try {
    return JSON.stringify(parseQuery(one)) === JSON.stringify(parseQuery(other));
  } catch {
    return false;
  }
};

/** Each part of a request with one byte of it changed; undefined where there is nothing to change. */
const mutations = (wire: Wire, place: number, to: number): Record<string, Wire | undefined> => {
  const question = wire.target.indexOf('?');
  const path = question < 0 ? wire.target : wire.target.slice(0, question);
  const query = question < 0 ? '' : wire.target.slice(question + 1);
  const header = (pick: (name: string) => boolean, change: (value: string) => string): Wire | undefined => {
    const names = wire.rawHeaders.filter((_, i) => i % 2 === 0).filter(pick);
    if (names.length === 0) return undefined;
    const at = wire.rawHeaders.indexOf(names[place % names.length]!) + 1;
    return { ...wire, rawHeaders: wire.rawHeaders.with(at, change(wire.rawHeaders[at]!)) };
  };
  const newQuery = query === '' ? '' : replaced(query, place, to);
  const newBody = Uint8Array.from(wire.body, (byte, i) => (i === place % wire.body.length ? byte ^ 1 : byte));
  return {
    method: { ...wire, method: replaced(wire.method, place, to) },
    path: {
      ...wire,
      target: `${path[0]}${replaced(path.slice(1), place, to)}${wire.target.slice(path.length)}`,
    },
    query:
      query === '' || isSameQuery(query, newQuery) ? undefined : { ...wire, target: `${path}?${newQuery}` },
    header: header(
      (name) => name !== 'authorization',
      (value) => replaced(value, place, to),
    ),
    authorization: header(
      (name) => name === 'authorization',
      (value) => replaced(value, place, to),
    ),
    signature: header(
      (name) => name === 'authorization',
      (value) => {
        const at = value.indexOf('Signature=') + 'Signature='.length;
        return `${value.slice(0, at)}${replaced(value.slice(at), place, to)}`;
      },
    ),
    body: wire.body.length === 0 ? undefined : { ...wire, body: newBody },
  };
};

/** The byte written was the one that stood there. */
const isUnchanged = (one: Wire, other: Wire): boolean =>
  JSON.stringify({ ...one, body: [...one.body] }) === JSON.stringify({ ...other, body: [...other.body] });

describe('authenticate', () => {
  it('takes whatever the SDK signs, and nothing with one byte changed', async () => {
    let verified = 0;
    const refused: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(
        anyRequest,
        anyOptions,
        anyMutation,
        async ({ authority, headers, ...unsigned }, options, { place, to }) => {
          const parts = await signedParts(
            { ...unsigned, headers: { ...headers, [authority]: '127.0.0.1:4600' } },
            options,
          );
          const wire: Wire = { method: unsigned.method, body: unsigned.body, ...parts };
          expect(verify(wire)).toMatchObject({ accessKeyId: 'AKIDEXAMPLE', region: options.region });
          verified++;
          for (const [part, mutant] of Object.entries(mutations(wire, place, to))) {
            if (mutant === undefined || isUnchanged(wire, mutant)) continue;
            expect(() => verify(mutant), `${part} changed`).toThrow(ServiceException);
            refused[part] = (refused[part] ?? 0) + 1;
          }
        },
      ),
      { numRuns: 2000 },
    );
    expect(verified).toBe(2000);
    for (const part of ['method', 'path', 'query', 'header', 'authorization', 'signature', 'body']) {
      expect(refused[part], part).toBeGreaterThan(400);
    }
  }, 120_000);
});
