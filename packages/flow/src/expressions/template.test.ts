import type { JsonValue } from '@streambed/model';
import type { PromptTemplateConfiguration } from '@streambed/model/bedrock-agent';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FlowError } from '../ports/index.ts';
import { MAX_RENDERED_LENGTH, renameVariable, renderTemplate, templateVariables } from './template.ts';

const render = (text: string, values: Record<string, JsonValue>) =>
  renderTemplate(text, new Map(Object.entries(values)));

describe('rendering', () => {
  test.each<[string, Record<string, JsonValue>, string]>([
    ['Hello {{name}}!', { name: 'Ada' }, 'Hello Ada!'],
    ['{{a}}{{b}}{{a}}', { a: 'x', b: 'y' }, 'xyx'],
    ['{{ name }} {{\n\tname\r }}', { name: 'Ada' }, 'Ada Ada'],
    [
      '{{n}} {{b}} {{o}} {{l}} {{z}}',
      { n: 1.5, b: false, o: { a: [1] }, l: ['x', 2], z: null },
      '1.5 false {"a":[1]} ["x",2] null',
    ],
    ['{{unknown}} {{ unknown }}', {}, '{{unknown}} {{ unknown }}'],
    ['{{constructor}} {{toString}}', {}, '{{constructor}} {{toString}}'],
    ['{{a}}', { a: '{{b}} {{a}}', b: 'no' }, '{{b}} {{a}}'],
    ['{{a}}b}}', { a: '{{', b: 'no' }, '{{b}}'],
    ['{{a}}', { a: '{{7*7}} $x {% if %} $& $1' }, '{{7*7}} $x {% if %} $& $1'],
    ['{{{a}}}', { a: 'x' }, '{x}'],
    ['{{{{a}}}}', { a: 'x' }, '{{x}}'],
    ['{{a}', { a: 'x' }, '{{a}'],
    ['{a}}', { a: 'x' }, '{a}}'],
    ['{{}} {{ }} {{a b}} {{-a}} {{a.b}}', { a: 'x' }, '{{}} {{ }} {{a b}} {{-a}} {{a.b}}'],
    ['{{first-name}} {{x_1}} {{1}}', { 'first-name': 'A', x_1: 'B', 1: 'C' }, 'A B C'],
    ['{{é}}', { é: 'x' }, '{{é}}'],
    ['', {}, ''],
    ['{{a}}', { a: '' }, ''],
  ])('%j with %j', (text, values, expected) => {
    expect(render(text, values)).toBe(expected);
  });

  test('agrees with a naive replacement', () => {
    const pieces = fc.constantFrom('{{a}}', '{{ b }}', '{{c}}', '{', '}', ' ', 'a', '{{', '}}', '-');
    fc.assert(
      fc.property(fc.array(pieces), fc.string(), fc.string(), (parts, a, b) => {
        const values = new Map([
          ['a', a],
          ['b', b],
        ]);
        const text = parts.join('');
        const expected = text.replace(
          /\{\{\s*([0-9A-Za-z][\w-]*)\s*\}\}/g,
          (whole, name) => values.get(name) ?? whole,
        );
        expect(renderTemplate(text, values)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });

  test('a result that would not fit in memory is refused before it is built', () => {
    const value = 'x'.repeat(1_000_000);
    const text = '{{a}}'.repeat(1_000_000);
    expect(() => render(text, { a: value })).toThrow(FlowError);
    expect(() => render(text, { a: value })).toThrow(`longer than ${MAX_RENDERED_LENGTH} characters`);
    expect(render('{{a}}'.repeat(20), { a: value })).toHaveLength(MAX_RENDERED_LENGTH);
  });
});

describe('a million braces take steps in proportion to their number', () => {
  test.each([
    ['opening', '{'],
    ['opening pairs and blanks', '{{ '],
    ['closing', '}'],
    ['variables', '{{a}}'],
    ['names never closed', '{{a'],
    ['names never closed, then blank', '{{a '],
    ['a long name', `{{${'a'.repeat(100)}`],
    ['long blanks', `{{${' '.repeat(100)}`],
  ])('%s', (_title, unit) => {
    const text = unit.repeat(1_000_000 / unit.length);
    let steps = 0;
    const { charCodeAt, indexOf } = String.prototype;
    String.prototype.charCodeAt = function (this: string, at: number) {
      steps++;
      return charCodeAt.call(this, at);
    };
    String.prototype.indexOf = function (this: string, sought: string, from = 0) {
      const found = indexOf.call(this, sought, from);
      steps += (found < 0 ? this.length : found) - from + 1;
      return found;
    };
    try {
      renderTemplate(text, new Map());
    } finally {
      String.prototype.charCodeAt = charCodeAt;
      String.prototype.indexOf = indexOf;
    }
    expect(steps).toBeGreaterThan(0);
    expect(steps).toBeLessThan(10 * text.length);
  });
});

describe('the variables of a template', () => {
  test.each<[string, PromptTemplateConfiguration | undefined, string[]]>([
    ['text', { text: { text: '{{b}} {{ a }} {{b}} {{a b}}' } }, ['b', 'a']],
    [
      'chat: system first, then messages in order',
      {
        chat: {
          system: [{ text: '{{role}}' }, { cachePoint: { type: 'default' } }],
          messages: [
            { role: 'user', content: [{ text: 'Hi {{who}}' }, { cachePoint: { type: 'default' } }] },
            { role: 'assistant', content: [{ text: '{{role}} {{what}}' }] },
          ],
        },
      },
      ['role', 'who', 'what'],
    ],
    ['nothing', undefined, []],
    ['no template yet', {}, []],
    ['no text yet', { text: {} } as PromptTemplateConfiguration, []],
    ['no messages yet', { chat: {} } as PromptTemplateConfiguration, []],
    ['no content yet', { chat: { messages: [{ role: 'user' }] } } as PromptTemplateConfiguration, []],
  ])('%s', (_title, configuration, names) => {
    expect(templateVariables(configuration)).toEqual(names);
  });
});

test('a variable that is renamed goes by its new name everywhere, and nothing else does', () => {
  expect(renameVariable('{{a}} {{ a }} {{{a}}} {{ab}} {a} {{a b}} a', 'a', 'long_name')).toBe(
    '{{long_name}} {{ long_name }} {{{long_name}}} {{ab}} {a} {{a b}} a',
  );
});
