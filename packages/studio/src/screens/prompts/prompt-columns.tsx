import Badge from '@cloudscape-design/components/badge';
import { templateVariables } from '@streambed/flow/expressions';
import {
  Copyable,
  RelativeTime,
  type ResourceColumn,
  type ResourceFilter,
  RowLink,
} from '../../components/index.ts';
import { promptMessages } from '../../messages/prompts.ts';
import type { PromptUse } from './prompt-uses.ts';
import { type PromptRow, type StoredPrompt, variantOf } from './queries.ts';

const { columns, filters } = promptMessages;

/** What of the prompts a list does not say, as far as it is known. */
export interface PromptFacts {
  readonly drafts: ReadonlyMap<string, StoredPrompt>;
  readonly versionCounts: ReadonlyMap<string, number>;
  readonly tags: ReadonlyMap<string, readonly string[]>;
  /** undefined while flows are looked through. */
  readonly uses: ReadonlyMap<string, readonly PromptUse[]> | undefined;
}

const modelOf = (prompt: StoredPrompt | undefined): string | undefined =>
  prompt && (variantOf(prompt)?.modelId ?? '');
const variablesOf = (prompt: StoredPrompt | undefined): readonly string[] =>
  prompt ? templateVariables(variantOf(prompt)?.templateConfiguration) : [];
const flowsOf = (uses: readonly PromptUse[] | undefined): readonly string[] => [
  ...new Set((uses ?? []).map(({ flow }) => flow)),
];

export const promptColumns = (facts: PromptFacts): readonly ResourceColumn<PromptRow>[] => [
  {
    id: 'name',
    header: columns.name,
    isRowHeader: true,
    width: 240,
    minWidth: 140,
    cell: ({ id, name, description }) => (
      <span title={description}>
        <RowLink to={`/prompts/${id}`}>{name}</RowLink>
      </span>
    ),
    sortBy: ({ name }) => name,
  },
  {
    id: 'model',
    header: columns.model,
    width: 224,
    cell: ({ id }) => {
      const model = modelOf(facts.drafts.get(id));
      return model === '' ? <span className="sb-secondary">{promptMessages.noModel}</span> : model;
    },
    sortBy: ({ id }) => modelOf(facts.drafts.get(id)),
  },
  {
    id: 'variables',
    header: columns.variables,
    width: 188,
    cell: ({ id }) => {
      const names = variablesOf(facts.drafts.get(id));
      return names.length === 0 && facts.drafts.has(id) ? '–' : names.join(', ');
    },
  },
  {
    id: 'versions',
    header: columns.versions,
    width: 120,
    cell: ({ id }) => <span className="sb-figure">{facts.versionCounts.get(id)}</span>,
    sortBy: ({ id }) => facts.versionCounts.get(id),
  },
  {
    id: 'usedBy',
    header: columns.usedBy,
    width: 196,
    cell: ({ id }) =>
      facts.uses && (
        <span title={promptMessages.usedByDrafts}>{flowsOf(facts.uses.get(id)).join(', ') || '–'}</span>
      ),
    sortBy: ({ id }) => flowsOf(facts.uses?.get(id)).length,
  },
  {
    id: 'edited',
    header: columns.edited,
    width: 112,
    cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
    sortBy: ({ updatedAt }) => updatedAt.getTime(),
  },
  {
    id: 'tags',
    header: columns.tags,
    width: 140,
    hiddenBelow: 1600,
    cell: ({ arn }) =>
      facts.tags.get(arn)?.length === 0
        ? '–'
        : facts.tags.get(arn)?.map((tag) => <Badge key={tag}>{tag}</Badge>),
  },
  {
    id: 'id',
    header: columns.id,
    width: 160,
    isHiddenAtFirst: true,
    cell: ({ id }) => <Copyable text={id} what="prompt ID" />,
    sortBy: ({ id }) => id,
  },
];

export const promptFilters = (facts: PromptFacts): readonly ResourceFilter<PromptRow>[] => [
  { key: 'name', label: columns.name, kind: 'text', value: ({ name }) => name },
  { key: 'model', label: columns.model, kind: 'text', value: ({ id }) => modelOf(facts.drafts.get(id)) },
  {
    key: 'used',
    label: filters.used,
    kind: 'choice',
    value: ({ id }) => facts.uses && (facts.uses.has(id) ? filters.yes : filters.no),
    options: [{ value: filters.yes }, { value: filters.no }],
  },
  {
    key: 'variable',
    label: columns.variables,
    kind: 'text',
    value: ({ id }) => variablesOf(facts.drafts.get(id)),
  },
  { key: 'tag', label: columns.tags, kind: 'text', value: ({ arn }) => facts.tags.get(arn) },
  { key: 'description', label: filters.description, kind: 'text', value: ({ description }) => description },
  { key: 'id', label: columns.id, kind: 'text', value: ({ id }) => id },
];
