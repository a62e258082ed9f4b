import {
  CreateFlowCommand,
  type CreateFlowCommandInput,
  DeleteFlowCommand,
  GetFlowCommand,
  ListFlowsCommand,
  ListFlowVersionsCommand,
  UpdateFlowCommand,
} from '@aws-sdk/client-bedrock-agent';
import { describe, expect, test } from 'vitest';
import { echo, inputNode, outputNode, router, wire } from './support/definitions.ts';
import { failureOf } from './support/failure.ts';
import { openSession } from './support/session.ts';
import { ABSENT_ID, flowArnIn } from './support/vacant.ts';

/** CreateFlow, GetFlow, UpdateFlow, DeleteFlow: the working draft. */

const { target, agent, flows } = await openSession();
const { roleArn, region } = target;

const create = (input: Partial<CreateFlowCommandInput> = {}) =>
  agent.send(new CreateFlowCommand({ name: 'conformance', executionRoleArn: roleArn, ...input }));

const remove = (flowIdentifier: string) =>
  agent.send(new DeleteFlowCommand({ flowIdentifier, skipResourceInUseCheck: true }));

describe('CreateFlow', () => {
  test('answers 201 with the draft, NotPrepared, and what was sent', async () => {
    const before = Date.now();
    const key = `arn:aws:kms:${region}:000000000000:key/01234567-89ab-cdef-0123-456789abcdef`;
    const flow = await create({
      name: 'Everything-that_can-be_sent',
      description: 'Ein Fluss, 流れ, 🌊',
      definition: router(),
      ...(target.local && { customerEncryptionKeyArn: key }),
      tags: { team: 'a b', empty: '' },
    });
    expect(flow.$metadata.httpStatusCode).toBe(201);
    expect(flow.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(flow.id).toMatch(/^[0-9A-Z]{10}$/);
    const accountId = flow.arn!.split(':')[4]!;
    expect(flow).toMatchObject({
      name: 'Everything-that_can-be_sent',
      description: 'Ein Fluss, 流れ, 🌊',
      arn: flowArnIn(region, accountId, flow.id!),
      executionRoleArn: roleArn,
      status: 'NotPrepared',
      version: 'DRAFT',
      definition: router(),
      ...(target.local && { customerEncryptionKeyArn: key }),
    });
    expect(flow.createdAt).toBeInstanceOf(Date);
    expect(flow.updatedAt).toEqual(flow.createdAt);
    // Clocks of two machines differ; a day tells a wrong unit from a wrong clock.
    expect(Math.abs(flow.createdAt!.getTime() - before)).toBeLessThan(24 * 60 * 60 * 1000);
    await remove(flow.id!);
  });

  test('needs a name and a role only', async () => {
    const flow = await create();
    expect(flow.definition).toBeUndefined();
    expect(flow.description).toBeUndefined();
    expect(flow.status).toBe('NotPrepared');
    const shown = await flows.get(flow.id!);
    expect(shown).toMatchObject({ status: 'NotPrepared', version: 'DRAFT', validations: [] });
    await remove(flow.id!);
  });

  test('keeps a definition that is not finished', async () => {
    const unfinished = {
      nodes: [
        {
          name: 'Ask',
          type: 'Prompt' as const,
          configuration: { prompt: { sourceConfiguration: { resource: { promptArn: '' } } } },
        },
        {
          name: 'Call',
          type: 'LambdaFunction' as const,
          configuration: { lambdaFunction: { lambdaArn: '' } },
        },
      ],
    };
    const flow = await create({ definition: unfinished });
    expect((await flows.get(flow.id!)).definition).toEqual(unfinished);
    await remove(flow.id!);
  });

  test('makes two flows of one name', async () => {
    const [one, two] = [await create({ name: 'twin' }), await create({ name: 'twin' })];
    expect(one.id).not.toBe(two.id);
    await remove(one.id!);
    await remove(two.id!);
  });

  test.each([
    ['no name', { name: undefined }, 'name'],
    ['an empty name', { name: '' }, 'name'],
    ['a name with a space', { name: 'a b' }, 'name'],
    ['a name with a doubled hyphen', { name: 'a--b' }, 'name'],
    ['a name of 101 letters', { name: 'n'.repeat(101) }, 'name'],
    ['no role', { executionRoleArn: undefined }, 'executionRoleArn'],
    ['a role that is no ARN', { executionRoleArn: 'flows' }, 'executionRoleArn'],
    ['an empty description', { description: '' }, 'description'],
    ['a description of 201 characters', { description: 'd'.repeat(201) }, 'description'],
    ['a key that is no ARN', { customerEncryptionKeyArn: 'key' }, 'customerEncryptionKeyArn'],
    ['a short client token', { clientToken: 'short' }, 'clientToken'],
    ['a tag key of 129 characters', { tags: { ['k'.repeat(129)]: 'v' } }, 'tags'],
    ['a tag value of 257 characters', { tags: { k: 'v'.repeat(257) } }, 'tags'],
    [
      'a node name with a hyphen',
      { definition: { nodes: [{ ...inputNode(), name: 'Flow-Input' }] } },
      'definition.nodes[0].name',
    ],
    [
      'an unknown node type',
      { definition: { nodes: [{ name: 'Node', type: 'Teapot' as never }] } },
      'definition.nodes[0].type',
    ],
  ] satisfies [string, Partial<CreateFlowCommandInput>, string][])(
    '%s is a ValidationException that names the member',
    async (_what, input, member) => {
      const failure = await failureOf(
        agent.send(
          new CreateFlowCommand({
            name: 'conformance',
            executionRoleArn: roleArn,
            ...input,
          } as CreateFlowCommandInput),
        ),
        'ValidationException',
        400,
      );
      expect(failure.fieldList?.map(({ name }) => name?.startsWith(member))).toContain(true);
      for (const { message } of failure.fieldList ?? []) expect(message).not.toBe('');
      expect(failure.message).toContain(member);
    },
  );

  test('a name has its whole length: 100 letters with a hyphen behind each', async () => {
    const name = `${'n-'.repeat(99)}n`;
    const flow = await create({ name });
    expect(flow.name).toBe(name);
    await remove(flow.id!);
  });
});

describe('GetFlow', () => {
  test('takes an id or an ARN', async () => {
    const { id, arn } = await create({ definition: echo() });
    const byId = await agent.send(new GetFlowCommand({ flowIdentifier: id }));
    const byArn = await agent.send(new GetFlowCommand({ flowIdentifier: arn }));
    expect(byId.$metadata.httpStatusCode).toBe(200);
    expect({ ...byArn, $metadata: undefined }).toEqual({ ...byId, $metadata: undefined });
    await remove(id!);
  });

  test('METADATA_ONLY leaves the definition out, ALL_DATA does not', async () => {
    const { id } = await create({ definition: echo() });
    const brief = await agent.send(new GetFlowCommand({ flowIdentifier: id, includedData: 'METADATA_ONLY' }));
    expect(brief.definition).toBeUndefined();
    expect(brief.name).toBe('conformance');
    const whole = await agent.send(new GetFlowCommand({ flowIdentifier: id, includedData: 'ALL_DATA' }));
    expect(whole.definition).toEqual(echo());
    await failureOf(
      agent.send(new GetFlowCommand({ flowIdentifier: id, includedData: 'SOME' as never })),
      'ValidationException',
      400,
    );
    await remove(id!);
  });

  test('an absent flow is a ResourceNotFoundException, by id and by ARN', async () => {
    const { id, arn } = await create();
    const accountId = arn!.split(':')[4]!;
    await remove(id!);
    for (const flowIdentifier of [id!, arn!, ABSENT_ID, flowArnIn(region, accountId, ABSENT_ID)]) {
      await failureOf(agent.send(new GetFlowCommand({ flowIdentifier })), 'ResourceNotFoundException', 404);
    }
  });

  test('an identifier that can be none is a ValidationException', async () => {
    for (const flowIdentifier of ['short', 'with space', '../../etc', `${ABSENT_ID}0`, 'arn:aws:bedrock']) {
      await failureOf(agent.send(new GetFlowCommand({ flowIdentifier })), 'ValidationException', 400);
    }
  });
});

describe('UpdateFlow', () => {
  test('replaces the draft: what is not sent is gone', async () => {
    const created = await create({ description: 'first', definition: echo() });
    const updated = await agent.send(
      new UpdateFlowCommand({ flowIdentifier: created.id, name: 'second', executionRoleArn: roleArn }),
    );
    expect(updated.$metadata.httpStatusCode).toBe(200);
    expect(updated).toMatchObject({
      id: created.id,
      name: 'second',
      status: 'NotPrepared',
      version: 'DRAFT',
    });
    const shown = await flows.get(created.id!);
    expect(shown.description).toBeUndefined();
    expect(shown.definition).toBeUndefined();
    expect(shown.createdAt).toEqual(created.createdAt);
    expect(shown.updatedAt!.getTime()).toBeGreaterThanOrEqual(created.updatedAt!.getTime());
    await remove(created.id!);
  });

  test('a refused update leaves the flow as it was', async () => {
    const { id } = await create({ description: 'stays', definition: echo() });
    const before = await flows.get(id!);
    await failureOf(
      agent.send(new UpdateFlowCommand({ flowIdentifier: id, name: 'not ok', executionRoleArn: roleArn })),
      'ValidationException',
      400,
    );
    await failureOf(
      agent.send(new UpdateFlowCommand({ flowIdentifier: id, name: 'ok', executionRoleArn: undefined })),
      'ValidationException',
      400,
    );
    expect({ ...(await flows.get(id!)), $metadata: undefined }).toEqual({ ...before, $metadata: undefined });
    await remove(id!);
  });

  test('an absent flow is not created', async () => {
    await failureOf(
      agent.send(
        new UpdateFlowCommand({ flowIdentifier: ABSENT_ID, name: 'upsert', executionRoleArn: roleArn }),
      ),
      'ResourceNotFoundException',
      404,
    );
  });
});

describe('DeleteFlow', () => {
  test('answers 200 with the id, and the flow is gone', async () => {
    const { id } = await create();
    const answer = await agent.send(new DeleteFlowCommand({ flowIdentifier: id }));
    expect(answer.$metadata.httpStatusCode).toBe(200);
    expect(answer.id).toBe(id);
    await failureOf(flows.get(id!), 'ResourceNotFoundException', 404);
    await failureOf(
      agent.send(new DeleteFlowCommand({ flowIdentifier: id })),
      'ResourceNotFoundException',
      404,
    );
  });

  test('a flow in use is a ConflictException, unless the check is skipped', async () => {
    const id = await flows.prepared(echo());
    const version = await flows.version(id);
    await flows.alias(id, version);
    const failure = await failureOf(
      agent.send(new DeleteFlowCommand({ flowIdentifier: id })),
      'ConflictException',
      409,
    );
    expect(failure.message).toContain(id);
    await failureOf(
      agent.send(new DeleteFlowCommand({ flowIdentifier: id, skipResourceInUseCheck: false })),
      'ConflictException',
      409,
    );
    expect((await remove(id)).id).toBe(id);
    await failureOf(
      agent.send(new ListFlowVersionsCommand({ flowIdentifier: id })),
      'ResourceNotFoundException',
      404,
    );
  });
});

describe('ListFlows', () => {
  test('summarises each draft', async () => {
    const created = await create({ name: 'listed', description: 'to be listed', definition: echo() });
    const { flowSummaries, $metadata } = await agent.send(new ListFlowsCommand({ maxResults: 1000 }));
    expect($metadata.httpStatusCode).toBe(200);
    const summary = flowSummaries!.find(({ id }) => id === created.id);
    const { id, arn, name, description, status, version, createdAt, updatedAt } = created;
    expect(summary).toEqual({ id, arn, name, description, status, version, createdAt, updatedAt });
    await remove(id!);
  });
});

describe('a definition comes back as it was sent', () => {
  test('whatever its texts hold', async () => {
    const code = 'print("a\\tb")\r\n# 🌊 \u2028 "quotes" \'and\' \\ slashes \u0000?'.replace('\u0000', '');
    const definition = {
      nodes: [
        inputNode('Object'),
        {
          name: 'Code',
          type: 'InlineCode' as const,
          configuration: { inlineCode: { code, language: 'Python_3' as const } },
          inputs: [{ name: 'value', type: 'Object' as const, expression: '$.data' }],
          outputs: [{ name: 'response', type: 'Object' as const }],
        },
        outputNode('Object'),
      ],
      connections: [wire('FlowInput.document', 'Code.value'), wire('Code.response', 'FlowOutput.document')],
    };
    const { id } = await create({ definition });
    expect((await flows.get(id!)).definition).toEqual(definition);
    await remove(id!);
  });

  test('with five megabytes of code', async () => {
    const definition = {
      nodes: [
        {
          name: 'Code',
          type: 'InlineCode' as const,
          configuration: {
            inlineCode: { code: 'x = 1\n'.repeat(5_000_000 / 6), language: 'Python_3' as const },
          },
        },
      ],
    };
    const { id } = await create({ definition });
    expect((await flows.get(id!)).definition).toEqual(definition);
    await remove(id!);
  });
});
