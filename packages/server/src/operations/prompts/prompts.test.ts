import type { CreatePromptRequest, PromptVariant } from '@streambed/model/bedrock-agent';
import { describe, expect, test } from 'vitest';
import { cloudQuotas } from '../quotas.ts';
import { tagResource } from '../tags/tag-resource.ts';
import { accountA, failureOf, openService, type TestService } from '../test-support/service.ts';
import { createPrompt } from './create-prompt.ts';
import { createPromptVersion } from './create-prompt-version.ts';
import { deletePrompt } from './delete-prompt.ts';
import { getPrompt } from './get-prompt.ts';
import { listPrompts } from './list-prompts.ts';
import { updatePrompt } from './update-prompt.ts';

const variant: PromptVariant = {
  name: 'short',
  templateType: 'TEXT',
  templateConfiguration: { text: { text: 'Sum up {{text}}', inputVariables: [{ name: 'text' }] } },
  modelId: 'amazon.nova-lite-v1:0',
  inferenceConfiguration: { text: { temperature: 0.2, maxTokens: 300 } },
};
const summary: CreatePromptRequest = { name: 'Summary', defaultVariant: 'short', variants: [variant] };

const newPrompt = (service: TestService) => service.call(createPrompt, summary);

describe('CreatePrompt', () => {
  test('answers the draft, which GetPrompt finds by id and by ARN', async () => {
    const service = await openService();
    const prompt = await service.call(createPrompt, { ...summary, description: 'for the inbox' });
    expect(prompt).toEqual({
      id: 'R000000001',
      arn: 'arn:aws:bedrock:us-east-1:000000000000:prompt/R000000001',
      name: 'Summary',
      description: 'for the inbox',
      defaultVariant: 'short',
      variants: [variant],
      version: 'DRAFT',
      createdAt: '2025-08-01T12:00:00.000Z',
      updatedAt: '2025-08-01T12:00:00.000Z',
    });
    for (const promptIdentifier of [prompt.id, prompt.arn]) {
      expect(await service.call(getPrompt, { promptIdentifier })).toEqual(prompt);
      expect(await service.call(getPrompt, { promptIdentifier, promptVersion: 'DRAFT' })).toEqual(prompt);
    }
    const { variants, ...metadata } = prompt;
    const metadataOnly = { promptIdentifier: prompt.id, includedData: 'METADATA_ONLY' } as const;
    expect(await service.call(getPrompt, metadataOnly)).toEqual(metadata);
  });

  const chat = { messages: [{ role: 'user' as const, content: [{ text: 'Hello {{name}}' }] }] };
  const agent = {
    agent: { agentIdentifier: 'arn:aws:bedrock:us-east-1:000000000000:agent-alias/ABCDEFGHIJ/TSTALIASID' },
  };
  test.each<[string, CreatePromptRequest, string | undefined]>([
    ['no variants', { name: 'Empty' }, undefined],
    ['variants and no defaultVariant', { name: 'P', variants: [variant] }, undefined],
    [
      'a chat template',
      { name: 'P', variants: [{ ...variant, templateType: 'CHAT', templateConfiguration: { chat } }] },
      undefined,
    ],
    [
      'an agent for its model',
      { name: 'P', variants: [{ ...variant, modelId: undefined, genAiResource: agent }] },
      undefined,
    ],
    ['neither model nor agent', { name: 'P', variants: [{ ...variant, modelId: undefined }] }, undefined],
    [
      'input variables that the template does not use',
      {
        name: 'P',
        variants: [
          {
            ...variant,
            templateConfiguration: { text: { text: 'Hi', inputVariables: [{ name: 'unused' }] } },
          },
        ],
      },
      undefined,
    ],
    ['a defaultVariant that is not there', { ...summary, defaultVariant: 'long' }, 'defaultVariant'],
    ['a defaultVariant and no variants', { name: 'P', defaultVariant: 'short' }, 'defaultVariant'],
    [
      'a chat type with a text template',
      { name: 'P', variants: [{ ...variant, templateType: 'CHAT' }] },
      'variants[0].templateConfiguration',
    ],
    [
      'a text type with a chat template',
      { name: 'P', variants: [{ ...variant, templateConfiguration: { chat } }] },
      'variants[0].templateConfiguration',
    ],
    [
      'both a model and an agent',
      { name: 'P', variants: [{ ...variant, genAiResource: agent }] },
      'variants[0].genAiResource',
    ],
  ])('with %s', async (_, input, refusedMember) => {
    const service = await openService();
    const call = service.call(createPrompt, input);
    if (refusedMember === undefined) {
      expect((await call).variants).toEqual(JSON.parse(JSON.stringify(input.variants ?? [])));
    } else {
      const failure = await failureOf(call);
      expect(failure.code).toBe('ValidationException');
      expect(failure.members).toMatchObject({ fieldList: [{ name: refusedMember }] });
    }
  });

  test('takes names that are taken, up to its quota', async () => {
    const service = await openService({ ...cloudQuotas, prompts: 2 });
    await newPrompt(service);
    await newPrompt(service);
    expect((await failureOf(newPrompt(service))).code).toBe('ServiceQuotaExceededException');
  });
});

