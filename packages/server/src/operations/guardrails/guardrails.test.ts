import type { CreateGuardrailRequest } from '@streambed/model/bedrock';
import { describe, expect, test } from 'vitest';
import { tagBedrockResource } from '../bedrock-tags/tag-resource.ts';
import { cloudQuotas, LARGEST_GUARDRAIL_VERSION } from '../quotas.ts';
import { accountA, failureOf, openService, type TestService, token } from '../test-support/service.ts';
import { createGuardrail } from './create-guardrail.ts';
import { createGuardrailVersion } from './create-guardrail-version.ts';
import { deleteGuardrail } from './delete-guardrail.ts';
import { getGuardrail } from './get-guardrail.ts';
import { listGuardrails } from './list-guardrails.ts';
import { updateGuardrail } from './update-guardrail.ts';

const careful: CreateGuardrailRequest = {
  name: 'careful',
  wordPolicyConfig: { wordsConfig: [{ text: 'gizmo' }] },
  blockedInputMessaging: 'Ask something else.',
  blockedOutputsMessaging: 'No answer.',
};

const newGuardrail = (service: TestService, changes: Partial<CreateGuardrailRequest> = {}) =>
  service.call(createGuardrail, { ...careful, ...changes });
const get = (service: TestService, guardrailIdentifier: string, guardrailVersion?: string) =>
  service.call(getGuardrail, { guardrailIdentifier, ...(guardrailVersion && { guardrailVersion }) });

