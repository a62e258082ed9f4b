import { describe, expect, test } from 'vitest';
import { createFlowAlias } from '../flow-aliases/create-flow-alias.ts';
import { deleteFlowAlias } from '../flow-aliases/delete-flow-alias.ts';
import { getFlowAlias } from '../flow-aliases/get-flow-alias.ts';
import { createFlowVersion } from '../flow-versions/create-flow-version.ts';
import { deleteFlowVersion } from '../flow-versions/delete-flow-version.ts';
import { getFlowVersion } from '../flow-versions/get-flow-version.ts';
import { cloudQuotas } from '../quotas.ts';
import { tagResource } from '../tags/tag-resource.ts';
import {
  passThrough,
  renamedPassThrough,
  roleArn,
  withoutOutput,
  withWarning,
} from '../test-support/definitions.ts';
import { accountA, failureOf, openService, type TestService } from '../test-support/service.ts';
import { createFlow } from './create-flow.ts';
import { deleteFlow } from './delete-flow.ts';
import { getFlow } from './get-flow.ts';
import { listFlows } from './list-flows.ts';
import { prepareFlow } from './prepare-flow.ts';
import { updateFlow } from './update-flow.ts';
import { validateFlowDefinition } from './validate-flow-definition.ts';

const newFlow = (service: TestService, definition = passThrough) =>
  service.call(createFlow, { name: 'Greeter', executionRoleArn: roleArn, definition });

/** What TSTALIASID serves. */
const inService = async (service: TestService, flowId: string) =>
  (await service.store.flows.get(accountA, flowId))?.prepared?.definition;

describe('CreateFlow', () => {
  test('answers the draft, and gives the flow its test alias', async () => {
    const service = await openService();
    const flow = await service.call(createFlow, {
      name: 'Greeter',
      description: 'says hello',
      executionRoleArn: roleArn,
      customerEncryptionKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-000000000000',
      definition: passThrough,
    });
    expect(flow).toEqual({
      id: 'R000000001',
      arn: 'arn:aws:bedrock:us-east-1:000000000000:flow/R000000001',
      name: 'Greeter',
      description: 'says hello',
      executionRoleArn: roleArn,
      customerEncryptionKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/00000000-0000-4000-8000-000000000000',
      status: 'NotPrepared',
      version: 'DRAFT',
      createdAt: '2025-08-01T12:00:00.000Z',
      updatedAt: '2025-08-01T12:00:00.000Z',
      definition: passThrough,
    });
    const identifiers = { flowIdentifier: flow.id, aliasIdentifier: 'TSTALIASID' };
    expect(await service.call(getFlowAlias, identifiers)).toMatchObject({
      id: 'TSTALIASID',
      name: 'TSTALIASID',
      arn: `${flow.arn}/alias/TSTALIASID`,
      flowId: flow.id,
      routingConfiguration: [{ flowVersion: 'DRAFT' }],
    });
  });

  test('takes a flow without a definition, and names that are taken', async () => {
    const service = await openService();
    const first = await service.call(createFlow, { name: 'Same', executionRoleArn: roleArn });
    const second = await service.call(createFlow, { name: 'Same', executionRoleArn: roleArn });
    expect(first.definition).toBeUndefined();
    expect(second.id).not.toBe(first.id);
  });

  test('stores nothing that the shape does not know', async () => {
    const service = await openService();
    const smuggled = { id: 'ATTACKERID', status: 'Prepared', lastVersion: 41, createdAt: 0, prepared: {} };
    const input = { name: 'Greeter', executionRoleArn: roleArn, definition: passThrough, ...smuggled };
    const flow = await service.call(createFlow, input);
    const stored = await service.store.flows.get(accountA, flow.id);
    expect(stored).toMatchObject({ id: 'R000000001', status: 'NotPrepared', lastVersion: 0 });
    expect(stored?.prepared).toBeUndefined();
  });
});

