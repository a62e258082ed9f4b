import { describe, expect, test } from 'vitest';
import { createDataSource } from './data-sources/create-data-source.ts';
import { createFlowAlias } from './flow-aliases/create-flow-alias.ts';
import { createFlowVersion } from './flow-versions/create-flow-version.ts';
import { createFlow } from './flows/create-flow.ts';
import { deleteFlow } from './flows/delete-flow.ts';
import { listFlows } from './flows/list-flows.ts';
import { prepareFlow } from './flows/prepare-flow.ts';
import { createGuardrail } from './guardrails/create-guardrail.ts';
import { createGuardrailVersion } from './guardrails/create-guardrail-version.ts';
import { createKnowledgeBase } from './knowledge-bases/create-knowledge-base.ts';
import type { Operation } from './operation.ts';
import { createPrompt } from './prompts/create-prompt.ts';
import { createPromptVersion } from './prompts/create-prompt-version.ts';
import { liftedQuotas } from './quotas.ts';
import { passThrough, roleArn } from './test-support/definitions.ts';
import { handbook, newKnowledgeBase } from './test-support/knowledge-bases.ts';
import { accountA, failureOf, openService, type TestService, token } from './test-support/service.ts';

const DAY = 24 * 60 * 60 * 1000;

/** Each create: how to call it, how to change its parameters, and how many it made. */
interface Create {
  readonly operation: Operation<never, unknown>;
  readonly input: object;
  readonly otherInput: object;
  /** `clientToken`, unless the service spells it otherwise. */
  readonly tokenMember?: string;
  count(): Promise<number>;
}

async function creates(service: TestService): Promise<Record<string, Create>> {
  const { store } = service;
  const flow = { name: 'Greeter', executionRoleArn: roleArn, definition: passThrough };
  const { id: flowIdentifier } = await service.call(createFlow, flow);
  await service.call(prepareFlow, { flowIdentifier });
  const { id: promptIdentifier } = await service.call(createPrompt, { name: 'Summary' });
  const guardrail = {
    wordPolicyConfig: { wordsConfig: [{ text: 'gizmo' }] },
    blockedInputMessaging: 'in',
    blockedOutputsMessaging: 'out',
  };
  const { guardrailId } = await service.call(createGuardrail, { ...guardrail, name: 'careful' });
  const knowledgeBaseId = await newKnowledgeBase(service, { name: 'first' });
  const dataSource = { knowledgeBaseId, dataSourceConfiguration: { type: 'CUSTOM' } };
  const alias = { flowIdentifier, name: 'live', routingConfiguration: [{ flowVersion: 'DRAFT' }] };
  return {
    CreateFlow: {
      operation: createFlow,
      input: { ...flow, tags: { team: 'a', stage: 'test' } },
      otherInput: { ...flow, tags: { team: 'b', stage: 'test' } },
      count: async () => (await store.flows.count(accountA)) - 1,
    },
    CreateFlowVersion: {
      operation: createFlowVersion,
      input: { flowIdentifier, description: 'first' },
      otherInput: { flowIdentifier, description: 'second' },
      count: () => store.flowVersions.count(accountA, flowIdentifier),
    },
    CreateFlowAlias: {
      operation: createFlowAlias,
      input: alias,
      otherInput: { ...alias, name: 'beta' },
      count: async () => (await store.flowAliases.count(accountA, flowIdentifier)) - 1,
    },
    CreatePrompt: {
      operation: createPrompt,
      input: { name: 'Letter' },
      otherInput: { name: 'Letter', description: 'to a friend' },
      count: async () => (await store.prompts.countDrafts(accountA)) - 1,
    },
    CreatePromptVersion: {
      operation: createPromptVersion,
      input: { promptIdentifier },
      otherInput: { promptIdentifier, tags: { team: 'a' } },
      count: () => store.prompts.countVersions(accountA, promptIdentifier),
    },
    CreateGuardrail: {
      operation: createGuardrail,
      input: { ...guardrail, name: 'strict', tags: [{ key: 'team', value: 'a' }] },
      otherInput: { ...guardrail, name: 'lax', tags: [{ key: 'team', value: 'a' }] },
      tokenMember: 'clientRequestToken',
      count: async () => (await store.guardrails.countDrafts(accountA)) - 1,
    },
    CreateGuardrailVersion: {
      operation: createGuardrailVersion,
      input: { guardrailIdentifier: guardrailId },
      otherInput: { guardrailIdentifier: guardrailId, description: 'second' },
      tokenMember: 'clientRequestToken',
      count: () => store.guardrails.countVersions(accountA, guardrailId),
    },
    CreateKnowledgeBase: {
      operation: createKnowledgeBase,
      input: { ...handbook, tags: { team: 'a' } },
      otherInput: { ...handbook, name: 'manual' },
      count: async () => (await store.knowledgeBases.count(accountA)) - 1,
    },
    CreateDataSource: {
      operation: createDataSource,
      input: { ...dataSource, name: 'papers' },
      otherInput: { ...dataSource, name: 'letters' },
      count: () => store.dataSources.count(accountA, knowledgeBaseId),
    },
  };
}

