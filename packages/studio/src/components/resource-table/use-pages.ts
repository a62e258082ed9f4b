import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';

/** One answer of a list operation. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string | undefined;
}

/** A list of the server, as far as it is here. */
export interface Pages<Item> {
  /** In the server's order; the same array until something changed. */
  readonly items: readonly Item[];
  /** Nothing has come yet. */
  readonly isLoading: boolean;
  readonly error: Error | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  loadMore(): void;
  reload(): void;
}

export interface PagesOptions<Item> {
  readonly queryKey: QueryKey;
  fetchPage(nextToken: string | undefined, signal: AbortSignal): Promise<Page<Item>>;
  /** ms between two looks while the page is seen; false for none. */
  readonly pollEvery?: number | false;
}

/** Fetched without being asked for; what is beyond comes by "more". */
const PAGES_AHEAD = 10;
const POLL_EVERY = 10_000;

/**
 * A list whose pages follow each other by tokens: as one array, the first pages fetched ahead, looked at again every
 * 10 s while somebody sees it.
 */
export const usePages = <Item>({
  queryKey,
  fetchPage,
  pollEvery = POLL_EVERY,
}: PagesOptions<Item>): Pages<Item> => {
  const { data, error, isPending, hasNextPage, isFetching, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey,
      queryFn: ({ pageParam, signal }) => fetchPage(pageParam, signal),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page: Page<Item>) => page.nextToken,
      refetchInterval: pollEvery,
    });
  const count = data?.pages.length ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetching && error === null && count < PAGES_AHEAD) void fetchNextPage();
  }, [hasNextPage, isFetching, error, count, fetchNextPage]);
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return {
    items,
    isLoading: isPending && error === null,
    error,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => void fetchNextPage(),
    reload: () => void refetch(),
  };
};
