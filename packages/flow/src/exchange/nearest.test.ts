import type { JsonValue } from '@streambed/model';
import { describe, expect, test } from 'vitest';
import { nearest } from './nearest.ts';
import { unknownMembers } from './unknown-members.ts';

describe('the nearest word', () => {
  test.each([
    ['conection', ['condition', 'connection', 'connections'], 'connection'],
    ['NODES', ['nodes', 'notes'], 'nodes'],
    ['nmae', ['name', 'type'], 'name'],
    ['expresion', ['type', 'expression'], 'expression'],
    ['colour', ['name', 'type'], undefined],
    ['ab', ['xy'], undefined],
    ['', ['a'], undefined],
  ])('to %j among %j is %j', (given, candidates, expected) => {
    expect(nearest(given, candidates)).toBe(expected);
  });
});

describe('members that the API does not have', () => {
  test.each([
    [
      { nodes: [{ name: 'A', inptus: [] }] },
      'nodes[0].inptus is not a member of the API and will be dropped; did you mean inputs?',
    ],
    [{ edges: [] }, 'edges is not a member of the API and will be dropped; known are nodes, connections.'],
    [
      { nodes: [{ configuration: { input: { document: 1 } } }] },
      'nodes[0].configuration.input.document is not a member of the API and will be dropped; none are known here.',
    ],
  ])('of %j', (definition, sentence) => {
    expect(unknownMembers('FlowDefinition', definition as JsonValue)).toEqual([sentence]);
  });

  test('documents may have any', () => {
    const inline = { additionalModelRequestFields: { anything: { goes: 1 } } };
    const definition = { nodes: [{ configuration: { prompt: { sourceConfiguration: { inline } } } }] };
    expect(unknownMembers('FlowDefinition', definition)).toEqual([]);
  });

  test('are told up to a limit', () => {
    const nodes = Array.from({ length: 50 }, () => ({ wrong: 1 }));
    expect(unknownMembers('FlowDefinition', { nodes })).toHaveLength(20);
  });
});
