import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateFlowCommand,
  CreatePromptCommand,
  type FlowDefinition,
  type FlowNode,
  ListFlowsCommand,
  ListTagsForResourceCommand,
  ValidateFlowDefinitionCommand,
} from '@aws-sdk/client-bedrock-agent';
import { afterAll, describe, expect, test } from 'vitest';
import { ROLE } from '../durability/clients.ts';
import { FAKE_MODEL, type FakeOllama, startFakeOllama } from '../durability/fake-ollama.ts';
import {
  conditionNode,
  echo,
  inputNode,
  outputNode,
  promptNode,
  slot,
  wire,
} from '../support/definitions.ts';
import { attackedServer } from './attacked-server.ts';

/*
 * Small input that would make much work: expressions, patterns, templates. Each must end soon, with an answer
 * or a modelled exception; meanwhile the server answers others.
 */

let model: FakeOllama;
const asked: string[] = [];
afterAll(() => model.close());
const attacked = attackedServer(async () => {
  model = await startFakeOllama((prompt) => {
    asked.push(prompt);
    return 'answered';
  });
  return { environment: { OLLAMA_HOST: model.host } };
});

/** Exponential work would take hours; this is far above what linear work takes on a slow and busy machine. */
const SOON = 20_000;

/** How long a stranger waited at most while `work` went on, ms. */
const longestWait = async <Result>(work: Promise<Result>): Promise<{ result: Result; longest: number }> => {
  let over = false;
  const result = work.finally(() => {
    over = true;
  });
  result.catch(() => {});
  let longest = 0;
  do {
    const before = performance.now();
    await fetch(`${attacked.server.url}/health`);
    longest = Math.max(longest, performance.now() - before);
    await sleep(1);
  } while (!over);
  return { result: await result, longest };
};

const nameOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'answered',
    (error: Error) => error.name,
  );

/** threats.md row 32 */
describe('texts made for the patterns of the model are refused at once', () => {
  const send = (input: object) =>
    nameOf(attacked.clients.agent.send(new CreateFlowCommand(input as CreateFlowCommand['input'])));
  const long = 100_000;
  const flow = { name: 'a', executionRoleArn: ROLE };
  const attacks: [string, () => Promise<string>][] = [
    ['a name', () => send({ ...flow, name: `${'a'.repeat(long)}!` })],
    ['a name of pairs', () => send({ ...flow, name: `${'a_'.repeat(long / 2)}!` })],
    ['a name just above its length', () => send({ ...flow, name: `${'a-'.repeat(100)}a!` })],
    ['a role', () => send({ ...flow, executionRoleArn: `arn:aws-${'a'.repeat(long)}` })],
    ['a token', () => send({ ...flow, clientToken: `a${'-'.repeat(255)}` })],
    ['a token of pairs', () => send({ ...flow, clientToken: `${'-a'.repeat(long / 2)}-` })],
    ['a key', () => send({ ...flow, customerEncryptionKeyArn: `arn:aws:kms:${'-'.repeat(long)}` })],
    ['a tag', () => send({ ...flow, tags: { [`${' '.repeat(long)}!`]: `${' '.repeat(long)}!` } })],
    ['a node', () => send({ ...flow, definition: nodesOf({ name: `${'a_'.repeat(long / 2)}_` }) })],
    [
      'a model id',
      () =>
        send({
          ...flow,
          definition: nodesOf(promptNode('P', `${'a.'.repeat(1_000)}:${'a'.repeat(64)}:!`, 'x')),
        }),
    ],
    [
      'a model id in a prompt',
      () =>
        nameOf(
          attacked.clients.agent.send(
            new CreatePromptCommand({
              name: 'a',
              variants: [
                {
                  name: 'only',
                  templateType: 'TEXT',
                  templateConfiguration: { text: { text: 'x' } },
                  modelId: `${'a'.repeat(2_000)}!`,
                },
              ],
            }),
          ),
        ),
    ],
    [
      'an ARN',
      () =>
        nameOf(
          attacked.clients.agent.send(
            new ListTagsForResourceCommand({ resourceArn: `arn:aws:bedrock:${'-'.repeat(900)}:/d:` }),
          ),
        ),
    ],
    [
      'a page token',
      () => nameOf(attacked.clients.agent.send(new ListFlowsCommand({ nextToken: 'x'.repeat(2_048) }))),
    ],
  ];
  test.each(attacks)('for %s', async (_what, attack) => {
    const { result, longest } = await longestWait(attack());
    expect(result).toBe('ValidationException');
    expect(longest).toBeLessThan(SOON);
  });
});