describe('PrepareFlow', () => {
  test.each([
    ['a sound draft', passThrough, 'Prepared', []],
    ['a draft with a warning only', withWarning, 'Prepared', []],
    ['a draft without an Output node', withoutOutput, 'Failed', ['MissingEndingNodes']],
    ['an empty draft', {}, 'Failed', ['MissingEndingNodes', 'MissingStartingNodes']],
    ['no draft at all', undefined, 'Failed', ['MissingEndingNodes', 'MissingStartingNodes']],
  ] as const)('of %s', async (_, definition, status, errors) => {
    const service = await openService();
    const input = { name: 'Greeter', executionRoleArn: roleArn };
    const { id } = await service.call(createFlow, { ...input, ...(definition && { definition }) });
    expect(await service.call(prepareFlow, { flowIdentifier: id })).toEqual({ id, status: 'Preparing' });
    const flow = await service.call(getFlow, { flowIdentifier: id });
    expect(flow.status).toBe(status);
    const found = flow.validations!.filter(({ severity }) => severity === 'Error').map(({ type }) => type);
    for (const error of errors) expect(found).toContain(error);
    if (status === 'Prepared') expect(flow.validations).toEqual([]);
    expect(await inService(service, id)).toEqual(status === 'Prepared' ? definition : undefined);
  });

  test('that fails leaves in service what was prepared before, and its findings go with the next change', async () => {
    const service = await openService();
    const { id } = await newFlow(service);
    const draft = { flowIdentifier: id, name: 'Greeter', executionRoleArn: roleArn };
    await service.call(prepareFlow, { flowIdentifier: id });

    await service.call(updateFlow, { ...draft, definition: renamedPassThrough });
    expect((await service.call(getFlow, { flowIdentifier: id })).status).toBe('NotPrepared');
    expect(await inService(service, id)).toEqual(passThrough);

    await service.call(updateFlow, { ...draft, definition: withoutOutput });
    await service.call(prepareFlow, { flowIdentifier: id });
    const failed = await service.call(getFlow, { flowIdentifier: id });
    expect(failed.status).toBe('Failed');
    expect(failed.validations!.length).toBeGreaterThan(0);
    expect(await inService(service, id)).toEqual(passThrough);

    await service.call(updateFlow, { ...draft, definition: renamedPassThrough });
    expect(await service.call(getFlow, { flowIdentifier: id })).toMatchObject({
      status: 'NotPrepared',
      validations: [],
    });
    await service.call(prepareFlow, { flowIdentifier: id });
    expect(await inService(service, id)).toEqual(renamedPassThrough);
  });
});

describe('UpdateFlow', () => {
  test('replaces the draft as a whole and keeps identity and birth', async () => {
    const service = await openService();
    const created = await service.call(createFlow, {
      name: 'Greeter',
      description: 'says hello',
      executionRoleArn: roleArn,
      definition: passThrough,
    });
    service.now += 1000;
    const updated = await service.call(updateFlow, {
      flowIdentifier: created.arn,
      name: 'Renamed',
      executionRoleArn: `${roleArn}2`,
    });
    expect(updated).toEqual({
      id: created.id,
      arn: created.arn,
      name: 'Renamed',
      executionRoleArn: `${roleArn}2`,
      status: 'NotPrepared',
      version: 'DRAFT',
      createdAt: created.createdAt,
      updatedAt: expect.any(String),
    });
    expect(updated.updatedAt > created.updatedAt).toBe(true);
    expect(await service.call(getFlow, { flowIdentifier: created.id })).toEqual({
      ...updated,
      validations: [],
    });
  });
});

describe('GetFlow', () => {
  test('leaves the definition out for METADATA_ONLY', async () => {
    const service = await openService();
    const { id } = await newFlow(service);
    const all = await service.call(getFlow, { flowIdentifier: id, includedData: 'ALL_DATA' });
    const { definition, ...metadata } = all;
    expect(definition).toEqual(passThrough);
    expect(await service.call(getFlow, { flowIdentifier: id })).toEqual(all);
    expect(await service.call(getFlow, { flowIdentifier: id, includedData: 'METADATA_ONLY' })).toEqual(
      metadata,
    );
  });
});

