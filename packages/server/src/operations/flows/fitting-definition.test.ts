import { describe, expect, test } from 'vitest';
import { parseQuotas } from '../quotas.ts';
import { failureOf, openService, token } from '../test-support/service.ts';
import { createFlow } from './create-flow.ts';
import { getFlow } from './get-flow.ts';
import { prepareFlow } from './prepare-flow.ts';
import { updateFlow } from './update-flow.ts';
import { validateFlowDefinition } from './validate-flow-definition.ts';

const role = 'arn:aws:iam::000000000000:role/flows';

/** An Input, so many Prompts one after the other, and an Output. */
const chain = (prompts: number) => {
  const names = Array.from({ length: prompts }, (_, index) => `Ask_${index}`);
  const wire = (source: string, output: string, target: string, input: string) => ({
    type: 'Data' as const,
    name: `${source}_to_${target}`,
    source,
    target,
    configuration: { data: { sourceOutput: output, targetInput: input } },
  });
  return {
    nodes: [
      {
        name: 'In',
        type: 'Input' as const,
        configuration: { input: {} },
        outputs: [{ name: 'document', type: 'String' as const }],
      },
      ...names.map((name) => ({
        name,
        type: 'Prompt' as const,
        configuration: {
          prompt: {
            sourceConfiguration: {
              inline: {
                modelId: 'offline',
                templateType: 'TEXT' as const,
                templateConfiguration: { text: { text: '{{text}}', inputVariables: [{ name: 'text' }] } },
              },
            },
          },
        },
        inputs: [{ name: 'text', type: 'String' as const, expression: '$.data' }],
        outputs: [{ name: 'modelCompletion', type: 'String' as const }],
      })),
      {
        name: 'Out',
        type: 'Output' as const,
        configuration: { output: {} },
        inputs: [{ name: 'document', type: 'String' as const, expression: '$.data' }],
      },
    ],
    connections: [
      ...names.map((name, index) =>
        wire(
          index === 0 ? 'In' : names[index - 1]!,
          index === 0 ? 'document' : 'modelCompletion',
          name,
          'text',
        ),
      ),
      wire(names.at(-1)!, 'modelCompletion', 'Out', 'document'),
    ],
  };
};

describe('a flow of more nodes than the quota', () => {
  test('is refused in the words of the constraint, whichever operation brings it, and nothing is stored', async () => {
    const service = await openService();
    const small = { name: 'chain', executionRoleArn: role, definition: chain(3) };
    const { id } = await service.call(createFlow, { ...small, clientToken: token('small') });
    const large = { ...small, definition: chain(39) };
    for (const call of [
      () => service.call(createFlow, { ...large, name: 'large', clientToken: token('large') }),
      () => service.call(updateFlow, { ...large, flowIdentifier: id }),
      () => service.call(validateFlowDefinition, { definition: large.definition }),
    ]) {
      const { code, message } = await failureOf(call());
      expect(code).toBe('ValidationException');
      expect(message).toContain(
        "Value at 'definition.nodes' failed to satisfy constraint: Member must have length less than or equal to 40.",
      );
      expect(message).toContain('STREAMBED_QUOTAS="nodesPerFlow=off"');
    }
    expect((await service.call(getFlow, { flowIdentifier: id })).definition).toEqual(small.definition);
  });

  test('is refused inside a loop too, with the place', async () => {
    const service = await openService();
    const definition = {
      nodes: [{ name: 'Again', type: 'Loop' as const, configuration: { loop: { definition: chain(39) } } }],
    };
    const { message } = await failureOf(service.call(validateFlowDefinition, { definition }));
    expect(message).toContain("'definition.nodes.1.member.configuration.loop.definition.nodes'");
  });

  test('is created and prepared where the quota is raised, and the quotas of single types go with it', async () => {
    const service = await openService(parseQuotas('nodesPerFlow=100'));
    const { id } = await service.call(createFlow, {
      name: 'large',
      executionRoleArn: role,
      definition: chain(98),
      clientToken: token('large'),
    });
    await service.call(prepareFlow, { flowIdentifier: id });
    expect(await service.call(getFlow, { flowIdentifier: id })).toMatchObject({
      status: 'Prepared',
      validations: [],
    });
    const { message } = await failureOf(service.call(validateFlowDefinition, { definition: chain(99) }));
    expect(message).toContain('less than or equal to 100');
  });
});