const nodesOf = (node: Partial<FlowNode>): FlowDefinition => ({
  nodes: [inputNode(), { ...outputNode(), ...node }],
  connections: [],
});

/** threats.md row 30 */
describe('expressions', () => {
  const far = 1_024;
  const expressions = [
    `$.data${'.a'.repeat(far / 2)}`,
    `$.data${'[0]'.repeat(far / 3)}`,
    `$${'.'.repeat(far)}`,
    `$.${'data'.repeat(far / 4)}`,
    `$.data['${'\\'.repeat(far)}']`,
    `$.data[${'9'.repeat(far)}]`,
    `$.data${'['.repeat(far)}`,
    `$.data.${'_'.repeat(far)}`,
  ];
  const conditions = [
    `${'('.repeat(far / 2)}a == 1${')'.repeat(far / 2)}`,
    `${'!'.repeat(far)}a`,
    `a == "${'\\'.repeat(far)}"`,
    `a == ${'9'.repeat(far)}`,
    `a == ${'-'.repeat(far)}1`,
    `${'a and '.repeat(far / 6)}a`,
    `${'a'.repeat(far)} == 1`,
    'a '.repeat(far / 2),
  ];
  const flows = [
    ...expressions.map((expression) => echo('String', expression)),
    ...conditions.map(
      (condition): FlowDefinition => ({
        nodes: [inputNode(), conditionNode('If', [slot('a')], { yes: condition }), outputNode()],
        connections: [wire('FlowInput.document', 'If.a'), wire('FlowInput.document', 'FlowOutput.document')],
      }),
    ),
  ];
  test.each([...expressions, ...conditions].map((text, index) => [`${text.slice(0, 24)}…`, index]))(
    '%s of a thousand characters is refused at once, by the bound of the model',
    async (_text, index) => {
      const definition = flows[index]!;
      const { result, longest } = await longestWait(
        nameOf(attacked.clients.agent.send(new ValidateFlowDefinitionCommand({ definition }))),
      );
      expect(result).toBe('ValidationException');
      expect(longest).toBeLessThan(SOON);
    },
  );
});

/** threats.md row 31 */
describe('templates', () => {
  const ask = (text: string, names: readonly string[] = ['text']): FlowDefinition => ({
    nodes: [
      inputNode('Object'),
      promptNode(
        'Ask',
        FAKE_MODEL,
        text,
        names.map((name) => slot(name, 'String', `$.data.${name}`)),
      ),
      outputNode(),
    ],
    connections: [
      ...names.map((name) => ({ ...wire('FlowInput.document', `Ask.${name}`), name: `to${name}` })),
      wire('Ask.modelCompletion', 'FlowOutput.document'),
    ],
  });

  test('values are never looked at for variables or for code', async () => {
    const values = {
      first: '{{second}}{{ second }}{{first}}',
      second: '{{7*7}}{% include "/etc/passwd" %}${process.env}<%= 1 %>#{1}',
    };
    asked.length = 0;
    const { outputs } = await attacked.run(ask('A {{first}} B {{second}} C', ['first', 'second']), values);
    expect(outputs).toEqual(['answered']);
    expect(asked).toEqual([`A ${values.first} B ${values.second} C`]);
  });

  test.each([
    ['a hundred thousand opening braces', '{'.repeat(100_000)],
    ['braces that nearly match', '{{ text }'.repeat(10_000)],
    ['braces within braces', `${'{{'.repeat(20_000)}text${'}}'.repeat(20_000)}`],
    ['blanks between braces', `{{${' '.repeat(50_000)}text`],
  ])('%s are read in one go', async (_what, text) => {
    const { result, longest } = await longestWait(attacked.run(ask(`${text} {{text}}`), { text: 'value' }));
    expect(result.outputs).toEqual(['answered']);
    expect(longest).toBeLessThan(SOON);
  });

  test('a small template that grows to gigabytes is refused before it is built', async () => {
    const { result, longest } = await longestWait(
      attacked.run(ask('{{text}}'.repeat(10_000)), { text: 'x'.repeat(1_000_000) }),
    );
    expect(result.outputs).toEqual([]);
    expect(result.failure?.name).toBe('ValidationException');
    expect(result.failure?.message).toContain('node Ask');
    expect(longest).toBeLessThan(SOON);
  });
});
