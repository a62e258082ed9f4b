import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import { createFlowDocument, newFlowDefinition, newNode, problemsOf } from '../index.ts';

const open = (definition: FlowDefinition) => {
  const document = createFlowDocument({ definition });
  return { document, problems: () => problemsOf(document.snapshot(), document.definition()) };
};

describe('the problems of an open flow', () => {
  test('are none for a new one', () => {
    expect(open(newFlowDefinition()).problems()).toEqual([]);
  });

  test('lead to the field, and Fix empties the list', () => {
    const { nodes, connections } = newFlowDefinition();
    const { document, problems } = open({ nodes: nodes!, connections: connections!.slice(0, 1) });
    const [problem] = problems().filter(({ fix }) => fix);
    const output = [...document.snapshot().nodes.values()].find(({ type }) => type === 'Output')!;
    expect(problem).toMatchObject({
      severity: 'Error',
      address: { node: output.id, field: 'input:document.source' },
      fix: { label: 'Connect Prompt_1.modelCompletion to FlowOutput.document' },
    });
    problem!.fix!.run(document);
    expect(problems()).toEqual([]);
    expect(document.history.undoSteps).toEqual(['connect']);
  });

  test('tell what UpdateFlow would refuse, before it does', () => {
    const { document, problems } = open(newFlowDefinition());
    const [input] = document.snapshot().scopes.get('flow')!.nodes;
    const prompt = [...document.snapshot().nodes.values()].find(({ type }) => type === 'Prompt')!;
    document.edit('break', (edit) =>
      edit.changeInput(prompt.id, 'input', { expression: `$.data${'.a'.repeat(600)}` }),
    );
    expect(problems()[0]).toMatchObject({
      severity: 'Error',
      source: 'studio',
      address: { node: prompt.id, field: 'input:input.expression' },
    });
    expect(input).toBeDefined();
  });

  test('inside loops lead inside', () => {
    const { document, problems } = open({ nodes: [newNode('Loop', 'Refine')], connections: [] });
    const inner = problems()
      .filter(({ address }) => address.node !== undefined)
      .map(({ address }) => document.snapshot().nodes.get(address.node!)!.path);
    expect(inner).toContain('Refine/LoopController');
  });

  test('have keys of their own', () => {
    const { problems } = open({
      nodes: [newNode('Prompt', 'A_1'), newNode('Prompt', 'B_1'), newNode('Condition', 'C_1')],
      connections: [],
    });
    const keys = problems().map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
