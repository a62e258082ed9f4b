import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useApi } from '../../api/index.ts';
import { type FlowFacts, type FlowRow, flowKeys, getFlowFacts, getTags } from './queries.ts';

/** At most so many looked up at a time: a long list does not crowd out what somebody clicks. */
const AT_A_TIME = 4;

let running = 0;
const waiting: (() => void)[] = [];
export const inTurn = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  if (running >= AT_A_TIME) await new Promise<void>((resolve) => waiting.push(resolve));
  running++;
  try {
    return await work();
  } finally {
    running--;
    waiting.shift()?.();
  }
};

export interface SeenFlows {
  readonly facts: ReadonlyMap<string, FlowFacts>;
  readonly tags: ReadonlyMap<string, readonly string[]>;
  /** The row has come into view: what the list does not say of it is looked up. */
  see(flowId: string, what: 'facts' | 'tags'): void;
}

/** Versions, aliases and tags, for the rows that somebody looks at, or for all when a filter asks about them. */
export const useSeenFlows = (
  flows: readonly FlowRow[],
  needed: { readonly facts: boolean; readonly tags: boolean },
): SeenFlows => {
  const api = useApi();
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const see = useCallback((flowId: string, what: 'facts' | 'tags') => {
    setSeen((now) => (now.has(`${what} ${flowId}`) ? now : new Set([...now, `${what} ${flowId}`])));
  }, []);
  const wanted = (what: 'facts' | 'tags') =>
    flows.filter(({ id }) => needed[what] || seen.has(`${what} ${id}`));

  const facts = useQueries({
    queries: wanted('facts').map(({ id }) => ({
      queryKey: flowKeys.facts(id),
      queryFn: ({ signal }: { signal: AbortSignal }) => inTurn(() => getFlowFacts(api, id, signal)),
      staleTime: 30_000,
      refetchInterval: 60_000,
    })),
    combine: useCallback(
      (results: readonly { readonly data: FlowFacts | undefined }[]) => results.map(({ data }) => data),
      [],
    ),
  });
  const tags = useQueries({
    queries: wanted('tags').map(({ arn }) => ({
      queryKey: flowKeys.tags(arn),
      queryFn: ({ signal }: { signal: AbortSignal }) => inTurn(() => getTags(api, arn, signal)),
      staleTime: 60_000,
    })),
    combine: useCallback(
      (results: readonly { readonly data: readonly string[] | undefined }[]) =>
        results.map(({ data }) => data),
      [],
    ),
  });
  const factIds = wanted('facts')
    .map(({ id }) => id)
    .join(' ');
  const tagIds = wanted('tags')
    .map(({ id }) => id)
    .join(' ');
  return {
    facts: useMemo(() => byId(factIds, facts), [factIds, facts]),
    tags: useMemo(() => byId(tagIds, tags), [tagIds, tags]),
    see,
  };
};

const byId = <Value>(ids: string, values: readonly (Value | undefined)[]): ReadonlyMap<string, Value> =>
  new Map(
    ids
      .split(' ')
      .map((id, at) => [id, values[at]] as const)
      .filter((entry): entry is readonly [string, Value] => entry[1] !== undefined),
  );