describe('CreateGuardrail', () => {
  test('answers the draft, which GetGuardrail finds by id and by ARN, ready at once', async () => {
    const service = await openService();
    const created = await newGuardrail(service, { description: 'for the shop' });
    expect(created).toEqual({
      guardrailId: expect.stringMatching(/^[a-z0-9]{12}$/),
      guardrailArn: `arn:aws:bedrock:us-east-1:000000000000:guardrail/${created.guardrailId}`,
      version: 'DRAFT',
      createdAt: '2025-08-01T12:00:00.000Z',
    });
    const shown = {
      name: 'careful',
      description: 'for the shop',
      guardrailId: created.guardrailId,
      guardrailArn: created.guardrailArn,
      version: 'DRAFT',
      status: 'READY',
      wordPolicy: {
        words: [
          {
            text: 'gizmo',
            inputAction: 'BLOCK',
            outputAction: 'BLOCK',
            inputEnabled: true,
            outputEnabled: true,
          },
        ],
      },
      createdAt: created.createdAt,
      updatedAt: created.createdAt,
      blockedInputMessaging: 'Ask something else.',
      blockedOutputsMessaging: 'No answer.',
    };
    for (const identifier of [created.guardrailId, created.guardrailArn]) {
      expect(await get(service, identifier)).toEqual(shown);
      expect(await get(service, identifier, 'DRAFT')).toEqual(shown);
    }
  });

  test.each([
    ['key/12345678-1234-1234-1234-123456789012', '12345678-1234-1234-1234-123456789012'],
    ['alias/mine', 'alias/mine'],
  ])('shows the key %s as an ARN', async (resource, kmsKeyId) => {
    const service = await openService();
    const own = `arn:aws:kms:us-east-1:000000000000:${resource}`;
    const { guardrailId } = await newGuardrail(service, { kmsKeyId });
    expect((await get(service, guardrailId)).kmsKeyArn).toBe(own);
    const foreign = own.replace('us-east-1', 'eu-west-1');
    const other = await newGuardrail(service, { name: 'other', kmsKeyId: foreign });
    expect((await get(service, other.guardrailId)).kmsKeyArn).toBe(foreign);
  });

  test('refuses a name that another guardrail has, and takes it when that is renamed or gone', async () => {
    const service = await openService();
    const { guardrailId } = await newGuardrail(service);
    const failure = await failureOf(newGuardrail(service));
    expect(failure).toMatchObject({ code: 'ConflictException', message: expect.stringMatching(/^name: /) });
    await service.call(updateGuardrail, { ...careful, guardrailIdentifier: guardrailId, name: 'renamed' });
    const { guardrailId: second } = await newGuardrail(service);
    expect((await failureOf(newGuardrail(service, { name: 'renamed' }))).code).toBe('ConflictException');
    await service.call(deleteGuardrail, { guardrailIdentifier: second });
    await newGuardrail(service);
  });

  test('gives a name to one of concurrent requests', async () => {
    const service = await openService();
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => newGuardrail(service)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('keeps its quota', async () => {
    const service = await openService({ ...cloudQuotas, guardrails: 1 });
    await newGuardrail(service);
    const failure = await failureOf(newGuardrail(service, { name: 'second' }));
    expect(failure).toMatchObject({
      code: 'ServiceQuotaExceededException',
      message: expect.stringContaining('guardrails=101'),
    });
  });

  test('that is refused leaves nothing behind', async () => {
    const service = await openService();
    const { blockedInputMessaging, blockedOutputsMessaging, name } = careful;
    const call = service.call(createGuardrail, { name, blockedInputMessaging, blockedOutputsMessaging });
    expect((await failureOf(call)).code).toBe('ValidationException');
    expect((await service.call(listGuardrails, {})).guardrails).toEqual([]);
  });
});

describe('UpdateGuardrail', () => {
  test('replaces the draft as a whole, leaves versions alone and keeps its own name', async () => {
    const service = await openService();
    const created = await newGuardrail(service, { description: 'old', kmsKeyId: 'alias/old' });
    const guardrailIdentifier = created.guardrailArn;
    await service.call(createGuardrailVersion, { guardrailIdentifier });
    const before = await get(service, created.guardrailId, '1');
    service.now += 1000;
    const updated = await service.call(updateGuardrail, {
      guardrailIdentifier,
      name: 'careful',
      contentPolicyConfig: {
        filtersConfig: [{ type: 'HATE', inputStrength: 'LOW', outputStrength: 'HIGH' }],
      },
      blockedInputMessaging: 'in',
      blockedOutputsMessaging: 'out',
    });
    expect(updated).toEqual({
      guardrailId: created.guardrailId,
      guardrailArn: created.guardrailArn,
      version: 'DRAFT',
      updatedAt: expect.any(String),
    });
    const draft = await get(service, created.guardrailId);
    expect(draft).toEqual({
      name: 'careful',
      guardrailId: created.guardrailId,
      guardrailArn: created.guardrailArn,
      version: 'DRAFT',
      status: 'READY',
      contentPolicy: {
        filters: [
          {
            type: 'HATE',
            inputStrength: 'LOW',
            outputStrength: 'HIGH',
            inputModalities: ['TEXT'],
            outputModalities: ['TEXT'],
            inputAction: 'BLOCK',
            outputAction: 'BLOCK',
            inputEnabled: true,
            outputEnabled: true,
          },
        ],
        tier: { tierName: 'CLASSIC' },
      },
      createdAt: created.createdAt,
      updatedAt: updated.updatedAt,
      blockedInputMessaging: 'in',
      blockedOutputsMessaging: 'out',
    });
    expect(await get(service, created.guardrailId, '1')).toEqual(before);
    expect((await service.call(createGuardrailVersion, { guardrailIdentifier })).version).toBe('2');
  });

  // Whoever keeps a compiled draft knows it by this time: two drafts of one time would be taken for each other.
  test('changes updatedAt each time, however little time has passed', async () => {
    const service = await openService();
    const { guardrailId } = await newGuardrail(service);
    const times = [(await get(service, guardrailId)).updatedAt];
    const moment = service.now;
    for (const text of ['one', 'two', 'three']) {
      service.now = moment;
      const wordPolicyConfig = { wordsConfig: [{ text }] };
      await service.call(updateGuardrail, { ...careful, guardrailIdentifier: guardrailId, wordPolicyConfig });
      times.push((await get(service, guardrailId)).updatedAt);
    }
    expect(new Set(times).size).toBe(4);
    expect(times).toEqual(times.toSorted());
  });

  test('keeps the rules of CreateGuardrail, and the draft when they are broken', async () => {
    const service = await openService();
    const { guardrailId } = await newGuardrail(service);
    const { wordPolicyConfig: _, ...nothing } = careful;
    const call = service.call(updateGuardrail, { ...nothing, guardrailIdentifier: guardrailId });
    expect((await failureOf(call)).code).toBe('ValidationException');
    expect((await get(service, guardrailId)).wordPolicy?.words).toHaveLength(1);
  });

  test("cannot take another guardrail's name", async () => {
    const service = await openService();
    await newGuardrail(service);
    const { guardrailId } = await newGuardrail(service, { name: 'second' });
    const call = service.call(updateGuardrail, { ...careful, guardrailIdentifier: guardrailId });
    expect((await failureOf(call)).code).toBe('ConflictException');
  });
});

describe('CreateGuardrailVersion', () => {
  test('takes a snapshot of the draft with its own description', async () => {
    const service = await openService();
    const { guardrailId } = await newGuardrail(service, { description: 'draft' });
    service.now += 1000;
    const input = { guardrailIdentifier: guardrailId, description: 'first' };
    expect(await service.call(createGuardrailVersion, input)).toEqual({ guardrailId, version: '1' });
    const draft = await get(service, guardrailId);
    const version = await get(service, guardrailId, '1');
    expect(version).toEqual({
      ...draft,
      version: '1',
      description: 'first',
      createdAt: version.createdAt,
      updatedAt: version.createdAt,
    });
    expect(version.createdAt > draft.createdAt).toBe(true);
  });

  test('never gives a number out twice, and keeps its quota under concurrent requests', async () => {
    const service = await openService();
    const { guardrailId: guardrailIdentifier } = await newGuardrail(service);
    await service.call(createGuardrailVersion, { guardrailIdentifier });
    await service.call(deleteGuardrail, { guardrailIdentifier, guardrailVersion: '1' });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 25 }, () => service.call(createGuardrailVersion, { guardrailIdentifier })),
    );
    const versions = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value.version] : []));
    const refusals = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
    expect(versions.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 2));
    expect(refusals).toEqual(Array(5).fill('ServiceQuotaExceededException'));
  });

  test('ends when the numbers that the wire can write are used up', async () => {
    const service = await openService();
    const { guardrailId } = await newGuardrail(service);
    const draft = await service.store.guardrails.get(accountA, guardrailId, 0);
    await service.store.guardrails.update(accountA, {
      ...draft!,
      lastVersion: LARGEST_GUARDRAIL_VERSION - 1,
    });
    const next = () => service.call(createGuardrailVersion, { guardrailIdentifier: guardrailId });
    expect((await next()).version).toBe(String(LARGEST_GUARDRAIL_VERSION));
    expect((await failureOf(next())).code).toBe('ServiceQuotaExceededException');
  });
});

