import { renderTemplate, templateVariables } from '@streambed/flow/expressions';
import type { JsonValue } from '@streambed/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyEdit,
  inferSchema,
  losesNothing,
  lostAsText,
  misplaced,
  outputSchemaOf,
  plainFields,
  schemaProblem,
  toChat,
  toText,
  withOutputSchema,
} from './prompt-value.ts';
import { renderedValue, templateParts, variableAt } from './template-parts.ts';

describe('pieces of a template', () => {
  /** Texts full of braces and names. */
  const template = fc
    .array(fc.constantFrom('{', '}', '{{', '}}', 'a', 'b1', '-x', '_', ' ', '\n', '{{a}}', '{{ b }}'), {
      maxLength: 20,
    })
    .map((pieces) => pieces.join(''));

  test('are the variables that the engine finds', () => {
    fc.assert(
      fc.property(template, (text) => {
        const names = templateParts(text).flatMap((part) => (part.kind === 'variable' ? [part.name] : []));
        expect([...new Set(names)]).toEqual(templateVariables({ text: { text } }));
      }),
    );
  });

  test('put together give what the engine renders', () => {
    const values = new Map<string, JsonValue>([
      ['a', 'one {{b}}'],
      ['b', { deep: [1] }],
    ]);
    fc.assert(
      fc.property(template, (text) => {
        const joined = templateParts(text).map((part) =>
          part.kind === 'variable' && values.has(part.name)
            ? renderedValue(values.get(part.name)!)
            : part.text,
        );
        expect(joined.join('')).toBe(renderTemplate(text, values));
      }),
    );
  });

  test('tell in which variable the cursor stands', () => {
    expect(variableAt('a {{tone}}', 5)).toBe('tone');
    expect(variableAt('a {{tone}}', 10)).toBeUndefined();
    expect(variableAt('a {{tone}}', 2)).toBeUndefined();
  });
});

describe('a template', () => {
  const text = {
    text: { text: 'Hi {{a}}', cachePoint: { type: 'default' as const }, inputVariables: [{ name: 'a' }] },
  };
  test('becomes a chat with nothing lost, and a text again', () => {
    const chat = toChat(text);
    expect(chat).toEqual({
      chat: {
        messages: [{ role: 'user', content: [{ text: 'Hi {{a}}' }, { cachePoint: { type: 'default' } }] }],
        inputVariables: [{ name: 'a' }],
      },
    });
    expect(toText(chat)).toEqual({ text: { text: 'Hi {{a}}', inputVariables: [{ name: 'a' }] } });
  });

  test('says what a text cannot hold', () => {
    const lost = lostAsText({
      chat: {
        system: [{ text: 'Be kind' }, { cachePoint: { type: 'default' } }],
        messages: [
          { role: 'assistant', content: [{ text: 'One' }] },
          { role: 'user', content: [{ text: 'Two' }] },
        ],
        toolConfiguration: { tools: [{ cachePoint: { type: 'default' } }] },
      },
    });
    expect(lost).toEqual({ system: true, messages: 1, tools: 1, cachePoints: 1 });
    expect(losesNothing(lost)).toBe(false);
    expect(
      losesNothing(lostAsText({ chat: { messages: [{ role: 'user', content: [{ text: 'x' }] }] } })),
    ).toBe(true);
  });
});

test('an edit changes its path only, and removes for undefined', () => {
  const value = { a: { b: [1, 2] }, c: 3 };
  expect(applyEdit(value, ['a', 'b', 0], 9)).toEqual({ a: { b: [9, 2] }, c: 3 });
  expect(applyEdit(value, ['a', 'b', 0], undefined)).toEqual({ a: { b: [2] }, c: 3 });
  expect(applyEdit(value, ['c'], undefined)).toEqual({ a: { b: [1, 2] } });
  expect(applyEdit({}, ['x', 'y'], 1)).toEqual({ x: { y: 1 } });
  expect(value).toEqual({ a: { b: [1, 2] }, c: 3 });
});

describe('the output schema', () => {
  const schema = { type: 'object', properties: { a: { type: 'string' } } };
  test('lies where the engine looks for it, beside other fields', () => {
    const fields = withOutputSchema({ top_k: 5 }, schema);
    expect(outputSchemaOf(fields)).toEqual(schema);
    expect(plainFields(fields)).toEqual({ top_k: 5 });
    expect(withOutputSchema(fields, undefined)).toEqual({ top_k: 5 });
    expect(withOutputSchema(withOutputSchema(undefined, schema), undefined)).toBeUndefined();
  });

  test('is read from JSON text too', () => {
    const config = { textFormat: { structure: { jsonSchema: { schema: JSON.stringify(schema) } } } };
    expect(outputSchemaOf({ outputConfig: config })).toEqual(schema);
  });

  test('fits the value it was inferred from', () => {
    expect(inferSchema({ a: 'x', n: 1, list: [true] })).toEqual({
      type: 'object',
      properties: {
        a: { type: 'string' },
        n: { type: 'integer' },
        list: { type: 'array', items: { type: 'boolean' } },
      },
      required: ['a', 'n', 'list'],
      additionalProperties: false,
    });
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(schemaProblem(inferSchema(value as JsonValue))).toBeUndefined();
      }),
    );
  });

  test.each<[JsonValue, string | undefined]>([
    [{ type: 'object' }, undefined],
    [{ type: 'text' }, '$.type'],
    [{ properties: { a: { type: 1 } } }, '$.properties.a.type'],
    [{ required: 'a' }, '$.required'],
    [{ items: 'x' }, '$.items'],
    ['x', '$'],
  ])('%j is wrong at %j', (wrong, path) => expect(schemaProblem(wrong)).toBe(path));
});

test('parameters that have fields of their own are found', () => {
  expect(misplaced({ temperature: 1, top_p: 1, top_k: 1, stopSequences: [] })).toEqual([
    'temperature',
    'top_p',
    'stopSequences',
  ]);
  expect(misplaced('x')).toEqual([]);
});