describe('UpdatePrompt', () => {
  test('replaces the draft as a whole and leaves versions alone', async () => {
    const service = await openService();
    const prompt = await service.call(createPrompt, { ...summary, description: 'for the inbox' });
    const promptIdentifier = prompt.arn;
    const version = await service.call(createPromptVersion, { promptIdentifier });
    service.now += 1000;
    const updated = await service.call(updatePrompt, { promptIdentifier, name: 'Renamed' });
    expect(updated).toEqual({
      id: prompt.id,
      arn: prompt.arn,
      name: 'Renamed',
      variants: [],
      version: 'DRAFT',
      createdAt: prompt.createdAt,
      updatedAt: expect.any(String),
    });
    expect(updated.updatedAt > prompt.updatedAt).toBe(true);
    expect(await service.call(getPrompt, { promptIdentifier: prompt.id })).toEqual(updated);
    expect(await service.call(getPrompt, { promptIdentifier: version.arn })).toEqual(version);
    expect((await service.call(createPromptVersion, { promptIdentifier })).version).toBe('2');
  });

  test('keeps the rules of CreatePrompt', async () => {
    const service = await openService();
    const { id } = await newPrompt(service);
    const call = service.call(updatePrompt, { promptIdentifier: id, ...summary, defaultVariant: 'long' });
    expect((await failureOf(call)).code).toBe('ValidationException');
    expect((await service.call(getPrompt, { promptIdentifier: id })).defaultVariant).toBe('short');
  });
});

describe('CreatePromptVersion', () => {
  test('takes a snapshot of the draft under its own ARN, with its own description', async () => {
    const service = await openService();
    const prompt = await newPrompt(service);
    const version = await service.call(createPromptVersion, {
      promptIdentifier: prompt.id,
      description: 'first',
    });
    expect(version).toEqual({
      ...prompt,
      arn: `${prompt.arn}:1`,
      version: '1',
      description: 'first',
      createdAt: expect.any(String),
      updatedAt: version.createdAt,
    });
    for (const input of [
      { promptIdentifier: version.arn },
      { promptIdentifier: version.arn, promptVersion: '1' },
      { promptIdentifier: prompt.arn, promptVersion: '1' },
      { promptIdentifier: prompt.id, promptVersion: '01' },
    ]) {
      expect(await service.call(getPrompt, input)).toEqual(version);
    }
  });

  test('never gives a number out twice, and keeps its quota under concurrent requests', async () => {
    const service = await openService();
    const { id } = await newPrompt(service);
    await service.call(createPromptVersion, { promptIdentifier: id });
    await service.call(deletePrompt, { promptIdentifier: id, promptVersion: '1' });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => service.call(createPromptVersion, { promptIdentifier: id })),
    );
    const versions = outcomes.flatMap((each) => (each.status === 'fulfilled' ? [each.value.version] : []));
    const refusals = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
    expect(versions.map(Number).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(refusals).toEqual(Array(10).fill('ServiceQuotaExceededException'));
  });
});

describe('the version in a prompt identifier', () => {
  test.each([
    [
      'GetPrompt with another promptVersion',
      'ValidationException',
      (service: TestService, arn: string) =>
        service.call(getPrompt, { promptIdentifier: `${arn}:1`, promptVersion: '2' }),
    ],
    [
      'GetPrompt with promptVersion DRAFT',
      'ValidationException',
      (service: TestService, arn: string) =>
        service.call(getPrompt, { promptIdentifier: `${arn}:1`, promptVersion: 'DRAFT' }),
    ],
    [
      'UpdatePrompt',
      'ValidationException',
      (service: TestService, arn: string) =>
        service.call(updatePrompt, { promptIdentifier: `${arn}:1`, name: 'Renamed' }),
    ],
    [
      'CreatePromptVersion',
      'ValidationException',
      (service: TestService, arn: string) =>
        service.call(createPromptVersion, { promptIdentifier: `${arn}:1` }),
    ],
    [
      'GetPrompt of an absent version',
      'ResourceNotFoundException',
      (service: TestService, arn: string) => service.call(getPrompt, { promptIdentifier: `${arn}:9` }),
    ],
    [
      'GetPrompt of version 0',
      'ResourceNotFoundException',
      (service: TestService, arn: string) => service.call(getPrompt, { promptIdentifier: `${arn}:0` }),
    ],
    [
      'DeletePrompt of an absent version',
      'ResourceNotFoundException',
      (service: TestService, arn: string) =>
        service.call(deletePrompt, { promptIdentifier: arn, promptVersion: '9' }),
    ],
    [
      'DeletePrompt of version 0',
      'ResourceNotFoundException',
      (service: TestService, arn: string) =>
        service.call(deletePrompt, { promptIdentifier: arn, promptVersion: '0' }),
    ],
  ])('%s is a %s', async (_, code, call) => {
    const service = await openService();
    const { id, arn } = await newPrompt(service);
    await service.call(createPromptVersion, { promptIdentifier: id });
    expect((await failureOf(call(service, arn))).code).toBe(code);
    const { promptSummaries } = await service.call(listPrompts, { promptIdentifier: id });
    expect(promptSummaries.map(({ version, name }) => [version, name])).toEqual([
      ['DRAFT', 'Summary'],
      ['1', 'Summary'],
    ]);
  });
});

