import type { FlowAliasConcurrencyConfiguration } from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import { createFlowVersion } from '../flow-versions/create-flow-version.ts';
import { createFlow } from '../flows/create-flow.ts';
import { prepareFlow } from '../flows/prepare-flow.ts';
import { cloudQuotas } from '../quotas.ts';
import { passThrough, roleArn } from '../test-support/definitions.ts';
import { accountA, failureOf, openService, type TestService } from '../test-support/service.ts';
import { createFlowAlias } from './create-flow-alias.ts';
import { deleteFlowAlias } from './delete-flow-alias.ts';
import { getFlowAlias } from './get-flow-alias.ts';
import { listFlowAliases } from './list-flow-aliases.ts';
import { updateFlowAlias } from './update-flow-alias.ts';

const toVersion = (flowVersion: string) => ({ routingConfiguration: [{ flowVersion }] });

/** A flow with version 1. */
async function versionedFlow(service: TestService) {
  const { id } = await service.call(createFlow, {
    name: 'Greeter',
    executionRoleArn: roleArn,
    definition: passThrough,
  });
  const flow = { flowIdentifier: id };
  await service.call(prepareFlow, flow);
  await service.call(createFlowVersion, flow);
  return flow;
}

describe('CreateFlowAlias', () => {
  test('answers the alias, which GetFlowAlias finds by id and by ARN', async () => {
    const service = await openService();
    const flow = await versionedFlow(service);
    const alias = await service.call(createFlowAlias, {
      ...flow,
      ...toVersion('1'),
      name: 'live',
      description: 'what users see',
      concurrencyConfiguration: { type: 'Manual', maxConcurrency: 3 },
    });
    expect(alias).toEqual({
      flowId: flow.flowIdentifier,
      id: expect.stringMatching(/^[0-9A-Z]{10}$/),
      arn: `arn:aws:bedrock:us-east-1:000000000000:flow/${flow.flowIdentifier}/alias/${alias.id}`,
      name: 'live',
      description: 'what users see',
      routingConfiguration: [{ flowVersion: '1' }],
      concurrencyConfiguration: { type: 'Manual', maxConcurrency: 3 },
      createdAt: expect.any(String),
      updatedAt: alias.createdAt,
    });
    for (const aliasIdentifier of [alias.id, alias.arn]) {
      expect(await service.call(getFlowAlias, { ...flow, aliasIdentifier })).toEqual(alias);
    }
  });

  test.each([
    ['a version that is there', '1', '1'],
    ['a version with leading zeros', '001', '1'],
    ['the prepared draft', 'DRAFT', 'DRAFT'],
  ])('routes to %s', async (_, sent, stored) => {
    const service = await openService();
    const flow = await versionedFlow(service);
    const alias = await service.call(createFlowAlias, { ...flow, ...toVersion(sent), name: 'live' });
    expect(alias.routingConfiguration).toEqual([{ flowVersion: stored }]);
  });

  test.each([
    ['a version that is not there', [{ flowVersion: '2' }], 'ResourceNotFoundException'],
    ['no version', [{}], 'ValidationException'],
  ])('does not route to %s', async (_, routingConfiguration, code) => {
    const service = await openService();
    const flow = await versionedFlow(service);
    const call = service.call(createFlowAlias, { ...flow, routingConfiguration, name: 'live' });
    expect((await failureOf(call)).code).toBe(code);
  });

  test.each<[string, FlowAliasConcurrencyConfiguration, FlowAliasConcurrencyConfiguration | string]>([
    ['Automatic', { type: 'Automatic' }, { type: 'Automatic' }],
    [
      'Automatic with a bound',
      { type: 'Automatic', maxConcurrency: 5 },
      { type: 'Automatic', maxConcurrency: 5 },
    ],
    ['Manual', { type: 'Manual', maxConcurrency: 100 }, { type: 'Manual', maxConcurrency: 100 }],
    ['Manual without a bound', { type: 'Manual' }, 'ValidationException'],
  ])('with concurrency %s', async (_, concurrencyConfiguration, expected) => {
    const service = await openService();
    const flow = await versionedFlow(service);
    const call = service.call(createFlowAlias, {
      ...flow,
      ...toVersion('1'),
      name: 'live',
      concurrencyConfiguration,
    });
    if (typeof expected === 'string') expect((await failureOf(call)).code).toBe(expected);
    else expect((await call).concurrencyConfiguration).toEqual(expected);
  });

  test('needs a name that is free within the flow, not within the account', async () => {
    const service = await openService();
    const [flow, other] = [await versionedFlow(service), await versionedFlow(service)];
    const live = await service.call(createFlowAlias, { ...flow, ...toVersion('1'), name: 'live' });
    await service.call(createFlowAlias, { ...other, ...toVersion('1'), name: 'live' });
    expect(
      await failureOf(service.call(createFlowAlias, { ...flow, ...toVersion('1'), name: 'live' })),
    ).toMatchObject({ code: 'ConflictException', message: expect.stringContaining(live.id) });
    const testAliasName = service.call(createFlowAlias, { ...flow, ...toVersion('1'), name: 'TSTALIASID' });
    expect((await failureOf(testAliasName)).code).toBe('ConflictException');
  });

  test('keeps names and the quota whole under concurrent requests', async () => {
    const service = await openService();
    const flow = await versionedFlow(service);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 24 }, (_, i) =>
        service.call(createFlowAlias, { ...flow, ...toVersion('1'), name: `alias${i % 12}` }),
      ),
    );
    const names = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value.name] : []));
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(10);
    // The test alias does not count against the quota of 10.
    expect(await service.store.flowAliases.count(accountA, flow.flowIdentifier)).toBe(11);
  });

  test('ends at its quota, which can be raised', async () => {
    const service = await openService({ ...cloudQuotas, aliasesPerFlow: 1 });
    const flow = await versionedFlow(service);
    await service.call(createFlowAlias, { ...flow, ...toVersion('1'), name: 'one' });
    const second = service.call(createFlowAlias, { ...flow, ...toVersion('1'), name: 'two' });
    expect((await failureOf(second)).code).toBe('ServiceQuotaExceededException');
  });
});

