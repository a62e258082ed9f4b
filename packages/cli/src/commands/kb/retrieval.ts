import type {
  KnowledgeBaseRetrievalConfiguration,
  RetrievalFilter,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { usageFailure } from '../../failure.ts';

/** How to search, from the options of a command. Throws a Failure for what is no number or no JSON. */
export const retrievalOf = (
  options: Readonly<Record<string, unknown>>,
): KnowledgeBaseRetrievalConfiguration => {
  const results = options.results as string | undefined;
  if (results !== undefined && !/^(?:[1-9]\d?|100)$/.test(results))
    throw usageFailure(`--results is a whole number from 1 to 100, not ${results}.`);
  const filter = filterOf(options.filter as string | undefined);
  return {
    vectorSearchConfiguration: {
      ...(results !== undefined && { numberOfResults: Number(results) }),
      overrideSearchType: options.semantic ? 'SEMANTIC' : 'HYBRID',
      ...(filter && { filter }),
    },
  };
};

const filterOf = (given: string | undefined): RetrievalFilter | undefined => {
  if (given === undefined) return undefined;
  try {
    return JSON.parse(given) as RetrievalFilter;
  } catch (error) {
    throw usageFailure(
      `--filter is no JSON (${(error as Error).message}). For one: {"equals": {"key": "team", "value": "support"}}.`,
    );
  }
};
