import { bedrockAgent } from '@streambed/model';
import fc from 'fast-check';

/** Texts and keys that formats trip over: other versions' booleans, functions, prototypes, comments, line ends. */
const awkward = [
  '',
  ' ',
  'yes',
  'Off',
  '~',
  'null',
  '0o17',
  '2010-09-09',
  '1e3',
  '12:30:45',
  '=',
  '<<',
  '- a',
  'a: b',
  'a # b',
  '{{genre}}',
  '${name}',
  '!Sub x',
  '&anchor',
  '*alias',
  '%tag',
  'Ref',
  'Fn::Sub',
  'Condition',
  '__proto__',
  'constructor',
  'Nodes',
  'name',
  'two\nlines\n',
  ' leading\n  and trailing  \n\n',
  'tab\there',
  'quote " and \\ and \'',
  '\u0085\u2028\ufeff',
  'müde 漢字 🙂',
];

const text = fc.oneof(fc.constantFrom(...awkward), fc.string({ unit: 'grapheme', maxLength: 12 }));

const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));

/** Any JSON value, with awkward keys. Objects have own members only, `__proto__` included. */
export const arbitraryDocument: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(text, number, fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(text, tie('value')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;

/** Values with the structure of a shape of the model; texts in them need not keep its patterns. */
export const arbitraryShape = (shapeName: string, depth = 0): fc.Arbitrary<unknown> => {
  const shape = bedrockAgent.shapes[shapeName]!;
  switch (shape.type) {
    case 'structure': {
      if (shape.document) return arbitraryDocument;
      const members = Object.entries(shape.members).filter(([name]) => depth < 12 || name !== 'loop');
      const arbitraries = members.map(
        ([name, member]) => [name, arbitraryShape(member.shape, depth + 1)] as const,
      );
      if (shape.union)
        return fc.oneof(...arbitraries.map(([name, value]) => value.map((one) => ({ [name]: one }))));
      return fc.record(Object.fromEntries(arbitraries), {
        requiredKeys: [...(shape.required ?? [])].filter((name) =>
          members.some(([member]) => member === name),
        ),
      });
    }
    case 'list':
      return fc.array(arbitraryShape(shape.member, depth + 1), { maxLength: 2 });
    case 'map':
      return fc
        .array(fc.tuple(text, arbitraryShape(shape.value, depth + 1)), { maxLength: 2 })
        .map((entries) => Object.fromEntries(entries));
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'long':
      return fc.integer();
    case 'float':
    case 'double':
      return number;
    default:
      return shape.type === 'string' && shape.enum ? fc.constantFrom(...shape.enum) : text;
  }
};
