import { CompletionContext } from '@codemirror/autocomplete';
import { json } from '@codemirror/lang-json';
import { EditorState } from '@codemirror/state';
import { describe, expect, test } from 'vitest';
import { completeJson } from './json-completion.ts';

/** What is offered at the bar in the text, and the text that it would take the place of. */
const offered = (text: string, explicit = false) => {
  const pos = text.indexOf('|');
  const state = EditorState.create({ doc: text.replace('|', ''), extensions: [json()] });
  const found = completeJson(new CompletionContext(state, pos, explicit));
  return {
    labels: found?.options.map(({ label }) => label.replaceAll('"', '')) ?? [],
    replaces: found ? state.sliceDoc(found.from, found.to ?? pos) : undefined,
  };
};

describe('completion in the JSON of a definition', () => {
  test.each([
    ['in an empty object', '{ "nodes": [{ | }] }', ''],
    ['after a quote, before another member', '{ "nodes": [{\n"|\n"configuration": {} }] }', '"'],
    ['after a quote, behind a member', '{ "nodes": [{ "configuration": {},\n"| }] }', '"'],
    ['in half a name', '{ "nodes": [{ "na| }] }', '"na'],
    ['after a comma that is missing yet', '{ "nodes": [{ "configuration": {}\n"ty|\n}] }', '"ty'],
  ])('names members %s', (_, text, replaces) => {
    const { labels, replaces: replaced } = offered(text, true);
    expect(labels).toContain('name');
    expect(labels).toContain('type');
    expect(replaced).toBe(replaces);
  });

  test('leaves out members that are there, and puts the whole name in place of one that is changed', () => {
    expect(offered('{ "nodes": [{ "name": "A",\n"| }] }').labels).not.toContain('name');
    expect(offered('{ "nodes": [{ "nam|x": "A" }] }')).toMatchObject({ replaces: '"namx"' });
  });

  test.each([
    ['in a text', '{ "nodes": [{ "type": "In|put" }] }', '"Input"'],
    ['after a quote', '{ "nodes": [{ "type": "|\n "name": "A" }] }', '"'],
    ['before anything is typed', '{ "nodes": [{ "type": | }] }', ''],
    ['before the next member', '{ "nodes": [{ "type": |, "name": "A" }] }', ''],
  ])('offers values %s', (_, text, replaces) => {
    const { labels, replaces: replaced } = offered(text, true);
    expect(labels).toContain('Prompt');
    expect(labels).not.toContain('name');
    expect(replaced).toBe(replaces);
  });

  test('says nothing where the model has nothing, or nobody asked', () => {
    expect(offered('{ "nodes": [{ "name": "|A" }] }', true).labels).toEqual([]);
    expect(offered('{ "nodes": [{ | }] }').labels).toEqual([]);
  });
});
