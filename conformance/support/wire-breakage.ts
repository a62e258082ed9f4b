import type { ServiceModel, Shape, StringShape, StructureShape } from '@streambed/model';
import fc from 'fast-check';
import {
  conforming,
  conformingStructure,
  DEPTH,
  memberOf,
  NOTHING_KNOWN,
  oddText,
  once,
  type ValueOptions,
} from './wire-values.ts';

/**
 * Arbitrary values that break the shapes of the wire model in exactly one place, for certain, so that a request as a
 * whole must be refused; everything around that place keeps to them.
 */

/** A value that breaks the shape in one place, for certain; everything around it conforms. */
export const breaking = (
  model: ServiceModel,
  shapeName: string,
  options: ValueOptions = NOTHING_KNOWN,
  depth = 0,
): fc.Arbitrary<unknown> =>
  once(options, `broken ${model.service} ${shapeName} ${depth}`, () =>
    fc.oneof(...waysToBreak(model, model.shapes[shapeName]!, options, depth)),
  );

const wrongType = (shape: Shape): fc.Arbitrary<unknown> => {
  const values: Record<string, fc.Arbitrary<unknown>> = {
    string: fc.constant('x'),
    number: fc.constantFrom<unknown>(0, 1.5, -1),
    boolean: fc.boolean(),
    list: fc.constantFrom<unknown>([], [1], [[]]),
    structure: fc.constantFrom<unknown>({}, { a: 1 }, { toString: 'x' }, { length: 1 }),
  };
  const own = ['integer', 'long', 'float', 'double'].includes(shape.type)
    ? 'number'
    : shape.type === 'map'
      ? 'structure'
      : ['timestamp', 'blob'].includes(shape.type)
        ? 'string'
        : shape.type;
  return fc.oneof(
    ...Object.entries(values)
      .filter(([type]) => type !== own)
      .map(([, value]) => value),
  );
};

const waysToBreak = (
  model: ServiceModel,
  shape: Shape,
  options: ValueOptions,
  depth: number,
): fc.Arbitrary<unknown>[] => {
  if (shape.type === 'structure') return waysToBreakStructure(model, shape, options, depth);
  const ways = [wrongType(shape)];
  if (shape.type === 'string') ways.push(...waysToBreakText(shape));
  if (
    shape.type === 'integer' ||
    shape.type === 'long' ||
    shape.type === 'float' ||
    shape.type === 'double'
  ) {
    if (shape.min !== undefined) ways.push(fc.constantFrom(shape.min - 1, -(2 ** 40)));
    if (shape.max !== undefined) ways.push(fc.constantFrom(shape.max + 1, 2 ** 40, 1e308));
    if (shape.type === 'integer') ways.push(fc.constantFrom(1.5, 1e300));
  }
  if (shape.type === 'blob') ways.push(fc.constantFrom('AAA', 'a_b-', 'AA==AAAA', 'AAAA AAA', '====', 'é'));
  if (shape.type === 'list') {
    const { min = 0, max } = shape;
    const member = conforming(model, shape.member, options, depth + 1);
    if (min > 0) ways.push(fc.constant([]));
    // One value many times over: a long list need not be a varied one.
    if (max !== undefined && max <= 200)
      ways.push(member.map((value) => Array.from({ length: max + 1 }, () => value)));
    if (depth <= DEPTH)
      ways.push(fc.tuple(breaking(model, shape.member, options, depth + 1)), fc.constant([null]));
  }
  if (shape.type === 'map') {
    const key = conforming(model, shape.key, options, depth + 1) as fc.Arbitrary<string>;
    ways.push(
      fc
        .tuple(key, breaking(model, shape.value, options, depth + 1))
        .map(([name, value]) => Object.fromEntries([[name, value]])),
      fc.constant({ key: null }),
    );
  }
  return ways;
};

const waysToBreakText = ({ min = 0, max, pattern, enum: values }: StringShape): fc.Arbitrary<unknown>[] => {
  const ways: fc.Arbitrary<unknown>[] = [];
  if (min > 0) ways.push(fc.constant('x'.repeat(min - 1)));
  if (max !== undefined) ways.push(fc.constantFrom('x'.repeat(max + 1), '🌊'.repeat(max + 1)));
  if (values) ways.push(oddText.filter((text) => !values.includes(text)));
  if (pattern !== undefined) {
    const whole = new RegExp(`^(?:${pattern})$`);
    const others = ['§', 'a b', '\u0000', '\n', '-', '_', "x'; DROP TABLE flows; --", '../..', '{{x}}', '𝟘'];
    const broken = others.filter((text) => !whole.test(text));
    if (broken.length > 0) ways.push(fc.constantFrom(...broken));
  }
  return ways;
};