describe('UpdateFlowAlias', () => {
  test('replaces the alias as a whole', async () => {
    const service = await openService();
    const flow = await versionedFlow(service);
    await service.call(createFlowVersion, flow);
    const alias = await service.call(createFlowAlias, {
      ...flow,
      ...toVersion('1'),
      name: 'live',
      description: 'what users see',
      concurrencyConfiguration: { type: 'Manual', maxConcurrency: 3 },
    });
    service.now += 1000;
    const updated = await service.call(updateFlowAlias, {
      ...flow,
      aliasIdentifier: alias.arn,
      ...toVersion('2'),
      name: 'live',
    });
    expect(updated).toEqual({
      flowId: alias.flowId,
      id: alias.id,
      arn: alias.arn,
      name: 'live',
      routingConfiguration: [{ flowVersion: '2' }],
      createdAt: alias.createdAt,
      updatedAt: expect.any(String),
    });
    expect(updated.updatedAt > alias.updatedAt).toBe(true);
    expect(await service.call(getFlowAlias, { ...flow, aliasIdentifier: alias.id })).toEqual(updated);
  });

  test.each([
    ['to a version that is not there', toVersion('9'), 'free', 'ResourceNotFoundException'],
    ['to a name that is taken', toVersion('1'), 'taken', 'ConflictException'],
  ])('does not move it %s', async (_, routing, name, code) => {
    const service = await openService();
    const flow = await versionedFlow(service);
    await service.call(createFlowAlias, { ...flow, ...toVersion('1'), name: 'taken' });
    const alias = await service.call(createFlowAlias, { ...flow, ...toVersion('1'), name: 'live' });
    const aliasIdentifier = alias.id;
    const call = service.call(updateFlowAlias, { ...flow, aliasIdentifier, ...routing, name });
    expect((await failureOf(call)).code).toBe(code);
    expect(await service.call(getFlowAlias, { ...flow, aliasIdentifier })).toEqual(alias);
  });
});

describe('the test alias', () => {
  test('can be neither updated nor deleted', async () => {
    const service = await openService();
    const flow = await versionedFlow(service);
    const alias = { ...flow, aliasIdentifier: 'TSTALIASID' };
    const calls = [
      service.call(updateFlowAlias, { ...alias, ...toVersion('1'), name: 'mine' }),
      service.call(deleteFlowAlias, alias),
    ];
    for (const failure of await Promise.all(calls.map(failureOf))) {
      expect(failure).toMatchObject({
        code: 'ValidationException',
        message: expect.stringContaining('TSTALIASID'),
      });
    }
    expect((await service.call(getFlowAlias, alias)).routingConfiguration).toEqual([
      { flowVersion: 'DRAFT' },
    ]);
  });
});

describe('an alias', () => {
  test('is not found under another flow, by id or by ARN', async () => {
    const service = await openService();
    const [flow, other] = [await versionedFlow(service), await versionedFlow(service)];
    const alias = await service.call(createFlowAlias, { ...flow, ...toVersion('1'), name: 'live' });
    for (const aliasIdentifier of [alias.id, alias.arn, 'ABSENTALIA']) {
      const failure = await failureOf(service.call(getFlowAlias, { ...other, aliasIdentifier }));
      expect(failure.code).toBe('ResourceNotFoundException');
      expect(failure.message).toContain(`Flow ${other.flowIdentifier} has no alias ${aliasIdentifier}`);
    }
  });

  test('once deleted is gone', async () => {
    const service = await openService();
    const flow = await versionedFlow(service);
    const { id } = await service.call(createFlowAlias, { ...flow, ...toVersion('1'), name: 'live' });
    const alias = { ...flow, aliasIdentifier: id };
    expect(await service.call(deleteFlowAlias, alias)).toEqual({ flowId: flow.flowIdentifier, id });
    expect((await failureOf(service.call(getFlowAlias, alias))).code).toBe('ResourceNotFoundException');
    expect((await failureOf(service.call(deleteFlowAlias, alias))).code).toBe('ResourceNotFoundException');
  });
});

test('ListFlowAliases lists newest first, the test alias last, in pages', async () => {
  const service = await openService();
  const flow = await versionedFlow(service);
  for (const name of ['one', 'two', 'three']) {
    await service.call(createFlowAlias, { ...flow, ...toVersion('1'), name });
  }
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await service.call(listFlowAliases, {
      ...flow,
      maxResults: 2,
      ...(nextToken && { nextToken }),
    });
    names.push(...page.flowAliasSummaries.map(({ name }) => name));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(names).toEqual(['three', 'two', 'one', 'TSTALIASID']);
});