const callOf = (service: TestService, create: Create, input: object, clientToken: string) =>
  service.call(create.operation, { ...input, [create.tokenMember ?? 'clientToken']: clientToken } as never);

describe.each([
  'CreateFlow',
  'CreateFlowVersion',
  'CreateFlowAlias',
  'CreatePrompt',
  'CreatePromptVersion',
  'CreateGuardrail',
  'CreateGuardrailVersion',
  'CreateKnowledgeBase',
  'CreateDataSource',
])('%s', (name) => {
  const open = async () => {
    const service = await openService(liftedQuotas);
    return { service, create: (await creates(service))[name]! };
  };

  test('with a token that was used gives the first answer again', async () => {
    const { service, create } = await open();
    const first = await callOf(service, create, create.input, token('one'));
    service.now += DAY - 1000;
    expect(await callOf(service, create, create.input, token('one'))).toEqual(first);
    expect(await create.count()).toBe(1);
  });

  test('with a token that was used and other parameters is a conflict', async () => {
    const { service, create } = await open();
    await callOf(service, create, create.input, token('one'));
    const failure = await failureOf(callOf(service, create, create.otherInput, token('one')));
    expect(failure).toMatchObject({ code: 'ConflictException', message: expect.stringContaining(name) });
    expect(await create.count()).toBe(1);
  });

  test('with concurrent requests of one token makes one resource', async () => {
    const { service, create } = await open();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => callOf(service, create, create.input, token('one'))),
    );
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await create.count()).toBe(1);
  });

  test('with another token makes another resource', async () => {
    const { service, create } = await open();
    await callOf(service, create, create.input, token('one'));
    await callOf(service, create, create.otherInput, token('two'));
    expect(await create.count()).toBe(2);
  });

  test('forgets a token after a day', async () => {
    const { service, create } = await open();
    await callOf(service, create, create.input, token('one'));
    service.now += DAY + 1000;
    await callOf(service, create, create.otherInput, token('one'));
    expect(await create.count()).toBe(2);
    const stale = await service.store.clientTokens.get(accountA, name, token('one'), 0);
    expect(stale?.createdAt).toBeGreaterThan(service.now - DAY);
  });
});

describe('a client token', () => {
  const flow = { name: 'Greeter', executionRoleArn: roleArn };

  test('does not mind the order of members', async () => {
    const service = await openService();
    const clientToken = token('one');
    const tags = { a: '1', b: '2' };
    const first = await service.call(createFlow, { ...flow, tags, clientToken });
    const reordered = { clientToken, tags: { b: '2', a: '1' }, executionRoleArn: roleArn, name: 'Greeter' };
    expect(await service.call(createFlow, reordered)).toEqual(first);
  });

  test('of a request that failed is free', async () => {
    const service = await openService();
    const clientToken = token('one');
    const failing = { ...flow, tags: { 'aws:x': 'y' }, clientToken };
    expect((await failureOf(service.call(createFlow, failing))).code).toBe('ValidationException');
    await service.call(createFlow, { ...flow, clientToken });
    expect((await service.call(listFlows, {})).flowSummaries).toHaveLength(1);
  });

  test('still gives its answer when the resource is gone', async () => {
    const service = await openService();
    const clientToken = token('one');
    const first = await service.call(createFlow, { ...flow, clientToken });
    await service.call(deleteFlow, { flowIdentifier: first.id });
    expect(await service.call(createFlow, { ...flow, clientToken })).toEqual(first);
    expect((await service.call(listFlows, {})).flowSummaries).toEqual([]);
  });

  test('belongs to an account, a region and an operation', async () => {
    const service = await openService();
    const clientToken = token('one');
    const ids = new Set<string>();
    for (const scope of [
      accountA,
      { ...accountA, accountId: '111111111111' },
      { ...accountA, region: 'eu-west-1' },
    ]) {
      ids.add((await service.call(createFlow, { ...flow, clientToken }, scope)).id);
    }
    ids.add((await service.call(createPrompt, { name: 'Greeter', clientToken })).id);
    expect(ids.size).toBe(4);
  });
});