const waysToBreakStructure = (
  model: ServiceModel,
  shape: StructureShape,
  options: ValueOptions,
  depth: number,
): fc.Arbitrary<unknown>[] => {
  const names = Object.keys(shape.members);
  const ways: fc.Arbitrary<unknown>[] = [wrongType(shape)];
  if (shape.union) {
    ways.push(fc.constantFrom<unknown>({}, { unknownMember: 1 }, { __proto__: null }));
    if (names.length > 1)
      ways.push(
        fc
          .shuffledSubarray(names, { minLength: 2, maxLength: 2 })
          .chain((pair) =>
            fc.record(
              Object.fromEntries(pair.map((name) => [name, memberOf(model, shape, name, options, depth)])),
              { noNullPrototype: true },
            ),
          ),
      );
  }
  const base = conformingStructure(model, shape, options, depth);
  for (const name of shape.required ?? []) {
    // What travels in the path cannot be left out of it.
    if (shape.members[name]!.location === 'uri') continue;
    ways.push(
      base.map((value) => ({ ...value, [name]: undefined })),
      base.map((value) => ({ ...value, [name]: null })),
    );
  }
  const breakable = names.filter((name) => canBreak(model, shape, name, depth));
  if (breakable.length > 0) {
    const inside = fc
      .constantFrom(...breakable)
      .chain((name) =>
        fc
          .tuple(
            shape.union ? fc.constant({}) : base,
            breaking(model, shape.members[name]!.shape, options, depth + 1),
          )
          .map(([value, broken]) => ({ ...value, [name]: broken })),
      );
    // Most of the interesting places are deep inside.
    ways.push(inside, inside, inside, inside);
  }
  return ways;
};

const canBreak = (model: ServiceModel, shape: StructureShape, name: string, depth: number): boolean => {
  const member = model.shapes[shape.members[name]!.shape]!;
  if (member.type === 'structure' && member.document) return false;
  return depth <= DEPTH;
};

/** The members of an input that may be broken are all but what cannot be said wrongly in a URL: texts. */
export const breakingInput = (
  model: ServiceModel,
  shapeName: string,
  options: ValueOptions = NOTHING_KNOWN,
): fc.Arbitrary<Record<string, unknown>> => {
  const shape = model.shapes[shapeName] as StructureShape;
  const base = conformingStructure(model, shape, options, 0);
  const ways: fc.Arbitrary<Record<string, unknown>>[] = [];
  for (const [name, member] of Object.entries(shape.members)) {
    const isRequired = shape.required?.includes(name) === true;
    if (member.location === undefined) {
      if (isRequired)
        ways.push(
          base.map((value) => ({ ...value, [name]: undefined })),
          base.map((value) => ({ ...value, [name]: null })),
        );
      if (!canBreak(model, shape, name, 0)) continue;
      const inside = fc
        .tuple(base, breaking(model, member.shape, options, 1))
        .map(([value, broken]) => ({ ...value, [name]: broken }));
      ways.push(inside, inside);
    } else if (member.location !== 'header') {
      // In a URL everything is text, so only texts that break the constraints are wrong there. Headers are not sent.
      const broken = textsThatBreak(model.shapes[member.shape]!);
      if (broken.length > 0)
        ways.push(fc.tuple(base, fc.oneof(...broken)).map(([value, text]) => ({ ...value, [name]: text })));
    }
  }
  return fc.oneof(...ways);
};

const textsThatBreak = (shape: Shape): fc.Arbitrary<unknown>[] => {
  // An empty label is another path, an empty parameter one that is not there, and of a request line longer than the
  // limit of all headers nobody reads what it asks for.
  if (shape.type === 'string')
    return waysToBreakText({ ...shape, min: shape.min === 1 ? 0 : (shape.min ?? 0) }).map((way) =>
      way.filter((text) => encodeURIComponent(String(text)).length < 8_000),
    );
  if (shape.type === 'boolean') return [fc.constantFrom('yes', 'TRUE', '0', 'null')];
  if (shape.type === 'integer')
    return [
      fc.constantFrom('one', '1.5', '1e3', '0x1', ' 1', '∞', '9'.repeat(30)),
      fc.constantFrom(...(shape.max === undefined ? ['x'] : [String(shape.max + 1)])),
    ];
  return [];
};
