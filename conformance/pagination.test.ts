import {
  CreateFlowCommand,
  CreatePromptCommand,
  CreatePromptVersionCommand,
  DeletePromptCommand,
  ListFlowAliasesCommand,
  ListFlowsCommand,
  ListFlowVersionsCommand,
  paginateListFlowAliases,
  paginateListFlows,
  paginateListFlowVersions,
  paginateListPrompts,
} from '@aws-sdk/client-bedrock-agent';
import { beforeAll, describe, expect, test } from 'vitest';
import { echo } from './support/definitions.ts';
import { failureOf } from './support/failure.ts';
import { openSession } from './support/session.ts';

/** Pages of the four lists, through the SDK's paginators and by hand. */

const { target, agent, flows } = await openSession();
const COUNT = 7;
const made: string[] = [];
let flow = '';
let prompt = '';

beforeAll(async () => {
  for (let i = 0; i < COUNT; i++) made.push(await flows.create(undefined, `page-${i}`));
  flow = await flows.prepared(echo());
  for (let i = 0; i < COUNT; i++) {
    const version = await flows.version(flow);
    await flows.alias(flow, version, `alias-${i}`);
  }
  ({ id: prompt = '' } = await agent.send(new CreatePromptCommand({ name: 'paged' })));
  for (let i = 0; i < COUNT; i++)
    await agent.send(new CreatePromptVersionCommand({ promptIdentifier: prompt }));
  return async () => {
    if (!target.local) await agent.send(new DeletePromptCommand({ promptIdentifier: prompt }));
  };
});

const config = (pageSize: number) => ({ client: agent, pageSize });

describe('a paginator finds everything once, in pages no larger than asked for', () => {
  test.each([1, 2, 3, 10, 1000])('flows by %i', async (pageSize) => {
    const seen: string[] = [];
    for await (const page of paginateListFlows(config(pageSize), {})) {
      expect(page.flowSummaries!.length).toBeLessThanOrEqual(pageSize);
      seen.push(...page.flowSummaries!.map(({ id }) => id!));
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(made));
  });

  test.each([1, 3, 10])('versions by %i', async (pageSize) => {
    const seen: string[] = [];
    for await (const page of paginateListFlowVersions(config(pageSize), { flowIdentifier: flow })) {
      expect(page.flowVersionSummaries!.length).toBeLessThanOrEqual(pageSize);
      seen.push(...page.flowVersionSummaries!.map(({ version }) => version!));
    }
    expect(seen.toSorted()).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  });

  test.each([1, 3, 10])('aliases by %i', async (pageSize) => {
    const seen: string[] = [];
    for await (const page of paginateListFlowAliases(config(pageSize), { flowIdentifier: flow })) {
      expect(page.flowAliasSummaries!.length).toBeLessThanOrEqual(pageSize);
      seen.push(...page.flowAliasSummaries!.map(({ name }) => name!));
    }
    expect(seen.filter((name) => name.startsWith('alias-')).toSorted()).toEqual(
      Array.from({ length: COUNT }, (_, i) => `alias-${i}`),
    );
    expect(new Set(seen).size).toBe(COUNT + 1);
  });

  test.each([1, 3, 10])('versions of a prompt by %i', async (pageSize) => {
    const seen: string[] = [];
    for await (const page of paginateListPrompts(config(pageSize), { promptIdentifier: prompt })) {
      expect(page.promptSummaries!.length).toBeLessThanOrEqual(pageSize);
      seen.push(...page.promptSummaries!.map(({ version }) => version!));
    }
    expect(seen.toSorted()).toEqual(['1', '2', '3', '4', '5', '6', '7', 'DRAFT']);
  });
});

test('without maxResults a page holds at most ten', async () => {
  for (let i = 0; i < 5; i++) await flows.create(undefined, `more-${i}`);
  const page = await agent.send(new ListFlowsCommand({}));
  expect(page.flowSummaries!.length).toBeLessThanOrEqual(10);
  expect(page.nextToken).toBeDefined();
});

test('the last page has no token', async () => {
  const page = await agent.send(new ListFlowVersionsCommand({ flowIdentifier: flow, maxResults: COUNT }));
  expect(page.flowVersionSummaries).toHaveLength(COUNT);
  expect(page.nextToken).toBeUndefined();
});

test('a token goes on where the page ended, though its page size changes and flows come and go', async () => {
  const first = await agent.send(new ListFlowsCommand({ maxResults: 2 }));
  const ids = first.flowSummaries!.map(({ id }) => id!);
  await agent.send(new CreateFlowCommand({ name: 'between', executionRoleArn: target.roleArn }));
  const rest = await agent.send(new ListFlowsCommand({ maxResults: 1000, nextToken: first.nextToken }));
  const later = rest.flowSummaries!.map(({ id }) => id!);
  expect(later.filter((id) => ids.includes(id))).toEqual([]);
  expect([...ids, ...later]).toEqual(expect.arrayContaining(made));
});

describe('a token that was not given out for this list is a ValidationException', () => {
  const list = (nextToken: string) => agent.send(new ListFlowsCommand({ nextToken }));

  test.each(['x', 'AAAA', '0', '-1', '%00', 'null', 'a'.repeat(2048), "' OR 1=1 --".replaceAll(' ', '+')])(
    '%s',
    async (nextToken) => {
      const failure = await failureOf(list(nextToken), 'ValidationException', 400);
      expect(failure.fieldList?.map(({ name }) => name)).toEqual(['nextToken']);
    },
  );

  test('one that was changed', async () => {
    const { nextToken } = await agent.send(new ListFlowsCommand({ maxResults: 1 }));
    const other = nextToken!.at(0) === 'A' ? 'B' : 'A';
    await failureOf(list(other + nextToken!.slice(1)), 'ValidationException', 400);
    await failureOf(list(`${nextToken}A`), 'ValidationException', 400);
  });

  test('one of another list or of another flow', async () => {
    const { nextToken } = await agent.send(
      new ListFlowVersionsCommand({ flowIdentifier: flow, maxResults: 1 }),
    );
    await failureOf(list(nextToken!), 'ValidationException', 400);
    await failureOf(
      agent.send(new ListFlowAliasesCommand({ flowIdentifier: flow, nextToken })),
      'ValidationException',
      400,
    );
    const other = await flows.create();
    await failureOf(
      agent.send(new ListFlowVersionsCommand({ flowIdentifier: other, nextToken })),
      'ValidationException',
      400,
    );
  });

  test('one that is too long or has white space', async () => {
    await failureOf(list('a'.repeat(2049)), 'ValidationException', 400);
    await failureOf(list('a b'), 'ValidationException', 400);
  });
});

test.each([0, -1, 1001, 2 ** 31])('maxResults %i is a ValidationException', async (maxResults) => {
  const failure = await failureOf(
    agent.send(new ListFlowsCommand({ maxResults })),
    'ValidationException',
    400,
  );
  expect(failure.fieldList?.map(({ name }) => name)).toEqual(['maxResults']);
});
