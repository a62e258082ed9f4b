import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bedrockAgent, bedrockAgentRuntime, bedrockRuntime, checkConstraints, pickMembers } from './index.ts';

const node = {
  name: 'In',
  type: 'Input',
  configuration: { input: {} },
  outputs: [{ name: 'document', type: 'String' }],
};

describe('pickMembers', () => {
  test('drops what the shape does not know, at every depth', () => {
    const request = {
      nodes: [{ ...node, position: { x: 1 }, outputs: [{ ...node.outputs[0], label: 'in' }] }],
      connections: [],
      zoom: 2,
    };
    expect(pickMembers(bedrockAgent, 'FlowDefinition', request)).toEqual({ nodes: [node], connections: [] });
  });

  test('drops null members', () => {
    const picked = pickMembers(bedrockAgent, 'FlowNode', { ...node, inputs: null, configuration: undefined });
    expect(Object.keys(picked as object)).toEqual(['name', 'type', 'outputs']);
  });

  test('keeps a document that is null and the choice of a union', () => {
    expect(pickMembers(bedrockAgentRuntime, 'FlowInputContent', { document: null })).toEqual({
      document: null,
    });
  });

  test('copies, but keeps documents as they are', () => {
    const document = JSON.parse('{"__proto__": {"a": 1}, "b": null}');
    const content = { document };
    const picked = pickMembers(bedrockAgentRuntime, 'FlowInputContent', content) as { document: unknown };
    expect(picked).not.toBe(content);
    expect(picked.document).toBe(document);
  });

  test('keys of maps are data, __proto__ included', () => {
    const tags = JSON.parse('{"__proto__": "x", "constructor": "y", "plain": "z"}');
    const picked = pickMembers(bedrockAgent, 'TagsMap', tags) as object;
    expect(Object.entries(picked)).toEqual(Object.entries(tags));
    expect(Object.getPrototypeOf(picked)).toBe(Object.prototype);
    expect(Object.hasOwn(Object.prototype, 'plain')).toBe(false);
  });

  test('a __proto__ member is no modelled member', () => {
    const picked = pickMembers(
      bedrockAgent,
      'FlowNode',
      JSON.parse('{"__proto__": {"name": "In"}, "type": "Input"}'),
    );
    expect(picked).toEqual({ type: 'Input' });
  });

  test('what has a wrong type is kept as it is', () => {
    for (const value of [undefined, null, 1, 'text', true])
      expect(pickMembers(bedrockAgent, 'FlowDefinition', value)).toBe(value);
    expect(pickMembers(bedrockAgent, 'FlowDefinition', { nodes: { length: 1 } })).toEqual({
      nodes: { length: 1 },
    });
  });

  test('what is picked breaks the same constraints, and picking again changes nothing', () => {
    const junk = fc.option(fc.jsonValue(), { nil: undefined });
    const flowNode = fc.record(
      {
        name: fc.constantFrom('In', 'Out', '1'),
        type: fc.constantFrom('Input', 'Loop', 'Text'),
        inputs: junk,
        x: junk,
      },
      { requiredKeys: ['name'] },
    );
    const definition = fc.record({ nodes: fc.array(flowNode, { maxLength: 3 }), junk });
    fc.assert(
      fc.property(definition, (value) => {
        const picked = pickMembers(bedrockAgent, 'FlowDefinition', value);
        const violations = checkConstraints(bedrockAgent, 'FlowDefinition', value);
        expect(checkConstraints(bedrockAgent, 'FlowDefinition', picked)).toEqual(violations);
        expect(pickMembers(bedrockAgent, 'FlowDefinition', picked)).toEqual(picked);
      }),
    );
  });

  test('blobs are read by whom it is told to, and by nobody else', () => {
    const image = (bytes: unknown) => ({ format: 'png', source: { bytes } });
    const picked = pickMembers(bedrockRuntime, 'ImageBlock', image('AAAA'), (base64) => `read ${base64}`);
    expect(picked).toEqual(image('read AAAA'));
    expect(pickMembers(bedrockRuntime, 'ImageBlock', image('AAAA'))).toEqual(image('AAAA'));
    const bytes = Uint8Array.of(1);
    expect(pickMembers(bedrockRuntime, 'ImageBlock', image(bytes), () => 'read')).toEqual(image(bytes));
  });
});
