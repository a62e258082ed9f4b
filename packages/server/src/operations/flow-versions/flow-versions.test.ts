import { describe, expect, test } from 'vitest';
import { createFlowAlias } from '../flow-aliases/create-flow-alias.ts';
import { createFlow } from '../flows/create-flow.ts';
import { getFlow } from '../flows/get-flow.ts';
import { prepareFlow } from '../flows/prepare-flow.ts';
import { updateFlow } from '../flows/update-flow.ts';
import { cloudQuotas, LARGEST_VERSION, liftedQuotas } from '../quotas.ts';
import { passThrough, renamedPassThrough, roleArn, withoutOutput } from '../test-support/definitions.ts';
import { accountA, failureOf, openService, type TestService } from '../test-support/service.ts';
import { createFlowVersion } from './create-flow-version.ts';
import { deleteFlowVersion } from './delete-flow-version.ts';
import { getFlowVersion } from './get-flow-version.ts';
import { listFlowVersions } from './list-flow-versions.ts';

async function preparedFlow(service: TestService, definition = passThrough) {
  const flow = await service.call(createFlow, { name: 'Greeter', executionRoleArn: roleArn, definition });
  await service.call(prepareFlow, { flowIdentifier: flow.id });
  return { flowIdentifier: flow.id };
}

describe('CreateFlowVersion', () => {
  test('takes an immutable snapshot of what was prepared', async () => {
    const service = await openService();
    const flow = await preparedFlow(service);
    const arn = `arn:aws:bedrock:us-east-1:000000000000:flow/${flow.flowIdentifier}`;
    const version = await service.call(createFlowVersion, { ...flow, description: 'first' });
    expect(version).toEqual({
      id: flow.flowIdentifier,
      arn,
      name: 'Greeter',
      description: 'first',
      executionRoleArn: roleArn,
      status: 'Prepared',
      version: '1',
      createdAt: expect.any(String),
      definition: passThrough,
    });
    await service.call(updateFlow, {
      ...flow,
      name: 'Renamed',
      executionRoleArn: `${roleArn}2`,
      definition: renamedPassThrough,
    });
    await service.call(prepareFlow, flow);
    expect(await service.call(getFlowVersion, { ...flow, flowVersion: '1' })).toEqual(version);
    const { definition, ...metadata } = version;
    const metadataOnly = { ...flow, flowVersion: '1', includedData: 'METADATA_ONLY' } as const;
    expect(await service.call(getFlowVersion, metadataOnly)).toEqual(metadata);
    expect(await service.call(createFlowVersion, flow)).toMatchObject({
      version: '2',
      name: 'Renamed',
      definition: renamedPassThrough,
    });
  });

  test.each([
    ['never prepared', false, passThrough, 'NotPrepared'],
    ['failed to prepare', true, withoutOutput, 'Failed'],
  ])('of a flow that was %s is a conflict', async (_, prepare, definition, status) => {
    const service = await openService();
    const { id } = await service.call(createFlow, { name: 'Greeter', executionRoleArn: roleArn, definition });
    if (prepare) await service.call(prepareFlow, { flowIdentifier: id });
    expect(await failureOf(service.call(createFlowVersion, { flowIdentifier: id }))).toMatchObject({
      code: 'ConflictException',
      message: expect.stringContaining(
        `CreateFlowVersion cannot be performed on flow ${id} while its status is ${status}`,
      ),
    });
  });

  test('of a flow that was changed since is a conflict, until it is prepared again', async () => {
    const service = await openService();
    const flow = await preparedFlow(service);
    await service.call(updateFlow, { ...flow, name: 'Greeter', executionRoleArn: roleArn });
    expect((await failureOf(service.call(createFlowVersion, flow))).code).toBe('ConflictException');
  });

  test('never gives a number out twice', async () => {
    const service = await openService();
    const flow = await preparedFlow(service);
    await service.call(createFlowVersion, flow);
    await service.call(createFlowVersion, flow);
    await service.call(deleteFlowVersion, { ...flow, flowVersion: '2' });
    expect((await service.call(createFlowVersion, flow)).version).toBe('3');
    expect((await service.call(getFlow, flow)).status).toBe('Prepared');
  });

  test('keeps numbers apart and the quota whole under 20 concurrent requests', async () => {
    const service = await openService();
    const flow = await preparedFlow(service);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => service.call(createFlowVersion, flow)),
    );
    const versions = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value.version] : []));
    const refusals = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
    expect(versions.map(Number).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(refusals).toEqual(Array(10).fill('ServiceQuotaExceededException'));
    expect(await service.store.flowVersions.count(accountA, flow.flowIdentifier)).toBe(10);
  });

  test('has room again after a version was deleted', async () => {
    const service = await openService({ ...cloudQuotas, versionsPerFlow: 1 });
    const flow = await preparedFlow(service);
    await service.call(createFlowVersion, flow);
    expect((await failureOf(service.call(createFlowVersion, flow))).code).toBe(
      'ServiceQuotaExceededException',
    );
    await service.call(deleteFlowVersion, { ...flow, flowVersion: '1' });
    expect((await service.call(createFlowVersion, flow)).version).toBe('2');
  });

  test('ends at five digits, whatever the quota', async () => {
    const service = await openService(liftedQuotas);
    const flow = await preparedFlow(service);
    const record = (await service.store.flows.get(accountA, flow.flowIdentifier))!;
    await service.store.flows.update(accountA, { ...record, lastVersion: LARGEST_VERSION - 1 });
    expect((await service.call(createFlowVersion, flow)).version).toBe('99999');
    expect((await failureOf(service.call(createFlowVersion, flow))).code).toBe(
      'ServiceQuotaExceededException',
    );
  });
});

