import { describe, expect, test } from 'vitest';
import { parseDefinition } from './parse-definition.ts';

describe('parseDefinition', () => {
  test('keeps what the model knows, and nothing else', () => {
    const json = JSON.parse(
      '{"nodes": [{"name": "FlowInput", "type": "Input", "x": 5, "__proto__": {"a": 1}}], "connections": [], "note": ""}',
    );
    expect(parseDefinition(json)).toEqual({
      ok: true,
      definition: { nodes: [{ name: 'FlowInput', type: 'Input' }], connections: [] },
    });
    expect(json.nodes[0].x).toBe(5);
  });

  test.each([[{}], [{ nodes: [] }], [{ nodes: [], connections: null }]])('%j may be all there is', (json) => {
    expect(parseDefinition(json).ok).toBe(true);
  });

  test.each<[unknown, string]>([
    [null, ''],
    ['{}', ''],
    [[], ''],
    [{ nodes: {} }, 'nodes'],
    [{ nodes: [{}] }, 'nodes[0].name'],
    [{ nodes: [{ name: 'In', type: 'input' }] }, 'nodes[0].type'],
    [
      { nodes: [{ name: 'In', type: 'Input', configuration: { input: {}, output: {} } }] },
      'nodes[0].configuration',
    ],
    [{ connections: [{ name: 'c1', type: 'Data', source: 'In' }] }, 'connections[0].target'],
    [
      { nodes: [{ name: 'Lo', type: 'Loop', configuration: { loop: { definition: { nodes: [1] } } } }] },
      'nodes[0].configuration.loop.definition.nodes[0]',
    ],
  ])('%j is refused at "%s"', (json, path) => {
    const parsed = parseDefinition(json);
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.violations.map((violation) => violation.path)).toContain(path);
  });

  test('loops within loops without end are refused, not followed', () => {
    let definition: unknown = { nodes: [] };
    for (let depth = 0; depth < 20_000; depth++)
      definition = { nodes: [{ name: 'Lo', type: 'Loop', configuration: { loop: { definition } } }] };
    expect(parseDefinition(definition).ok).toBe(false);
  });
});
