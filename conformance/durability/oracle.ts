import { isDeepStrictEqual } from 'node:util';
import {
  type BedrockAgentClient,
  paginateListFlowAliases,
  paginateListFlows,
  paginateListFlowVersions,
  paginateListPrompts,
} from '@aws-sdk/client-bedrock-agent';
import { type Acknowledgements, isAsExpected, type State } from './journal.ts';
import { keys, readState, stateOf } from './resources.ts';

const CONCURRENCY = 16;

/**
 * Compares a server with what its client wrote down, and its lists with its single resources. Gives what is wrong,
 * one sentence each.
 */
export const faultsOf = async (
  client: BedrockAgentClient,
  { states }: Pick<Acknowledgements, 'states'>,
): Promise<string[]> => {
  const faults: string[] = [];
  const found = new Map<string, State>();
  await each([...states], async ([key, expected]) => {
    const actual = await readState(client, key);
    found.set(key, actual);
    if (!isAsExpected(expected, actual))
      faults.push(`${key} is ${JSON.stringify(actual)}, but ${JSON.stringify(expected)} was acknowledged`);
  });

  const present = [...found].flatMap(([key, state]) => (state === null ? [] : [{ key, state }]));
  const below = (pattern: RegExp) => present.filter(({ key }) => pattern.test(key));
  const compare = async (what: string, pages: AsyncIterable<object>, expected: typeof present) => {
    faults.push(
      ...(await listFaults(
        what,
        pages,
        expected.map(({ state }) => state),
      )),
    );
  };
  const size = { client, pageSize: 7 };
  const flows = below(/^flow\/\w+$/);
  const prompts = below(/^prompt\/\w+$/);
  await compare('ListFlows', paginateListFlows(size, {}), flows);
  await compare('ListPrompts', paginateListPrompts(size, {}), prompts);
  await each(flows, async ({ state: { id } }) => {
    const flowIdentifier = id as string;
    const versions = below(new RegExp(`^flow/${id}/version/`));
    await compare(`ListFlowVersions ${id}`, paginateListFlowVersions(size, { flowIdentifier }), versions);
    const testAlias = await readState(client, keys.alias(flowIdentifier, 'TSTALIASID'));
    const aliases = [
      ...below(new RegExp(`^flow/${id}/alias/`)),
      { key: 'TSTALIASID', state: testAlias as NonNullable<State> },
    ];
    await compare(`ListFlowAliases ${id}`, paginateListFlowAliases(size, { flowIdentifier }), aliases);
  });
  await each(prompts, async ({ key, state: { id } }) => {
    const own = below(new RegExp(`^${key}(/|$)`));
    await compare(`ListPrompts ${id}`, paginateListPrompts(size, { promptIdentifier: id as string }), own);
  });
  return faults;
};

/** A list must show each resource once, nothing else, and of each what its Get operation shows. */
const listFaults = async (
  what: string,
  pages: AsyncIterable<object>,
  expected: readonly NonNullable<State>[],
): Promise<string[]> => {
  const faults: string[] = [];
  const left = new Set(expected);
  for await (const page of pages) {
    const { nextToken, ...lists } = stateOf(page);
    for (const summary of Object.values(lists).flat() as NonNullable<State>[]) {
      const whole = [...left].find((state) => isPartOf(summary, state));
      if (whole === undefined) faults.push(`${what} shows ${JSON.stringify(summary)}, which no Get shows so`);
      else left.delete(whole);
    }
  }
  for (const state of left) faults.push(`${what} does not show ${JSON.stringify(state)}`);
  return faults;
};

const isPartOf = (summary: NonNullable<State>, whole: NonNullable<State>): boolean =>
  Object.entries(summary).every(([member, value]) => isDeepStrictEqual(value, whole[member]));

const each = async <Item>(items: readonly Item[], task: (item: Item) => Promise<void>): Promise<void> => {
  const left = [...items];
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (let item = left.pop(); item !== undefined; item = left.pop()) await task(item);
    }),
  );
};