describe('DeletePrompt', () => {
  test.each([
    ['by promptVersion', (id: string, _arn: string) => ({ promptIdentifier: id, promptVersion: '1' })],
    ['by the version ARN', (_id: string, arn: string) => ({ promptIdentifier: `${arn}:1` })],
  ])('of one version %s leaves the rest', async (_, input) => {
    const service = await openService();
    const { id, arn } = await newPrompt(service);
    await service.call(createPromptVersion, { promptIdentifier: id });
    await service.call(createPromptVersion, { promptIdentifier: id });
    await service.call(tagResource, { resourceArn: `${arn}:1`, tags: { team: 'a' } });
    expect(await service.call(deletePrompt, input(id, arn))).toEqual({ id, version: '1' });
    expect((await service.store.tags.get(accountA, `${arn}:1`)).size).toBe(0);
    const { promptSummaries } = await service.call(listPrompts, { promptIdentifier: id });
    expect(promptSummaries.map(({ version }) => version)).toEqual(['DRAFT', '2']);
  });

  test('without a version takes all of it, tags included', async () => {
    const service = await openService();
    const { id, arn } = await newPrompt(service);
    await service.call(createPromptVersion, { promptIdentifier: id });
    const tagged = [arn, `${arn}:1`];
    for (const resourceArn of tagged) await service.call(tagResource, { resourceArn, tags: { team: 'a' } });
    expect(await service.call(deletePrompt, { promptIdentifier: id })).toEqual({ id });
    for (const resource of tagged) expect((await service.store.tags.get(accountA, resource)).size).toBe(0);
    for (const input of [{ promptIdentifier: id }, { promptIdentifier: id, promptVersion: '1' }]) {
      expect((await failureOf(service.call(getPrompt, input))).code).toBe('ResourceNotFoundException');
      expect((await failureOf(service.call(deletePrompt, input))).code).toBe('ResourceNotFoundException');
    }
    expect((await service.call(listPrompts, {})).promptSummaries).toEqual([]);
  });
});

describe('ListPrompts', () => {
  const walk = async (service: TestService, input: { promptIdentifier?: string; maxResults: number }) => {
    const seen: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await service.call(listPrompts, { ...input, ...(nextToken && { nextToken }) });
      expect(page.promptSummaries.length).toBeLessThanOrEqual(input.maxResults);
      seen.push(...page.promptSummaries.map(({ id, version }) => `${id} ${version}`));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return seen;
  };

  test('lists the drafts of all prompts, or the draft and versions of one', async () => {
    const service = await openService();
    const one = await newPrompt(service);
    const two = await newPrompt(service);
    for (let i = 0; i < 3; i++) await service.call(createPromptVersion, { promptIdentifier: one.id });
    expect(await walk(service, { maxResults: 1 })).toEqual([`${two.id} DRAFT`, `${one.id} DRAFT`]);
    const all = ['DRAFT', '3', '2', '1'].map((version) => `${one.id} ${version}`);
    expect(await walk(service, { promptIdentifier: one.id, maxResults: 3 })).toEqual(all);
    expect(await walk(service, { promptIdentifier: one.arn, maxResults: 10 })).toEqual(all);
    const absent = service.call(listPrompts, { promptIdentifier: 'ABSENTABCD' });
    expect((await failureOf(absent)).code).toBe('ResourceNotFoundException');
  });

  test('refuses the page token of the list of all prompts for one of them', async () => {
    const service = await openService();
    await newPrompt(service);
    const { id } = await newPrompt(service);
    const { nextToken } = await service.call(listPrompts, { maxResults: 1 });
    const call = service.call(listPrompts, { promptIdentifier: id, nextToken: nextToken! });
    expect((await failureOf(call)).code).toBe('ValidationException');
  });
});
