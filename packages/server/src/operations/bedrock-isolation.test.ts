import { bedrock } from '@streambed/model';
import type { CreateGuardrailRequest } from '@streambed/model/bedrock';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '../store/index.ts';
import { createGuardrail } from './guardrails/create-guardrail.ts';
import { createGuardrailVersion } from './guardrails/create-guardrail-version.ts';
import { operations } from './index.ts';
import { accountA, failureOf, openService, type TestService } from './test-support/service.ts';

/*
 * As isolation.test.ts, for what the service `bedrock` keeps: guardrails, their versions and tags. Models and profiles
 * belong to nobody; an ARN of a profile elsewhere is in their own test.
 */

const elsewhere: readonly [string, Scope][] = [
  ['another account', { ...accountA, accountId: '111111111111' }],
  ['another region', { ...accountA, region: 'eu-west-1' }],
];

const careful: CreateGuardrailRequest = {
  name: 'careful',
  wordPolicyConfig: { wordsConfig: [{ text: 'gizmo' }] },
  blockedInputMessaging: 'in',
  blockedOutputsMessaging: 'out',
  tags: [{ key: 'team', value: 'a' }],
};
const { tags, ...update } = careful;

/** For each operation that names a guardrail, requests that succeed for its owner; the deletes last. */
const requests: Record<string, (names: { identifier: string; arn: string }) => object[]> = {
  GetGuardrail: ({ identifier: guardrailIdentifier }) => [
    { guardrailIdentifier },
    { guardrailIdentifier, guardrailVersion: '1' },
  ],
  UpdateGuardrail: ({ identifier: guardrailIdentifier }) => [
    { guardrailIdentifier, ...update, name: 'taken' },
  ],
  ListGuardrails: ({ identifier: guardrailIdentifier }) => [{ guardrailIdentifier }],
  CreateGuardrailVersion: ({ identifier: guardrailIdentifier }) => [{ guardrailIdentifier }],
  TagResource: ({ arn: resourceARN }) => [{ resourceARN, tags }],
  UntagResource: ({ arn: resourceARN }) => [{ resourceARN, tagKeys: ['team'] }],
  ListTagsForResource: ({ arn: resourceARN }) => [{ resourceARN }],
  DeleteGuardrail: ({ identifier: guardrailIdentifier }) => [
    { guardrailIdentifier, guardrailVersion: '1' },
    { guardrailIdentifier },
  ],
};

const ABSENT = 'absent000000';
const arnIn = (scope: Scope, id: string) =>
  `arn:aws:bedrock:${scope.region}:${scope.accountId}:guardrail/${id}`;

async function contentsOf({ store }: TestService, scope: Scope, id: string): Promise<string> {
  return JSON.stringify([
    await store.guardrails.listDrafts(scope, { limit: 100 }),
    await store.guardrails.listVersions(scope, id, { limit: 100 }),
    [...(await store.tags.get(scope, arnIn(scope, id)))],
  ]);
}

async function fill(service: TestService, scope: Scope): Promise<string> {
  const { guardrailId } = await service.call(createGuardrail, careful, scope);
  await service.call(createGuardrailVersion, { guardrailIdentifier: guardrailId }, scope);
  return guardrailId;
}

test('the walk covers every operation that names a guardrail', () => {
  const naming = bedrock.operations.filter(({ inputShape }) => {
    const shape = bedrock.shapes[inputShape];
    const members = shape?.type === 'structure' ? Object.keys(shape.members) : [];
    return ['guardrailIdentifier', 'resourceARN'].some((name) => members.includes(name));
  });
  expect(Object.keys(requests).sort()).toEqual(naming.map(({ operation }) => operation).sort());
});

describe.each(elsewhere)('with the names of %s', (_, scopeB) => {
  let service: TestService;
  let own: string;
  let theirs: string;

  beforeEach(async () => {
    service = await openService();
    own = await fill(service, accountA);
    theirs = await fill(service, scopeB);
  });

  const call = (name: string, input: object, scope?: Scope) =>
    service.call(operations.get(`bedrock.${name}`)!, input as never, scope);

  test.each(Object.keys(requests))('%s answers as if they did not exist', async (name) => {
    const before = [await contentsOf(service, scopeB, theirs), await contentsOf(service, accountA, own)];
    const foreign = arnIn(scopeB, theirs);
    const absent = arnIn(accountA, ABSENT);
    const forms = [
      [
        { identifier: theirs, arn: foreign },
        { identifier: ABSENT, arn: absent },
      ],
      [
        { identifier: foreign, arn: foreign },
        { identifier: absent, arn: absent },
      ],
      // Their guardrail's id in an ARN of A, and A's in an ARN of theirs.
      [
        { identifier: arnIn(accountA, theirs), arn: arnIn(accountA, theirs) },
        { identifier: absent, arn: absent },
      ],
      [
        { identifier: arnIn(scopeB, own), arn: arnIn(scopeB, own) },
        { identifier: absent, arn: absent },
      ],
    ] as const;
    const wording = (message: string) =>
      message
        .replaceAll(/arn:aws:bedrock:[^:]*:[^:]*:/g, 'ARN:')
        .replaceAll(new RegExp(`${theirs}|${own}|${ABSENT}`, 'g'), 'ID');
    for (const [there, nowhere] of forms) {
      const unknown = requests[name]!(nowhere);
      for (const [index, input] of requests[name]!(there).entries()) {
        const failure = await failureOf(call(name, input));
        const expected = await failureOf(call(name, unknown[index]!));
        expect(failure.code).toBe('ResourceNotFoundException');
        expect(expected.code).toBe('ResourceNotFoundException');
        expect(wording(failure.message)).toBe(wording(expected.message));
      }
    }
    expect([await contentsOf(service, scopeB, theirs), await contentsOf(service, accountA, own)]).toEqual(
      before,
    );
  });

  test.each(Object.keys(requests))('%s succeeds for their owner', async (name) => {
    for (const input of requests[name]!({ identifier: theirs, arn: arnIn(scopeB, theirs) })) {
      await expect(call(name, input, scopeB)).resolves.toBeDefined();
    }
  });

  test('ListGuardrails shows nothing of theirs, and their name is free here', async () => {
    expect(JSON.stringify(await call('ListGuardrails', {}))).not.toContain(theirs);
    await call('DeleteGuardrail', { guardrailIdentifier: own });
    await call('CreateGuardrail', careful);
  });

  test('a page token of theirs is refused', async () => {
    await call('CreateGuardrail', { ...careful, name: 'second' }, scopeB);
    const { nextToken } = (await call('ListGuardrails', { maxResults: 1 }, scopeB)) as { nextToken: string };
    expect((await failureOf(call('ListGuardrails', { nextToken }))).code).toBe('ValidationException');
  });
});
