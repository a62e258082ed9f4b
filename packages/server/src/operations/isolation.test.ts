import { bedrockAgent } from '@streambed/model';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Scope } from '../store/index.ts';
import { createFlowAlias } from './flow-aliases/create-flow-alias.ts';
import { createFlowVersion } from './flow-versions/create-flow-version.ts';
import { createFlow } from './flows/create-flow.ts';
import { prepareFlow } from './flows/prepare-flow.ts';
import { operations } from './index.ts';
import { createPrompt } from './prompts/create-prompt.ts';
import { createPromptVersion } from './prompts/create-prompt-version.ts';
import { tagResource } from './tags/tag-resource.ts';
import { passThrough, roleArn } from './test-support/definitions.ts';
import { accountA, failureOf, openService, type TestService } from './test-support/service.ts';

/*
 * Account A sends every operation the ids and ARNs of account B, and of its own account in another region. Each answer
 * is word for word what an identifier that never existed gets, and nothing of B's has changed afterwards.
 */

const elsewhere: readonly [string, Scope][] = [
  ['another account', { ...accountA, accountId: '111111111111' }],
  ['another region', { ...accountA, region: 'eu-west-1' }],
];

/** How a request may name what it is about: as bare ids or as ARNs. */
interface Names {
  readonly flowIdentifier: string;
  readonly aliasIdentifier: string;
  readonly promptIdentifier: string;
  readonly taggable: readonly string[];
}

const routing = { routingConfiguration: [{ flowVersion: '1' }] };
const tags = { team: 'a' };

/** For each operation that takes an identifier, requests that succeed for its owner. */
const requests: Record<string, (names: Names) => object[]> = {
  GetFlow: ({ flowIdentifier }) => [{ flowIdentifier }],
  UpdateFlow: ({ flowIdentifier }) => [{ flowIdentifier, name: 'Taken', executionRoleArn: roleArn }],
  PrepareFlow: ({ flowIdentifier }) => [{ flowIdentifier }],
  DeleteFlow: ({ flowIdentifier }) => [{ flowIdentifier }, { flowIdentifier, skipResourceInUseCheck: true }],
  CreateFlowVersion: ({ flowIdentifier }) => [{ flowIdentifier }],
  GetFlowVersion: ({ flowIdentifier }) => [{ flowIdentifier, flowVersion: '1' }],
  DeleteFlowVersion: ({ flowIdentifier }) => [
    { flowIdentifier, flowVersion: '1', skipResourceInUseCheck: true },
  ],
  ListFlowVersions: ({ flowIdentifier }) => [{ flowIdentifier }],
  CreateFlowAlias: ({ flowIdentifier }) => [{ flowIdentifier, name: 'mine', ...routing, tags }],
  GetFlowAlias: ({ flowIdentifier, aliasIdentifier }) => [{ flowIdentifier, aliasIdentifier }],
  UpdateFlowAlias: ({ flowIdentifier, aliasIdentifier }) => [
    { flowIdentifier, aliasIdentifier, name: 'mine', ...routing },
  ],
  DeleteFlowAlias: ({ flowIdentifier, aliasIdentifier }) => [{ flowIdentifier, aliasIdentifier }],
  ListFlowAliases: ({ flowIdentifier }) => [{ flowIdentifier }],
  GetPrompt: ({ promptIdentifier }) => [{ promptIdentifier }, { promptIdentifier, promptVersion: '1' }],
  UpdatePrompt: ({ promptIdentifier }) => [{ promptIdentifier, name: 'Taken' }],
  DeletePrompt: ({ promptIdentifier }) => [{ promptIdentifier }, { promptIdentifier, promptVersion: '1' }],
  ListPrompts: ({ promptIdentifier }) => [{ promptIdentifier }],
  CreatePromptVersion: ({ promptIdentifier }) => [{ promptIdentifier, tags }],
  TagResource: ({ taggable }) => taggable.map((resourceArn) => ({ resourceArn, tags: { team: 'taken' } })),
  UntagResource: ({ taggable }) => taggable.map((resourceArn) => ({ resourceArn, tagKeys: ['team'] })),
  ListTagsForResource: ({ taggable }) => taggable.map((resourceArn) => ({ resourceArn })),
};

/** Everything of a scope's, as text. */
async function contentsOf({ store }: TestService, scope: Scope, names: Names): Promise<string> {
  const all = { limit: 1000 };
  const flow = names.flowIdentifier;
  return JSON.stringify([
    await store.flows.list(scope, all),
    await store.flowVersions.list(scope, flow, all),
    await store.flowAliases.list(scope, flow, all),
    await store.prompts.listDrafts(scope, all),
    await store.prompts.listVersions(scope, names.promptIdentifier, all),
    await Promise.all(names.taggable.map(async (arn) => [...(await store.tags.get(scope, arn))])),
  ]);
}

async function fill(service: TestService, scope: Scope): Promise<Names> {
  const draft = { name: 'Greeter', executionRoleArn: roleArn, definition: passThrough, tags };
  const flow = await service.call(createFlow, draft, scope);
  const flowIdentifier = flow.id;
  await service.call(prepareFlow, { flowIdentifier }, scope);
  await service.call(createFlowVersion, { flowIdentifier }, scope);
  const alias = await service.call(createFlowAlias, { flowIdentifier, name: 'live', ...routing }, scope);
  const prompt = await service.call(createPrompt, { name: 'Summary' }, scope);
  const version = await service.call(createPromptVersion, { promptIdentifier: prompt.id }, scope);
  const taggable = [flow.arn, alias.arn, prompt.arn, version.arn];
  for (const resourceArn of taggable) await service.call(tagResource, { resourceArn, tags }, scope);
  return { flowIdentifier, aliasIdentifier: alias.id, promptIdentifier: prompt.id, taggable };
}