describe('DeleteFlow', () => {
  test('refuses a flow with versions or aliases, and goes step by step', async () => {
    const service = await openService();
    const { id } = await newFlow(service);
    const flow = { flowIdentifier: id };
    await service.call(prepareFlow, flow);
    await service.call(createFlowVersion, flow);
    const alias = await service.call(createFlowAlias, {
      ...flow,
      name: 'live',
      routingConfiguration: [{ flowVersion: '1' }],
    });
    expect(await failureOf(service.call(deleteFlow, flow))).toMatchObject({
      code: 'ConflictException',
      message: expect.stringMatching(
        /versions: 1, aliases besides its test alias: 1.*skipResourceInUseCheck/,
      ),
    });
    await service.call(deleteFlowAlias, { ...flow, aliasIdentifier: alias.id });
    expect((await failureOf(service.call(deleteFlow, flow))).code).toBe('ConflictException');
    await service.call(deleteFlowVersion, { ...flow, flowVersion: '1' });
    expect(await service.call(deleteFlow, flow)).toEqual({ id });
    expect((await failureOf(service.call(getFlow, flow))).code).toBe('ResourceNotFoundException');
    expect((await failureOf(service.call(deleteFlow, flow))).code).toBe('ResourceNotFoundException');
  });

  test('with skipResourceInUseCheck takes versions, aliases and tags along', async () => {
    const service = await openService();
    const { id, arn } = await newFlow(service);
    const flow = { flowIdentifier: id };
    await service.call(prepareFlow, flow);
    await service.call(createFlowVersion, flow);
    const alias = await service.call(createFlowAlias, {
      ...flow,
      name: 'live',
      routingConfiguration: [{ flowVersion: '1' }],
    });
    const tagged = [arn, alias.arn, `${arn}/alias/TSTALIASID`];
    for (const resourceArn of tagged) await service.call(tagResource, { resourceArn, tags: { team: 'a' } });
    expect(await service.call(deleteFlow, { ...flow, skipResourceInUseCheck: true })).toEqual({ id });
    for (const resource of tagged) expect((await service.store.tags.get(accountA, resource)).size).toBe(0);
    expect(await service.store.flowVersions.get(accountA, id, 1)).toBeUndefined();
    expect(await service.store.flowAliases.get(accountA, id, 'TSTALIASID')).toBeUndefined();
    const version = service.call(getFlowVersion, { ...flow, flowVersion: '1' });
    expect((await failureOf(version)).code).toBe('ResourceNotFoundException');
  });
});

describe('ListFlows', () => {
  test('pages from the newest to the oldest, ten at a time', async () => {
    const service = await openService();
    const ids: string[] = [];
    for (let i = 0; i < 23; i++) ids.unshift((await newFlow(service)).id);
    const seen: string[] = [];
    const sizes: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = await service.call(listFlows, nextToken === undefined ? {} : { nextToken });
      sizes.push(page.flowSummaries.length);
      seen.push(...page.flowSummaries.map(({ id }) => id));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(sizes).toEqual([10, 10, 3]);
    expect(seen).toEqual(ids);
    const whole = await service.call(listFlows, { maxResults: 1000 });
    expect(whole.flowSummaries.map(({ id }) => id)).toEqual(ids);
    expect(whole.nextToken).toBeUndefined();
    expect(whole.flowSummaries[0]).not.toHaveProperty('definition');
  });
});

describe('ValidateFlowDefinition', () => {
  test('answers what PrepareFlow would find, warnings included, and stores nothing', async () => {
    const service = await openService();
    const typesOf = async (definition: typeof passThrough) =>
      (await service.call(validateFlowDefinition, { definition })).validations.map(({ type }) => type);
    expect(await typesOf(passThrough)).toEqual([]);
    expect(await typesOf(withoutOutput)).toContain('MissingEndingNodes');
    expect((await typesOf(withWarning)).length).toBeGreaterThan(0);
    expect((await service.call(listFlows, {})).flowSummaries).toEqual([]);
  });

  test('shows at most 100 findings, errors first', async () => {
    const service = await openService();
    const nodes = Array.from({ length: 40 }, (_, index) => ({
      name: `Prompt${index}`,
      type: 'Prompt' as const,
      inputs: [{ name: 'document', type: 'String' as const, expression: 'nonsense' }],
      outputs: [{ name: 'wrongName', type: 'String' as const }],
    }));
    const { validations } = await service.call(validateFlowDefinition, { definition: { nodes } });
    expect(validations).toHaveLength(100);
    const severities = validations.map(({ severity }) => severity);
    expect(severities).toEqual([...severities].sort());
  });
});

test('the quota of flows is per account and region', async () => {
  const service = await openService({ ...cloudQuotas, flows: 2 });
  await newFlow(service);
  const { id } = await newFlow(service);
  expect((await failureOf(newFlow(service))).code).toBe('ServiceQuotaExceededException');
  const elsewhere = { ...accountA, region: 'eu-west-1' };
  await service.call(createFlow, { name: 'Greeter', executionRoleArn: roleArn }, elsewhere);
  await service.call(deleteFlow, { flowIdentifier: id });
  await newFlow(service);
});
