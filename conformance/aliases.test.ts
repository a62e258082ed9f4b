import {
  CreateFlowAliasCommand,
  type CreateFlowAliasCommandInput,
  DeleteFlowAliasCommand,
  GetFlowAliasCommand,
  ListFlowAliasesCommand,
  UpdateFlowAliasCommand,
} from '@aws-sdk/client-bedrock-agent';
import { beforeAll, describe, expect, test } from 'vitest';
import { echo } from './support/definitions.ts';
import { failureOf } from './support/failure.ts';
import { invoke } from './support/invoke.ts';
import { openSession } from './support/session.ts';
import { ABSENT_ID } from './support/vacant.ts';

/** Aliases: names for versions, roll-out and roll-back; and the test alias that every flow has. */

const { agent, runtime, flows } = await openSession();
const document = { old: 'old', fresh: 'fresh' };

let id = '';
beforeAll(async () => {
  id = await flows.prepared(echo('Object', '$.data.old', 'String'));
  await flows.version(id);
  await flows.version(id, echo('Object', '$.data.fresh', 'String'));
});

const create = (input: Partial<CreateFlowAliasCommandInput> = {}) =>
  agent.send(
    new CreateFlowAliasCommand({
      flowIdentifier: id,
      name: `alias-${crypto.randomUUID()}`,
      routingConfiguration: [{ flowVersion: '1' }],
      ...input,
    }),
  );
const get = (aliasIdentifier: string, flowIdentifier = id) =>
  agent.send(new GetFlowAliasCommand({ flowIdentifier, aliasIdentifier }));
const remove = (aliasIdentifier: string, flowIdentifier = id) =>
  agent.send(new DeleteFlowAliasCommand({ flowIdentifier, aliasIdentifier }));
const served = async (flowAliasIdentifier: string) =>
  (await invoke(runtime, id, document, { flowAliasIdentifier })).outputs[0]?.document;

describe('CreateFlowAlias', () => {
  test('answers 201 with the alias, which GetFlowAlias shows by id and by ARN', async () => {
    const alias = await create({
      name: 'live',
      description: 'what customers use',
      concurrencyConfiguration: { type: 'Manual', maxConcurrency: 3 },
      tags: { stage: 'live' },
    });
    expect(alias.$metadata.httpStatusCode).toBe(201);
    const { arn } = await flows.get(id);
    expect(alias).toMatchObject({
      flowId: id,
      name: 'live',
      description: 'what customers use',
      routingConfiguration: [{ flowVersion: '1' }],
      concurrencyConfiguration: { type: 'Manual', maxConcurrency: 3 },
      arn: `${arn}/alias/${alias.id}`,
    });
    expect(alias.id).toMatch(/^[0-9A-Z]{10}$/);
    expect(alias.createdAt).toBeInstanceOf(Date);
    expect(alias.updatedAt).toEqual(alias.createdAt);
    for (const identifier of [alias.id!, alias.arn!]) {
      const shown = await get(identifier);
      expect(shown.$metadata.httpStatusCode).toBe(200);
      expect({ ...shown, $metadata: undefined }).toEqual({ ...alias, $metadata: undefined });
    }
    await remove(alias.id!);
  });

  test('an absent version is a ResourceNotFoundException', async () => {
    await failureOf(
      create({ routingConfiguration: [{ flowVersion: '77' }] }),
      'ResourceNotFoundException',
      404,
    );
  });

  test('an absent flow is a ResourceNotFoundException', async () => {
    await failureOf(create({ flowIdentifier: ABSENT_ID }), 'ResourceNotFoundException', 404);
  });

  test('a second alias of one name is a ConflictException', async () => {
    const { id: first } = await create({ name: 'once' });
    await failureOf(create({ name: 'once' }), 'ConflictException', 409);
    await remove(first!);
    const { id: again } = await create({ name: 'once' });
    await remove(again!);
  });

  test.each([
    ['no routing', { routingConfiguration: undefined }, 'routingConfiguration'],
    ['an empty routing', { routingConfiguration: [] }, 'routingConfiguration'],
    [
      'two routes',
      { routingConfiguration: [{ flowVersion: '1' }, { flowVersion: '2' }] },
      'routingConfiguration',
    ],
    ['a route to nowhere', { routingConfiguration: [{}] }, 'routingConfiguration[0].flowVersion'],
    [
      'a route to no version',
      { routingConfiguration: [{ flowVersion: 'latest' }] },
      'routingConfiguration[0].flowVersion',
    ],
    ['a name with a space', { name: 'a b' }, 'name'],
    [
      'no node at a time',
      { concurrencyConfiguration: { type: 'Manual' as const, maxConcurrency: 0 } },
      'concurrencyConfiguration.maxConcurrency',
    ],
    [
      'too many nodes at a time',
      { concurrencyConfiguration: { type: 'Manual' as const, maxConcurrency: 101 } },
      'concurrencyConfiguration.maxConcurrency',
    ],
    [
      'an unknown kind of concurrency',
      { concurrencyConfiguration: { type: 'Wild' as never } },
      'concurrencyConfiguration.type',
    ],
  ])('%s is a ValidationException that names the member', async (_what, input, member) => {
    const failure = await failureOf(
      create(input as Partial<CreateFlowAliasCommandInput>),
      'ValidationException',
      400,
    );
    expect(failure.fieldList?.map(({ name }) => name)).toContain(member);
  });
});

