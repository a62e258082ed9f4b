import type {
  ListShape,
  MapShape,
  NumberShape,
  ServiceModel,
  StringShape,
  StructureShape,
} from '@streambed/model';
import fc from 'fast-check';

/** Arbitrary values that keep to the shapes of the wire model, and are odd all the same. */

export interface ValueOptions {
  /** Values of members by name, for those that must name something that is there. */
  readonly known?: Readonly<Record<string, fc.Arbitrary<unknown>>>;
}

/** How deep loops stand inside each other; enough to meet the recursion. */
export const DEPTH = 6;

/** Texts that mean something somewhere. */
export const oddText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.toWellFormed()),
  fc.constantFrom(
    '\u0000',
    '\r\n{"level":"error"}',
    '\u202e\u2066\u001b[31m',
    '../../etc/passwd',
    '$.data.constructor.constructor',
    '$.data[?(@.x)]',
    '{{text}}{{{{',
    '%s%n%x',
    '\ufeff',
    'NaN',
    '-0',
    'Infinity',
    'a'.repeat(300),
    '9'.repeat(400),
  ),
);

const oddKey = fc.constantFrom(
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'length',
  'then',
  'toJSON',
  '',
  '0',
  'name',
  'id',
);

/** Any JSON, with the keys and texts that break careless programs. */
export const oddJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, 0, -0, 1, -1, 1.5, 2 ** 53, 1e308, 5e-324, '', '0', 'null'),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    oddText,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(oddKey, oddText), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

/** A value that keeps every constraint of the shape. */
export const conforming = (
  model: ServiceModel,
  shapeName: string,
  options: ValueOptions = NOTHING_KNOWN,
  depth = 0,
): fc.Arbitrary<unknown> =>
  once(options, `${model.service} ${shapeName} ${depth}`, () =>
    makeConforming(model, shapeName, options, depth),
  );

export const NOTHING_KNOWN: ValueOptions = {};

