import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { type Api, useApi } from '../../api/index.ts';
import { getTags } from '../flows/queries.ts';
import { inTurn } from '../flows/use-flow-facts.ts';
import { all } from '../versions/queries.ts';
import type { PromptFacts } from './prompt-columns.tsx';
import { usePromptUses } from './prompt-uses.ts';
import { getPrompt, listPrompts, type PromptRow, promptKeys, type StoredPrompt } from './queries.ts';

interface Fact {
  readonly draft: StoredPrompt;
  readonly versionCount: number;
}

const factOf = async (api: Api, { id }: PromptRow, signal: AbortSignal): Promise<Fact> => {
  const [draft, versions] = await Promise.all([
    getPrompt(api, id, 'DRAFT', signal),
    all((token) => listPrompts(api, token, signal, id)),
  ]);
  return { draft, versionCount: versions.filter(({ version }) => version !== 'DRAFT').length };
};

/** Models, variables, versions and uses of the prompts of a list; tags when somebody asks for them. */
export const usePromptFacts = (prompts: readonly PromptRow[], wantsTags: boolean): PromptFacts => {
  const api = useApi();
  const facts = useQueries({
    queries: prompts.map((prompt) => ({
      // Another moment of editing is another answer.
      queryKey: [...promptKeys.fact(prompt.id), prompt.updatedAt.getTime()],
      queryFn: ({ signal }: { signal: AbortSignal }) => inTurn(() => factOf(api, prompt, signal)),
      staleTime: 60_000,
    })),
    combine: useCallback(
      (results: readonly { readonly data: Fact | undefined }[]) => results.map(({ data }) => data),
      [],
    ),
  });
  const tags = useQueries({
    queries: (wantsTags ? prompts : []).map(({ arn }) => ({
      queryKey: promptKeys.tags(arn),
      queryFn: ({ signal }: { signal: AbortSignal }) => inTurn(() => getTags(api, arn, signal)),
      staleTime: 60_000,
    })),
    combine: useCallback(
      (results: readonly { readonly data: readonly string[] | undefined }[]) =>
        results.map(({ data }) => data),
      [],
    ),
  });
  const { data: uses } = usePromptUses();
  return useMemo(() => {
    const known = <Value>(read: (fact: Fact) => Value) =>
      new Map(
        prompts.flatMap(({ id }, at) => {
          const fact = facts[at];
          return fact ? [[id, read(fact)] as const] : [];
        }),
      );
    return {
      drafts: known(({ draft }) => draft),
      versionCounts: known(({ versionCount }) => versionCount),
      tags: new Map(
        prompts.flatMap(({ arn }, at) => {
          const found = tags[at];
          return found ? [[arn, found] as const] : [];
        }),
      ),
      uses,
    };
  }, [prompts, facts, tags, uses]);
};
