import type { JsonValue } from '@streambed/model';
import { expect, test } from 'vitest';
import { documentIn, inputSchema } from './input-schema.ts';

const of = (type: string, ...examples: JsonValue[]) => inputSchema({ node: 'Start', type }, examples);

test.each(['String', 'Number', 'Boolean'])('%s is the property document', (type) => {
  const input = of(type, { unlike: 1 });
  expect(input).toEqual({
    schema: {
      type: 'object',
      properties: {
        document: { type: type.toLowerCase(), description: 'What the Input node Start gives to the flow.' },
      },
      required: ['document'],
    },
    isDocument: false,
  });
  expect(documentIn({ document: 'x' }, input)).toBe('x');
});

test('of an array as much is said as holds for all its examples', () => {
  const items = (...examples: JsonValue[]) => of('Array', ...examples).schema.properties?.document?.items;
  expect(items()).toEqual({});
  expect(items([])).toEqual({});
  expect(items(['a'], ['b', 'c'])).toEqual({ type: 'string' });
  expect(items(['a', 1])).toEqual({});
  expect(items([{ id: 1 }, { id: 2, note: null }])).toEqual({
    type: 'object',
    properties: { id: { type: 'number' }, note: {} },
    required: ['id'],
  });
});

test('an object is the document itself, any object without an example', () => {
  expect(of('Object')).toEqual({ schema: { type: 'object' }, isDocument: true });
  expect(of('Object', 'no object', null, [1])).toEqual({ schema: { type: 'object' }, isDocument: true });
  expect(documentIn({ document: 'x' }, of('Object'))).toEqual({ document: 'x' });
});

test('an object has the properties of its examples; those that all have are required', () => {
  const { schema } = of('Object', { genre: 'jazz', number: 3 }, { genre: 'rock', live: { from: 1970 } });
  expect(schema).toEqual({
    type: 'object',
    properties: {
      genre: { type: 'string' },
      number: { type: 'number' },
      live: { type: 'object', properties: { from: { type: 'number' } }, required: ['from'] },
    },
    required: ['genre'],
  });
});

test('objects whose keys are data, or no names for a provider of models, have no properties', () => {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, key) => [`k${key}`, key]));
  for (const example of [many, { 'order id': 1 }, { ['x'.repeat(65)]: 1 }])
    expect(of('Object', example).schema).toEqual({ type: 'object' });
  const planted = of('Object', JSON.parse('{"__proto__": {"a": 1}}')).schema;
  expect(Object.keys(planted.properties!)).toEqual(['__proto__']);
});