/** To make an arbitrary costs more than to take a value from it. */
const made = new WeakMap<ValueOptions, Map<string, fc.Arbitrary<unknown>>>();
export const once = (
  options: ValueOptions,
  key: string,
  make: () => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> => {
  const known = made.get(options) ?? new Map<string, fc.Arbitrary<unknown>>();
  made.set(options, known);
  const arbitrary = known.get(key) ?? make();
  known.set(key, arbitrary);
  return arbitrary;
};

const makeConforming = (
  model: ServiceModel,
  shapeName: string,
  options: ValueOptions,
  depth: number,
): fc.Arbitrary<unknown> => {
  const shape = model.shapes[shapeName]!;
  switch (shape.type) {
    case 'string':
      return conformingText(shape);
    case 'integer':
    case 'long':
      return fc.integer(boundsOf(shape));
    case 'float':
    case 'double':
      return fc.double({ ...boundsOf(shape), noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'timestamp':
      return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
    case 'blob':
      return fc.base64String({ minLength: (shape.min ?? 0) > 0 ? 4 : 0, maxLength: 64 });
    case 'list':
      return conformingList(model, shape, options, depth);
    case 'map':
      return conformingMap(model, shape, options, depth);
    case 'structure':
      return shape.document ? oddJson : conformingStructure(model, shape, options, depth);
  }
};

const conformingText = (shape: StringShape): fc.Arbitrary<string> => {
  const { min = 0, max = 5_000, pattern } = shape;
  if (shape.enum) return fc.constantFrom(...shape.enum);
  if (pattern === undefined || ANYTHING.test(pattern))
    return fc.oneof(
      oddText.map((text) => [...text.padEnd(min, 'a')].slice(0, max).join('')),
      fc.string({ unit: 'grapheme', minLength: Math.max(min, 1), maxLength: Math.min(max, min + 30) }),
    );
  // fast-check makes no texts by properties of characters, or by what must not come.
  const isBeyondMaking = /\\p\{|\(\?!/i.test(pattern);
  const whole = new RegExp(`^(?:${withoutInnerAnchors(pattern)})$`, /\\p\{/i.test(pattern) ? 'u' : '');
  const fits = (text: string) => text.length >= min && text.length <= max;
  const usual = USUAL.filter((text) => whole.test(text) && fits(text));
  if (usual.length === 0) throw new Error(`no usual text fits ${pattern} with ${min} to ${max} characters`);
  return fc
    .tuple(isBeyondMaking ? oddText : fc.stringMatching(whole, { size: '-1' }), fc.constantFrom(...usual))
    .map(([odd, plain]) => (fits(odd) && whole.test(odd) ? odd : plain));
};

/**
 * Word boundaries stand in one pattern only, and ends of the text inside some alternatives: they change nothing of what
 * matches as a whole, and fast-check looks for texts with them for ever.
 */
const withoutInnerAnchors = (pattern: string): string =>
  pattern
    .replaceAll('\\b', '')
    .replace(/(?<=^|[(|])\^/g, '')
    .replace(/\$(?=[)|]|$)/g, '');

/** One text at least for each pattern of the models: random ones seldom have the right length as well. */
const USUAL = [
  'a',
  '1',
  'A1',
  'text',
  'ABCDEFGHIJ',
  'a'.repeat(36),
  '01234567-89ab-cdef-0123-456789abcdef',
  'my-bucket.name',
  's3://my-bucket.name/key',
  '000000000000',
  '$.data',
  'anthropic.claude-3-haiku-20240307-v1:0',
  'DRAFT',
  'TSTALIASID',
  'arn:aws:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ',
  'arn:aws:bedrock:us-east-1:000000000000:flow/ABCDEFGHIJ/alias/ABCDEFGHIJ',
  'arn:aws:bedrock:us-east-1:000000000000:prompt/ABCDEFGHIJ',
  'arn:aws:bedrock:us-east-1:000000000000:agent-alias/ABCDEFGHIJ/ABCDEFGHIJ',
  'arn:aws:bedrock:us-east-1:000000000000:guardrail/abcdefghij',
  'arn:aws:bedrock:us-east-1:000000000000:automated-reasoning-policy/abcdefghijkl:1',
  'us.guardrail.v1:0',
  'arn:aws:bedrock:us-east-1::foundation-model/cohere.rerank-v3-5:0',
  'arn:aws:iam::000000000000:role/service-role/flows',
  'arn:aws:kms:us-east-1:000000000000:key/01234567-89ab-cdef-0123-456789abcdef',
  'arn:aws:lambda:us-east-1:000000000000:function:name:1',
  'arn:aws:lex:us-east-1:000000000000:bot-alias/ABCDEFGHIJ/ABCDEFGHIJ',
  'arn:aws:bedrock:us-east-1:000000000000:knowledge-base/ABCDEFGHIJ',
  'arn:aws:bedrock:us-east-1:000000000000:session/01234567-89ab-cdef-0123-456789abcdef',
  'arn:aws:s3:::my-bucket.name',
  'arn:aws:secretsmanager:us-east-1:000000000000:secret:name',
  'arn:aws:rds:us-east-1:000000000000:cluster:name',
  'arn:aws:aoss:us-east-1:000000000000:collection/name',
  'arn:aws:es:us-east-1:000000000000:domain/name',
  `arn:aws:kendra:us-east-1:000000000000:index/${'a'.repeat(36)}`,
  'arn:aws:redshift-serverless:us-east-1:000000000000:workgroup/01234567-89ab-cdef-0123-456789abcdef',
  'arn:aws:neptune-graph:us-east-1:000000000000:graph/g-abcdefghij',
  'https://pages.example/one',
  'text/plain',
];

const ANYTHING = /^\^?(\[\\s\\S\]|\.)[*+]\$?$/;

const boundsOf = ({ min, max }: NumberShape) => ({ min: min ?? -(2 ** 31), max: max ?? 2 ** 31 - 1 });

const conformingList = (model: ServiceModel, shape: ListShape, options: ValueOptions, depth: number) => {
  const { min = 0, max = Number.POSITIVE_INFINITY } = shape;
  if (depth > DEPTH && min === 0) return fc.constant([]);
  return fc.array(conforming(model, shape.member, options, depth + 1), {
    minLength: min,
    maxLength: Math.min(max, min + 3),
  });
};

const conformingMap = (model: ServiceModel, shape: MapShape, options: ValueOptions, depth: number) =>
  fc.dictionary(
    fc.oneof(
      conforming(model, shape.key, options, depth + 1) as fc.Arbitrary<string>,
      fc.constantFrom('__proto__', 'constructor', 'toString'),
    ),
    conforming(model, shape.value, options, depth + 1),
    { minKeys: shape.min ?? 0, maxKeys: Math.min(shape.max ?? 3, 3), noNullPrototype: true },
  );

export const conformingStructure = (
  model: ServiceModel,
  shape: StructureShape,
  options: ValueOptions,
  depth: number,
): fc.Arbitrary<Record<string, unknown>> => {
  const names = Object.keys(shape.members).filter((name) => !tooDeep(model, shape, name, depth));
  if (names.length === 0) return fc.constant({});
  if (shape.union)
    return fc
      .constantFrom(...names)
      .chain((name) => memberOf(model, shape, name, options, depth).map((value) => ({ [name]: value })));
  const required = new Set(shape.required);
  return fc.record(
    Object.fromEntries(names.map((name) => [name, memberOf(model, shape, name, options, depth)])),
    { requiredKeys: names.filter((name) => required.has(name)), noNullPrototype: true },
  ) as fc.Arbitrary<Record<string, unknown>>;
};

/** A loop's definition is the one shape that contains itself. */
const tooDeep = (model: ServiceModel, shape: StructureShape, name: string, depth: number): boolean => {
  const member = model.shapes[shape.members[name]!.shape]!;
  return depth > DEPTH && member.type === 'structure' && Object.hasOwn(member.members, 'definition');
};

export const memberOf = (
  model: ServiceModel,
  shape: StructureShape,
  name: string,
  options: ValueOptions,
  depth: number,
): fc.Arbitrary<unknown> =>
  options.known && Object.hasOwn(options.known, name)
    ? options.known[name]!
    : fc.constant(0).chain(() => conforming(model, shape.members[name]!.shape, options, depth + 1));
