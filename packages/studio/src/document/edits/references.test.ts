import type { FlowDefinition } from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import { createFlowDocument, followVariables, newNode, unusedInputs } from '../index.ts';

const TEMPLATE = ['prompt', 'sourceConfiguration', 'inline', 'templateConfiguration'];

const open = (definition: FlowDefinition) => {
  const document = createFlowDocument({ definition });
  const at = (path: string) => [...document.snapshot().nodes.values()].find((node) => node.path === path)!;
  const before = JSON.stringify(document.definition());
  return {
    document,
    at,
    rename(path: string, from: string, to: string) {
      document.edit('rename', (edit) => edit.changeInput(at(path).id, from, { name: to }));
    },
    /** That what was done is one step, which takes it all back. */
    expectOneStep() {
      expect(document.history.undoSteps).toHaveLength(1);
      document.history.undo();
      expect(JSON.stringify(document.definition())).toBe(before);
    },
  };
};

describe('renaming an input', () => {
  test('renames it in conditions, and nothing that only looks like it', () => {
    const node = newNode('Condition', 'Decide', {
      condition: {
        conditions: [
          { name: 'input', expression: 'input == "input" and not(input2 > 1)' },
          { name: 'Broken', expression: 'input == ' },
          { name: 'Unread', expression: "input == 'x'" },
          { name: 'default' },
        ],
      },
    });
    const { rename, at, expectOneStep } = open({ nodes: [node], connections: [] });
    rename('Decide', 'input', 'topic');
    expect(at('Decide').configuration.condition!.conditions).toEqual([
      { name: 'input', expression: 'topic == "input" and not(input2 > 1)' },
      { name: 'Broken', expression: 'topic == ' },
      { name: 'Unread', expression: "input == 'x'" },
      { name: 'default' },
    ]);
    expectOneStep();
  });

  test('renames it in prompts, their listed variables, and templates of knowledge bases', () => {
    const chat = newNode('Prompt', 'Chat');
    const inline = chat.configuration!.prompt!.sourceConfiguration.inline!;
    inline.templateType = 'CHAT';
    inline.templateConfiguration = {
      chat: {
        system: [{ text: 'Speak {{input}}' }],
        messages: [{ role: 'user', content: [{ text: '{{ input }} and {{inputs}}, {input}' }] }],
        inputVariables: [{ name: 'input' }, { name: 'inputs' }],
      },
    };
    const base = newNode('KnowledgeBase', 'Search', {
      knowledgeBase: {
        knowledgeBaseId: 'UNSET',
        promptTemplate: { textPromptTemplate: 'For {{retrievalQuery}}: $search_results$' },
      },
    });
    const { rename, at, document } = open({
      nodes: [newNode('Prompt', 'Text'), chat, base],
      connections: [],
    });
    rename('Text', 'input', 'genre');
    rename('Chat', 'input', 'genre');
    rename('Search', 'retrievalQuery', 'question');
    const template = (path: string) =>
      at(path).configuration.prompt!.sourceConfiguration.inline!.templateConfiguration;
    expect(template('Text').text).toEqual({ text: '{{genre}}', inputVariables: [{ name: 'genre' }] });
    expect(template('Chat').chat).toEqual({
      system: [{ text: 'Speak {{genre}}' }],
      messages: [{ role: 'user', content: [{ text: '{{ genre }} and {{inputs}}, {input}' }] }],
      inputVariables: [{ name: 'genre' }, { name: 'inputs' }],
    });
    expect(at('Search').configuration.knowledgeBase!.promptTemplate!.textPromptTemplate).toBe(
      'For {{question}}: $search_results$',
    );
    expect(document.history.undoSteps).toHaveLength(3);
  });

  test('renames it where a loop decides to go on, also when its outside is renamed', () => {
    const loop = newNode('Loop', 'Refine');
    const controller = loop.configuration!.loop!.definition.nodes!.find(
      ({ type }) => type === 'LoopController',
    )!;
    controller.configuration!.loopController!.continueCondition.expression =
      'again == true and result != "ok"';
    const condition = () =>
      at('Refine/LoopController').configuration.loopController!.continueCondition.expression;
    const { rename, at, document, expectOneStep } = open({ nodes: [loop], connections: [] });
    rename('Refine/LoopController', 'again', 'more');
    expect(condition()).toBe('more == true and result != "ok"');
    expectOneStep();
    document.edit('rename', (edit) => edit.changeOutput(at('Refine').id, 'result', { name: 'answer' }));
    expect(condition()).toBe('again == true and answer != "ok"');
    expect(at('Refine/LoopController').inputs.map(({ name }) => name)).toContain('answer');
    expectOneStep();
    rename('Refine', 'document', 'essay');
    expect(at('Refine/LoopInput').outputs.map(({ name }) => name)).toEqual(['essay']);
    expectOneStep();
  });
});

describe('variables of a prompt', () => {
  test('become inputs and are listed, but for the one that is being typed', () => {
    const { document, at } = open({ nodes: [newNode('Prompt', 'Ask')], connections: [] });
    const write = (text: string, writing?: string) =>
      document.edit('type', (edit) => {
        edit.writeText(at('Ask').id, [...TEMPLATE, 'text', 'text'], text);
        followVariables(edit, at('Ask').id, writing);
      });
    write('{{input}} {{to}}', 'to');
    expect(at('Ask').inputs.map(({ name }) => name)).toEqual(['input']);
    write('{{input}} {{tone}}');
    expect(at('Ask').inputs).toEqual([
      { name: 'input', type: 'String', expression: '$.data' },
      { name: 'tone', type: 'String', expression: '$.data' },
    ]);
    expect(
      at('Ask').configuration.prompt!.sourceConfiguration.inline!.templateConfiguration.text!.inputVariables,
    ).toEqual([{ name: 'input' }, { name: 'tone' }]);
    expect(unusedInputs(at('Ask'))).toEqual([]);
  });

  test('that are gone leave an input, which is dropped as a step of its own', () => {
    const { document, at } = open({ nodes: [newNode('Prompt', 'Ask')], connections: [] });
    document.edit('type', (edit) => {
      edit.writeText(at('Ask').id, [...TEMPLATE, 'text', 'text'], 'no variables');
      followVariables(edit, at('Ask').id);
    });
    expect(unusedInputs(at('Ask'))).toEqual(['input']);
    document.edit('drop', (edit) => edit.removeInput(at('Ask').id, 'input'));
    expect(unusedInputs(at('Ask'))).toEqual([]);
    document.history.undo();
    expect(unusedInputs(at('Ask'))).toEqual(['input']);
  });
});