describe('DeleteFlowVersion', () => {
  test('refuses a version that an alias routes to, unless told to skip the check', async () => {
    const service = await openService();
    const flow = await preparedFlow(service);
    await service.call(createFlowVersion, flow);
    const alias = await service.call(createFlowAlias, {
      ...flow,
      name: 'live',
      routingConfiguration: [{ flowVersion: '1' }],
    });
    const version = { ...flow, flowVersion: '1' };
    expect(await failureOf(service.call(deleteFlowVersion, version))).toMatchObject({
      code: 'ConflictException',
      message: expect.stringContaining(alias.id),
    });
    const skipped = await service.call(deleteFlowVersion, { ...version, skipResourceInUseCheck: true });
    expect(skipped).toEqual({ id: flow.flowIdentifier, version: '1' });
    expect((await failureOf(service.call(getFlowVersion, version))).code).toBe('ResourceNotFoundException');
  });

  test.each(['2', '0', '99999'])('of version %s, which is not there, is not found', async (flowVersion) => {
    const service = await openService();
    const flow = await preparedFlow(service);
    await service.call(createFlowVersion, flow);
    const version = { ...flow, flowVersion };
    const calls = [service.call(getFlowVersion, version), service.call(deleteFlowVersion, version)];
    for (const failure of await Promise.all(calls.map(failureOf))) {
      expect(failure).toMatchObject({
        code: 'ResourceNotFoundException',
        message: expect.stringContaining('ListFlowVersions'),
      });
    }
  });
});

describe('ListFlowVersions', () => {
  test('lists numbered versions only, highest first, in pages', async () => {
    const service = await openService();
    const flow = await preparedFlow(service);
    expect((await service.call(listFlowVersions, flow)).flowVersionSummaries).toEqual([]);
    for (let i = 0; i < 5; i++) await service.call(createFlowVersion, flow);
    const first = await service.call(listFlowVersions, { ...flow, maxResults: 3 });
    const second = await service.call(listFlowVersions, {
      ...flow,
      maxResults: 3,
      nextToken: first.nextToken!,
    });
    expect(first.flowVersionSummaries.map(({ version }) => version)).toEqual(['5', '4', '3']);
    expect(second.flowVersionSummaries.map(({ version }) => version)).toEqual(['2', '1']);
    expect(second.nextToken).toBeUndefined();
    expect(first.flowVersionSummaries[0]).toEqual({
      id: flow.flowIdentifier,
      arn: `arn:aws:bedrock:us-east-1:000000000000:flow/${flow.flowIdentifier}`,
      status: 'Prepared',
      createdAt: expect.any(String),
      version: '5',
    });
  });

  test('refuses the page token of another flow', async () => {
    const service = await openService();
    const [one, other] = [await preparedFlow(service), await preparedFlow(service)];
    for (let i = 0; i < 2; i++) await service.call(createFlowVersion, one);
    const { nextToken } = await service.call(listFlowVersions, { ...one, maxResults: 1 });
    const failure = await failureOf(service.call(listFlowVersions, { ...other, nextToken: nextToken! }));
    expect(failure.code).toBe('ValidationException');
  });
});
