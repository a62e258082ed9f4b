import { describe, expect, test } from 'vitest';
import {
  conditionNode,
  echo,
  inputNode,
  outputNode,
  promptNode,
  router,
  slot,
  wire,
} from './support/definitions.ts';
import { invoke } from './support/invoke.ts';
import { openSession } from './support/session.ts';

/** Expressions, conditions and templates that try to be more than they are: refused, or plain data. */

const { target, runtime, flows } = await openSession();

const document = {
  data: 'inner',
  constructor_: 1,
  list: [1, 2, 3],
  text: 'x',
  'a b': 'quoted',
};

describe('an input expression', () => {
  test.each([
    "$.data.constructor.constructor('return process')()",
    "$.data['constructor']['constructor']('return 1')()",
    '$.data.__proto__.polluted',
    '$.data.toString',
    '$.data.list.length',
    '$.data[?(@.x)]',
    '$.data[?(@.constructor.constructor("return process")())]',
    '$..constructor',
    '$.data..text',
    '$.data[(1+1)]',
    '$.data[`text`]',
    '$.data.text;process.exit()',
    '$.data.text || 1',
    '$[0]',
    '$',
    '@.data',
    'data',
    '$.data.list[-9999999999999999999]',
    '$.data.list[0:999999999999:1]',
    `$.data${'[0]'.repeat(300)}`,
    '$.data.{{text}}',
    `$.data.\${process.env}`,
    '$.data.\u0000',
    '$.data.text\n',
  ])('%j is refused or finds nothing', async (expression) => {
    const id = await flows.create(echo('Object', expression, 'String')).catch((error: Error) => {
      expect(error.name).toBe('ValidationException');
      return undefined;
    });
    if (id === undefined) return;
    const { status, validations } = await flows.prepare(id);
    if (status === 'Failed') {
      expect(validations!.map(({ type }) => type)).toContain('MalformedNodeInputExpression');
      return;
    }
    const { error, outputs } = await invoke(runtime, id, document);
    expect(outputs).toEqual([]);
    expect(error?.name).toBe('ValidationException');
  });
});

describe('a condition expression', () => {
  const withCondition = (expression: string) => ({
    ...router(),
    nodes: router().nodes!.map((node) =>
      node.name === 'Size'
        ? conditionNode('Size', [slot('amount', 'Number', '$.data.amount')], { large: expression })
        : node,
    ),
  });

  test.each([
    'constructor == 1',
    'amount.constructor == 1',
    'amount; 1 == 1',
    'amount == 1 || true',
    'amount = 1',
    'amount == 1 and process.exit()',
    "amount == '1'",
    'amount == `1`',
    '__proto__ == 1',
    'toString == 1',
    'true',
    '1 == 1',
    '',
    `${'('.repeat(500)}amount == 1${')'.repeat(500)}`,
    `${'not '.repeat(250)}amount == 1`,
    'amount == 1 or '.repeat(60).concat('amount == 1'),
    'amount > 1e999',
    'amount == 0x10',
    '"\\u0000" == amount',
  ])('%j is refused, or a plain comparison', async (expression) => {
    const id = await flows.create(withCondition(expression)).catch((error: Error) => {
      expect(error.name).toBe('ValidationException');
      return undefined;
    });
    if (id === undefined) return;
    const { status, validations } = await flows.prepare(id);
    if (status === 'Failed') {
      for (const { message } of validations!) expect(message).not.toBe('');
      return;
    }
    const { outputs, completion } = await invoke(runtime, id, { amount: 1 });
    expect(completion).toBe('SUCCESS');
    expect(outputs).toHaveLength(1);
  });
});

describe('a template', () => {
  const rendered = async (template: string, inputs: Record<string, string>) => {
    const names = Object.keys(inputs);
    const id = await flows.prepared({
      nodes: [
        inputNode('Object'),
        promptNode(
          'Ask',
          target.modelId,
          template,
          names.map((name) => slot(name, 'String', `$.data.${name}`)),
        ),
        outputNode(),
      ],
      connections: [
        ...names.map((name) => wire('FlowInput.document', `Ask.${name}`)),
        wire('Ask.modelCompletion', 'FlowOutput.document'),
      ],
    });
    const { traces, error } = await invoke(runtime, id, inputs, { enableTrace: true });
    expect(error).toBeUndefined();
    const action = traces.find(({ nodeActionTrace }) => nodeActionTrace)!.nodeActionTrace!;
    return (action.operationRequest as { messages: [{ content: [{ text: string }] }] }).messages[0].content[0]
      .text;
  };

  test.each([
    '{{other}}',
    '{{7*7}}',
    '{% for x in y %}',
    '<%= 7 %>',
    '{{constructor.constructor("return 1")()}}',
    '$& $1 $` $$',
    '{{{{text}}}}',
    '\\',
  ])('puts the value %j in as it is, once', async (value) => {
    expect(await rendered('Say {{text}}, then {{other}}.', { text: value, other: 'secret' })).toBe(
      `Say ${value}, then secret.`,
    );
  });

  test.each(['{{7*7}}', '{% raw %}', '{{ }}', '{{', '}}', '{{a.b}}', '{{__proto__}}'])(
    'leaves %j in its own text alone',
    async (odd) => {
      expect(await rendered(`Say {{text}} ${odd}.`, { text: 'x' })).toBe(`Say x ${odd}.`);
    },
  );

  test('with a hundred thousand braces is rendered', async () => {
    const braces = '{{'.repeat(50_000);
    expect(await rendered(`${braces}{{text}}`, { text: braces })).toBe(`${braces}${braces}`);
  });
});