describe('a guardrail or version that is not there', () => {
  test.each([
    ['GetGuardrail', 'nothere', (service: TestService) => get(service, 'nothere')],
    ['GetGuardrail of a version', 'version 9', (service: TestService, id: string) => get(service, id, '9')],
    [
      'UpdateGuardrail',
      'nothere',
      (service: TestService) => service.call(updateGuardrail, { ...careful, guardrailIdentifier: 'nothere' }),
    ],
    [
      'DeleteGuardrail',
      'nothere',
      (service: TestService) => service.call(deleteGuardrail, { guardrailIdentifier: 'nothere' }),
    ],
    [
      'DeleteGuardrail of a version',
      'version 9',
      (service: TestService, id: string) =>
        service.call(deleteGuardrail, { guardrailIdentifier: id, guardrailVersion: '9' }),
    ],
    [
      'CreateGuardrailVersion',
      'nothere',
      (service: TestService) => service.call(createGuardrailVersion, { guardrailIdentifier: 'nothere' }),
    ],
    [
      'ListGuardrails',
      'nothere',
      (service: TestService) => service.call(listGuardrails, { guardrailIdentifier: 'nothere' }),
    ],
  ])('ends %s as ResourceNotFoundException', async (_, named, call) => {
    const service = await openService();
    const { guardrailId } = await newGuardrail(service);
    const failure = await failureOf(call(service, guardrailId));
    expect(failure).toMatchObject({
      code: 'ResourceNotFoundException',
      message: expect.stringContaining(named),
    });
    expect((await service.call(listGuardrails, {})).guardrails).toHaveLength(1);
  });
});

