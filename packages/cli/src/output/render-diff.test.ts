import { describe, expect, test } from 'vitest';
import type { DefinitionChange } from '../definitions/definition-diff.ts';
import { coloured, plain, withoutColours } from '../test-support/styles.ts';
import { renderDiff, renderFieldChanges, summarizeDiff } from './render-diff.ts';

const change = (kind: DefinitionChange['kind'], rest: Partial<DefinitionChange> = {}): DefinitionChange => ({
  kind,
  what: 'node',
  name: 'Summarise',
  type: 'Prompt',
  within: [],
  fields: [],
  ...rest,
});

const inlinePath = 'configuration.prompt.sourceConfiguration.inline';
const changes: readonly DefinitionChange[] = [
  change('removed', { name: 'Old', type: 'Agent' }),
  change('added', { name: 'Check', type: 'Condition' }),
  change('changed', {
    fields: [
      { path: `${inlinePath}.modelId`, before: 'a.b-v1:0', after: 'a.b-v2:0' },
      {
        path: `${inlinePath}.templateConfiguration.text.text`,
        before: `${'x'.repeat(60)}one`,
        after: `${'x'.repeat(60)}two`,
      },
      { path: 'inputs.genre', after: { name: 'genre', type: 'String' } },
      { path: 'outputs.tone', before: { name: 'tone', type: 'String' } },
    ],
  }),
  change('changed', { within: ['Refine'], name: 'Again', fields: [{ path: 'type', before: 1, after: 2 }] }),
  change('reordered', { what: 'nodes', name: '', type: '' }),
  change('added', { what: 'connection', name: 'AToB', type: 'Data' }),
];

test('a diff in 80 columns', () => {
  expect(renderDiff(changes, plain(80))).toBe(
    [
      '- node Old (Agent)',
      '+ node Check (Condition)',
      '~ node Summarise',
      '    modelId                          "a.b-v1:0" → "a.b-v2:0"',
      '    templateConfiguration.text.text  "…xxxxxxxxxxxxxxxxone"',
      '    inputs.genre                     + {"name":"genre","type":"String"}',
      '    outputs.tone                     - {"name":"tone","type":"String"}',
      '~ node Again in loop Refine',
      '    type  1 → 2',
      '~ order of nodes',
      '+ connection AToB (Data)',
      '',
    ]
      .join('\n')
      .replace(
        '"…xxxxxxxxxxxxxxxxone"',
        `- "…xxxxxxxxxxxxxxxxone"\n${' '.repeat(37)}+ "…xxxxxxxxxxxxxxxxtwo"`,
      ),
  );
});

test('a diff has the same words in colour', () => {
  const shown = renderDiff(changes, coloured(80));
  expect(shown).not.toBe(renderDiff(changes, plain(80)));
  expect(withoutColours(shown)).toBe(renderDiff(changes, plain(80)));
});

test('names from a file do not steer the terminal', () => {
  expect(renderDiff([change('added', { name: '\u001b[2J' })], plain())).toBe('+ node \\u001b[2J (Prompt)\n');
});

test('fields alone', () => {
  expect(renderFieldChanges([{ path: 'description', before: 'a', after: 'b' }], plain())).toBe(
    '    description  "a" → "b"\n',
  );
});

describe('the summary', () => {
  test.each([
    [[], ''],
    [
      [change('added'), change('added'), change('removed', { what: 'connection' })],
      '2 nodes added, 1 connection removed',
    ],
    [[change('reordered', { what: 'nodes' })], 'order of nodes changed'],
  ])('of %j', (given, expected) => {
    expect(summarizeDiff(given)).toBe(expected);
  });
});
