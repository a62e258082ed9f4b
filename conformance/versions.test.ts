import {
  CreateFlowVersionCommand,
  DeleteFlowVersionCommand,
  GetFlowVersionCommand,
  ListFlowVersionsCommand,
} from '@aws-sdk/client-bedrock-agent';
import { describe, expect, test } from 'vitest';
import { broken, echo } from './support/definitions.ts';
import { failureOf } from './support/failure.ts';
import { invoke } from './support/invoke.ts';
import { openSession } from './support/session.ts';
import { ABSENT_ID } from './support/vacant.ts';

/** Numbered versions: immutable snapshots of the prepared draft. */

const { agent, runtime, flows } = await openSession();

const create = (flowIdentifier: string, description?: string) =>
  agent.send(new CreateFlowVersionCommand({ flowIdentifier, ...(description && { description }) }));
const get = (flowIdentifier: string, flowVersion: string) =>
  agent.send(new GetFlowVersionCommand({ flowIdentifier, flowVersion }));
const remove = (flowIdentifier: string, flowVersion: string, skipResourceInUseCheck?: boolean) =>
  agent.send(
    new DeleteFlowVersionCommand({
      flowIdentifier,
      flowVersion,
      ...(skipResourceInUseCheck !== undefined && { skipResourceInUseCheck }),
    }),
  );

describe('CreateFlowVersion', () => {
  test('answers 201 with a snapshot and counts from 1', async () => {
    const id = await flows.prepared(echo());
    const draft = await flows.get(id);
    const one = await create(id, 'the first');
    expect(one.$metadata.httpStatusCode).toBe(201);
    expect(one).toMatchObject({
      id,
      arn: draft.arn,
      name: draft.name,
      description: 'the first',
      executionRoleArn: draft.executionRoleArn,
      version: '1',
      status: 'Prepared',
      definition: echo(),
    });
    expect(one.createdAt).toBeInstanceOf(Date);
    expect((await create(id)).version).toBe('2');
  });

  test.each([
    ['NotPrepared', echo(), false],
    ['Failed', broken(), true],
  ])('a flow that is %s is a ConflictException that says so', async (status, definition, prepare) => {
    const id = await flows.create(definition);
    if (prepare) await flows.prepare(id);
    const failure = await failureOf(create(id), 'ConflictException', 409);
    expect(failure.message).toContain(status);
    const { flowVersionSummaries } = await agent.send(new ListFlowVersionsCommand({ flowIdentifier: id }));
    expect(flowVersionSummaries).toEqual([]);
  });

  test('a draft that was updated since is NotPrepared again', async () => {
    const id = await flows.prepared(echo());
    await flows.update(id, echo('Number'));
    await failureOf(create(id), 'ConflictException', 409);
  });

  test('directly after PrepareFlow it succeeds', async () => {
    const id = await flows.prepared(echo());
    expect((await create(id)).version).toBe('1');
  });

  test('an absent flow is a ResourceNotFoundException', async () => {
    await failureOf(create(ABSENT_ID), 'ResourceNotFoundException', 404);
  });

  test('numbers are never given out twice', async () => {
    const id = await flows.prepared(echo());
    await create(id);
    await create(id);
    await remove(id, '2');
    expect((await create(id)).version).toBe('3');
  });
});

describe('GetFlowVersion', () => {
  test('shows what was prepared then, whatever becomes of the draft', async () => {
    const id = await flows.prepared(echo());
    await create(id);
    await flows.update(id, broken());
    await flows.prepare(id);
    const version = await get(id, '1');
    expect(version.$metadata.httpStatusCode).toBe(200);
    expect(version).toMatchObject({ version: '1', status: 'Prepared', definition: echo() });
  });

  test('METADATA_ONLY leaves the definition out', async () => {
    const id = await flows.prepared(echo());
    await create(id);
    const brief = await agent.send(
      new GetFlowVersionCommand({ flowIdentifier: id, flowVersion: '1', includedData: 'METADATA_ONLY' }),
    );
    expect(brief.definition).toBeUndefined();
    expect(brief.version).toBe('1');
  });

  test('an absent version, and one of an absent flow, is a ResourceNotFoundException', async () => {
    const id = await flows.prepared(echo());
    await failureOf(get(id, '1'), 'ResourceNotFoundException', 404);
    await failureOf(get(ABSENT_ID, '1'), 'ResourceNotFoundException', 404);
  });

  test.each(['DRAFT', 'one', '-1', '1.0', '123456', ' 1'])('version %j can be none', async (version) => {
    const id = await flows.prepared(echo());
    const failure = await failureOf(get(id, version), 'ValidationException', 400);
    expect(failure.fieldList?.map(({ name }) => name)).toEqual(['flowVersion']);
  });
});

describe('DeleteFlowVersion', () => {
  test('answers 200 with id and version', async () => {
    const id = await flows.prepared(echo());
    await create(id);
    const answer = await remove(id, '1');
    expect(answer.$metadata.httpStatusCode).toBe(200);
    expect(answer).toMatchObject({ id, version: '1' });
    await failureOf(get(id, '1'), 'ResourceNotFoundException', 404);
    await failureOf(remove(id, '1'), 'ResourceNotFoundException', 404);
  });

  test('a version that an alias serves is a ConflictException, unless the check is skipped', async () => {
    const id = await flows.prepared(echo());
    await create(id);
    const alias = await flows.alias(id, '1');
    const failure = await failureOf(remove(id, '1'), 'ConflictException', 409);
    expect(failure.message).toContain(alias);
    expect((await invoke(runtime, id, 'on', { flowAliasIdentifier: alias })).completion).toBe('SUCCESS');
    await remove(id, '1', true);
    await failureOf(
      invoke(runtime, id, 'off', { flowAliasIdentifier: alias }),
      'ResourceNotFoundException',
      404,
    );
  });
});

test('ListFlowVersions shows the numbered versions and not the draft', async () => {
  const id = await flows.prepared(echo());
  const empty = await agent.send(new ListFlowVersionsCommand({ flowIdentifier: id }));
  expect(empty.$metadata.httpStatusCode).toBe(200);
  expect(empty.flowVersionSummaries).toEqual([]);
  const { arn, createdAt } = await create(id);
  await create(id);
  const { flowVersionSummaries } = await agent.send(new ListFlowVersionsCommand({ flowIdentifier: id }));
  expect(flowVersionSummaries!.map(({ version }) => version).toSorted()).toEqual(['1', '2']);
  expect(flowVersionSummaries!.find(({ version }) => version === '1')).toEqual({
    id,
    arn,
    version: '1',
    status: 'Prepared',
    createdAt,
  });
  await failureOf(
    agent.send(new ListFlowVersionsCommand({ flowIdentifier: ABSENT_ID })),
    'ResourceNotFoundException',
    404,
  );
});