describe('DeleteGuardrail', () => {
  test('of one version leaves the rest', async () => {
    const service = await openService();
    const { guardrailId, guardrailArn } = await newGuardrail(service);
    const guardrailIdentifier = guardrailArn;
    for (let i = 0; i < 2; i++) await service.call(createGuardrailVersion, { guardrailIdentifier });
    await service.call(tagBedrockResource, { resourceARN: guardrailArn, tags: [{ key: 'a', value: 'b' }] });
    expect(await service.call(deleteGuardrail, { guardrailIdentifier, guardrailVersion: '1' })).toEqual({});
    const { guardrails } = await service.call(listGuardrails, { guardrailIdentifier: guardrailId });
    expect(guardrails.map(({ version }) => version)).toEqual(['DRAFT', '2']);
    expect((await service.store.tags.get(accountA, guardrailArn)).size).toBe(1);
  });

  test('without a version takes all of it, tags included', async () => {
    const service = await openService();
    const tags = [{ key: 'team', value: 'a' }];
    const { guardrailId, guardrailArn } = await newGuardrail(service, { tags });
    await service.call(createGuardrailVersion, { guardrailIdentifier: guardrailId });
    expect((await service.store.tags.get(accountA, guardrailArn)).get('team')).toBe('a');
    expect(await service.call(deleteGuardrail, { guardrailIdentifier: guardrailId })).toEqual({});
    expect((await service.store.tags.get(accountA, guardrailArn)).size).toBe(0);
    for (const version of [undefined, 'DRAFT', '1']) {
      expect((await failureOf(get(service, guardrailId, version))).code).toBe('ResourceNotFoundException');
    }
  });
});

describe('ListGuardrails', () => {
  const walk = async (service: TestService, input: { guardrailIdentifier?: string; maxResults: number }) => {
    const seen: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await service.call(listGuardrails, { ...input, ...(nextToken && { nextToken }) });
      expect(page.guardrails.length).toBeLessThanOrEqual(input.maxResults);
      seen.push(...page.guardrails.map(({ id, version }) => `${id} ${version}`));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return seen;
  };

  test('lists the drafts of all, or the draft and versions of one, with what summaries show', async () => {
    const service = await openService();
    const crossRegionConfig = { guardrailProfileIdentifier: 'us.guardrail.v1:0' };
    const one = await newGuardrail(service, { description: 'd', crossRegionConfig });
    const two = await newGuardrail(service, { name: 'two' });
    for (let i = 0; i < 3; i++)
      await service.call(createGuardrailVersion, { guardrailIdentifier: one.guardrailId });
    expect(await walk(service, { maxResults: 1 })).toEqual([
      `${two.guardrailId} DRAFT`,
      `${one.guardrailId} DRAFT`,
    ]);
    const all = ['DRAFT', '3', '2', '1'].map((version) => `${one.guardrailId} ${version}`);
    expect(await walk(service, { guardrailIdentifier: one.guardrailId, maxResults: 3 })).toEqual(all);
    expect(await walk(service, { guardrailIdentifier: one.guardrailArn, maxResults: 10 })).toEqual(all);
    expect((await service.call(listGuardrails, {})).guardrails[1]).toEqual({
      id: one.guardrailId,
      arn: one.guardrailArn,
      status: 'READY',
      name: 'careful',
      description: 'd',
      version: 'DRAFT',
      createdAt: one.createdAt,
      updatedAt: one.createdAt,
      crossRegionDetails: {
        guardrailProfileId: 'us.guardrail.v1:0',
        guardrailProfileArn: 'arn:aws:bedrock:us-east-1:000000000000:guardrail-profile/us.guardrail.v1:0',
      },
    });
  });

  test('refuses the page token of the list of all guardrails for one of them', async () => {
    const service = await openService();
    await newGuardrail(service);
    const { guardrailId } = await newGuardrail(service, { name: 'two' });
    const { nextToken } = await service.call(listGuardrails, { maxResults: 1 });
    const call = service.call(listGuardrails, { guardrailIdentifier: guardrailId, nextToken: nextToken! });
    expect((await failureOf(call)).code).toBe('ValidationException');
  });
});

test('a clientRequestToken that was used with other parameters is a conflict that names it', async () => {
  const service = await openService();
  const clientRequestToken = token('one');
  await newGuardrail(service, { clientRequestToken });
  const failure = await failureOf(newGuardrail(service, { clientRequestToken, description: 'other' }));
  expect(failure).toMatchObject({
    code: 'ConflictException',
    message: expect.stringContaining('clientRequestToken'),
  });
});
