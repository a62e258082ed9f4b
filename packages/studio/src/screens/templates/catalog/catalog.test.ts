import { validateDefinition } from '@streambed/flow/validation';
import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import { FLOW_NAME } from '../../flows/new-flow.ts';
import { TEMPLATE_MODEL, withModel } from '../template.ts';
import { templates } from './index.ts';

/** Paths of all nodes, those of loops' bodies among them. */
const pathsOf = ({ nodes = [] }: FlowDefinition, prefix = ''): string[] =>
  nodes.flatMap(({ name, configuration }) => [
    `${prefix}${name}`,
    ...(configuration?.loop ? pathsOf(configuration.loop.definition, `${prefix}${name}/`) : []),
  ]);

describe.each(templates.map((template) => [template.title, template] as const))('%s', (_, template) => {
  test('has nothing to complain about', () => {
    expect(validateDefinition(template.definition)).toEqual([]);
  });

  test('has a place for each node and for nothing else', () => {
    expect(Object.keys(template.positions).toSorted()).toEqual(pathsOf(template.definition).toSorted());
  });

  test('has a name that CreateFlow takes, and two inputs of the declared type', () => {
    expect(template.flowName).toMatch(FLOW_NAME);
    const { type } = template.definition.nodes!.find((node) => node.type === 'Input')!.outputs![0]!;
    expect(template.savedInputs).toHaveLength(2);
    for (const { document } of template.savedInputs) {
      const found = Array.isArray(document) ? 'Array' : typeof document;
      expect(found.toLowerCase()).toBe(type.toLowerCase());
    }
  });

  test('asks the model it is told to', () => {
    const text = JSON.stringify(withModel(template.definition, 'my-model'));
    expect(text).not.toContain(TEMPLATE_MODEL);
    expect(text.includes('"my-model"')).toBe(JSON.stringify(template.definition).includes(TEMPLATE_MODEL));
  });
});

test('ids and names of flows are each there once', () => {
  for (const key of ['id', 'flowName', 'title'] as const)
    expect(new Set(templates.map((template) => template[key])).size).toBe(templates.length);
});