describe('UpdateFlowAlias', () => {
  test('rolls out and rolls back: the next invocation sees it', async () => {
    const { id: alias, createdAt } = await create({ name: 'rolling', description: 'gone after the update' });
    const route = (flowVersion: string) =>
      agent.send(
        new UpdateFlowAliasCommand({
          flowIdentifier: id,
          aliasIdentifier: alias,
          name: 'rolling',
          routingConfiguration: [{ flowVersion }],
        }),
      );
    expect(await served(alias!)).toBe('old');
    const updated = await route('2');
    expect(updated.$metadata.httpStatusCode).toBe(200);
    expect(updated).toMatchObject({ id: alias, routingConfiguration: [{ flowVersion: '2' }], createdAt });
    expect(updated.description).toBeUndefined();
    expect(await served(alias!)).toBe('fresh');
    await route('1');
    expect(await served(alias!)).toBe('old');
    await failureOf(route('77'), 'ResourceNotFoundException', 404);
    expect(await served(alias!)).toBe('old');
    await remove(alias!);
  });

  test('an absent alias is a ResourceNotFoundException', async () => {
    await failureOf(
      agent.send(
        new UpdateFlowAliasCommand({
          flowIdentifier: id,
          aliasIdentifier: ABSENT_ID,
          name: 'absent',
          routingConfiguration: [{ flowVersion: '1' }],
        }),
      ),
      'ResourceNotFoundException',
      404,
    );
  });
});

describe('DeleteFlowAlias', () => {
  test('answers 200 with both ids, and the alias serves nothing any more', async () => {
    const { id: alias } = await create();
    const answer = await remove(alias!);
    expect(answer.$metadata.httpStatusCode).toBe(200);
    expect(answer).toMatchObject({ flowId: id, id: alias });
    await failureOf(get(alias!), 'ResourceNotFoundException', 404);
    await failureOf(remove(alias!), 'ResourceNotFoundException', 404);
    await failureOf(served(alias!), 'ResourceNotFoundException', 404);
  });

  test("an alias of another flow is not this flow's", async () => {
    const other = await flows.prepared(echo());
    await flows.version(other);
    const alias = await flows.alias(other, '1');
    const { arn } = await get(alias, other);
    for (const identifier of [alias, arn!]) {
      await failureOf(get(identifier), 'ResourceNotFoundException', 404);
      await failureOf(remove(identifier), 'ResourceNotFoundException', 404);
      await failureOf(served(identifier), 'ResourceNotFoundException', 404);
    }
    expect((await get(alias, other)).id).toBe(alias);
  });
});

describe('the test alias', () => {
  test('is there from the start and routes to the draft', async () => {
    const flow = await flows.create();
    const alias = await get('TSTALIASID', flow);
    expect(alias).toMatchObject({
      flowId: flow,
      id: 'TSTALIASID',
      routingConfiguration: [{ flowVersion: 'DRAFT' }],
    });
    const { flowAliasSummaries } = await agent.send(new ListFlowAliasesCommand({ flowIdentifier: flow }));
    expect(flowAliasSummaries!.map((summary) => summary.id)).toEqual(['TSTALIASID']);
  });

  test('can be neither deleted nor routed elsewhere', async () => {
    await failureOf(remove('TSTALIASID'), 'ValidationException', 400);
    await failureOf(
      agent.send(
        new UpdateFlowAliasCommand({
          flowIdentifier: id,
          aliasIdentifier: 'TSTALIASID',
          name: 'mine',
          routingConfiguration: [{ flowVersion: '1' }],
        }),
      ),
      'ValidationException',
      400,
    );
    expect((await get('TSTALIASID')).routingConfiguration).toEqual([{ flowVersion: 'DRAFT' }]);
  });
});

test('an alias may route to the draft: it serves what was last prepared', async () => {
  const { id: alias } = await create({ routingConfiguration: [{ flowVersion: 'DRAFT' }] });
  expect(await served(alias!)).toBe('fresh');
  await remove(alias!);
});

test('ListFlowAliases shows each alias whole', async () => {
  const alias = await create({ name: 'listed' });
  const { flowAliasSummaries, $metadata } = await agent.send(
    new ListFlowAliasesCommand({ flowIdentifier: id }),
  );
  expect($metadata.httpStatusCode).toBe(200);
  const { $metadata: _, ...shown } = alias;
  expect(flowAliasSummaries!.find((summary) => summary.id === alias.id)).toEqual(shown);
  await remove(alias.id!);
  await failureOf(
    agent.send(new ListFlowAliasesCommand({ flowIdentifier: ABSENT_ID })),
    'ResourceNotFoundException',
    404,
  );
});