const arnsOf = (
  scope: Scope,
  { flowIdentifier, aliasIdentifier, promptIdentifier, taggable }: Names,
): Names => {
  const prefix = `arn:aws:bedrock:${scope.region}:${scope.accountId}:`;
  return {
    flowIdentifier: `${prefix}flow/${flowIdentifier}`,
    aliasIdentifier: `${prefix}flow/${flowIdentifier}/alias/${aliasIdentifier}`,
    promptIdentifier: `${prefix}prompt/${promptIdentifier}`,
    taggable,
  };
};

/** Names of the same form as `names` that never existed in the scope of account A. */
const absent = (names: Names): Names =>
  JSON.parse(
    JSON.stringify(names)
      .replaceAll(
        /arn:aws:bedrock:[^:]*:[^:]*:/g,
        `arn:aws:bedrock:${accountA.region}:${accountA.accountId}:`,
      )
      .replaceAll(/R\d{9}/g, 'ABSENTABCD'),
  );

/** What a message says apart from the identifier it repeats. */
const wording = (message: string): string =>
  message.replaceAll(/arn:aws:bedrock:[^:]*:[^:]*:/g, 'ARN:').replaceAll(/R\d{9}|ABSENTABCD/g, 'ID');

test('the walk covers every operation that takes an identifier', () => {
  const takesIdentifier = bedrockAgent.operations.filter(({ inputShape }) => {
    const shape = bedrockAgent.shapes[inputShape];
    const members = shape?.type === 'structure' ? Object.keys(shape.members) : [];
    return ['flowIdentifier', 'promptIdentifier', 'resourceArn'].some((name) => members.includes(name));
  });
  expect(Object.keys(requests).sort()).toEqual(takesIdentifier.map(({ operation }) => operation).sort());
});

describe.each(elsewhere)('with the names of %s', (_, scopeB) => {
  let service: TestService;
  let own: Names;
  let names: Names;
  let before: string;

  beforeEach(async () => {
    service = await openService();
    own = await fill(service, accountA);
    names = await fill(service, scopeB);
    before = await contentsOf(service, scopeB, names);
  });

  const call = (name: string, input: object, scope?: Scope) =>
    service.call(operations.get(`bedrock-agent.${name}`)!, input as never, scope);

  test.each(Object.keys(requests))('%s answers as if they did not exist', async (name) => {
    const forms = [
      names,
      arnsOf(scopeB, names),
      { ...names, flowIdentifier: arnsOf(scopeB, names).flowIdentifier },
    ];
    for (const form of forms) {
      const foreign = requests[name]!(form);
      const unknown = requests[name]!(absent(form));
      for (const [index, input] of foreign.entries()) {
        const failure = await failureOf(call(name, input));
        const expected = await failureOf(call(name, unknown[index]!));
        expect(failure.code).toBe('ResourceNotFoundException');
        expect(expected.code).toBe('ResourceNotFoundException');
        expect(wording(failure.message)).toBe(wording(expected.message));
        expect(failure.members).toEqual(expected.members);
      }
    }
    expect(await contentsOf(service, scopeB, names)).toBe(before);
  });

  test.each(Object.keys(requests))(
    "%s does not take their ARN for one of A's own resources",
    async (name) => {
      const { taggable, ...ids } = own;
      const prefix = `arn:aws:bedrock:${accountA.region}:${accountA.accountId}:`;
      const foreignPrefix = `arn:aws:bedrock:${scopeB.region}:${scopeB.accountId}:`;
      const form = arnsOf(scopeB, {
        ...ids,
        taggable: taggable.map((arn) => arn.replace(prefix, foreignPrefix)),
      });
      const ownBefore = await contentsOf(service, accountA, own);
      for (const input of requests[name]!(form)) {
        expect((await failureOf(call(name, input))).code).toBe('ResourceNotFoundException');
      }
      expect(await contentsOf(service, accountA, own)).toBe(ownBefore);
    },
  );

  test.each(Object.keys(requests))('%s succeeds for their owner', async (name) => {
    const inputs = requests[name]!(names);
    // The first request of the two deletes alone would meet the in-use check or leave nothing for the second.
    const succeeding =
      name === 'DeleteFlow' ? inputs.slice(1) : name === 'DeletePrompt' ? inputs.slice(0, 1) : inputs;
    for (const input of succeeding) await expect(call(name, input, scopeB)).resolves.toBeDefined();
  });

  test("an alias of A's flow cannot be reached through B's alias", async () => {
    const { flowIdentifier } = own;
    for (const form of [names, arnsOf(scopeB, names)]) {
      for (const name of ['GetFlowAlias', 'UpdateFlowAlias', 'DeleteFlowAlias']) {
        const [input] = requests[name]!({ ...form, flowIdentifier });
        const failure = await failureOf(call(name, input!));
        expect(failure.code).toBe('ResourceNotFoundException');
        expect(failure.message).toContain(`Flow ${flowIdentifier} has no alias ${form.aliasIdentifier}.`);
      }
    }
    expect(await contentsOf(service, scopeB, names)).toBe(before);
  });

  test('lists show nothing of theirs', async () => {
    for (const name of ['ListFlows', 'ListPrompts']) {
      expect(JSON.stringify(await call(name, { maxResults: 1000 }))).not.toContain(names.flowIdentifier);
      expect(JSON.stringify(await call(name, { maxResults: 1000 }))).not.toContain(names.promptIdentifier);
    }
  });
});
