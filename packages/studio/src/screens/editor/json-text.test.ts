import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDefinitionText, writeDefinition } from './json-text.ts';

describe('the text of the JSON tab', () => {
  test.each([
    ['{\n  "nodes": [\n    {}\n    {}\n  ]\n}', 4, 'expected a comma or ]'],
    ['{\n  nodes: []\n}', 2, 'expected a name in double quotes or }'],
    ['{"nodes" []}', 1, 'expected a colon after the name'],
    ['{"nodes": [', 1, 'the text ends too early; a bracket is still open'],
    ['{"nodes": []} x', 1, 'there is more text after the end of the definition'],
    ['{"nodes": [],}', 1, 'expected a name in double quotes'],
    ['{"nodes": ["a\nb"]}', 1, 'a line break or tab inside quotes; write \\n or \\t'],
    ['', 1, 'the text ends too early; a bracket is still open'],
    ['[]', 1, 'a definition is an object: {"nodes": […], "connections": […]}'],
    ['{"nodes": {}}', 1, '"nodes" must be a list'],
    ['{"nodes": [null]}', 1, '"nodes", item 1 must be an object'],
    ['{"connections": [{"name": "A"}]}', 1, '"connections", item 1 needs a "type"'],
  ])('%j is refused at its line, in words', (text, line, message) => {
    expect(readDefinitionText(text)).toMatchObject({ line, message });
  });

  test('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(readDefinitionText(text)).toBeTypeOf('object');
      }),
    );
  });

  test('of a definition reads back as the same', () => {
    const definition = { nodes: [{ name: 'In', type: 'Input' as const }], connections: [] };
    expect(readDefinitionText(writeDefinition(definition))).toEqual({ definition });
  });
});
