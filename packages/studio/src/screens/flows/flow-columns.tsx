import Badge from '@cloudscape-design/components/badge';
import type { FlowFigures } from '@streambed/model/streambed';
import {
  Copyable,
  Duration,
  Money,
  RelativeTime,
  type ResourceColumn,
  type ResourceFilter,
  RowLink,
  Sparkline,
} from '../../components/index.ts';
import { flowMessages } from '../../messages/flows.ts';
import { FlowState } from './flow-state.tsx';
import type { FlowFacts, FlowRow } from './queries.ts';
import type { SeenFlows } from './use-flow-facts.ts';
import { WhenSeen } from './when-seen.tsx';

const { columns, filters, states } = flowMessages;

/** The columns of the list of flows. `figures` are of the last 24 hours. */
export const flowColumns = (
  figures: ReadonlyMap<string, FlowFigures>,
  { facts, tags, see }: SeenFlows,
): readonly ResourceColumn<FlowRow>[] => [
  {
    id: 'name',
    header: columns.name,
    isRowHeader: true,
    width: 196,
    minWidth: 140,
    cell: ({ id, name, description }) => (
      <span title={description}>
        <RowLink to={`/flows/${id}`}>{name}</RowLink>
      </span>
    ),
    sortBy: ({ name }) => name,
  },
  {
    id: 'state',
    header: columns.state,
    width: 148,
    cell: ({ status }) => <FlowState status={status} />,
    sortBy: ({ status }) => states[status],
  },
  {
    id: 'version',
    header: columns.version,
    width: 108,
    hiddenBelow: 1100,
    cell: ({ id }) => {
      const known = facts.get(id);
      return (
        <WhenSeen onSeen={() => see(id, 'facts')}>
          {known && (known.latestVersion ?? <span className="sb-secondary">{flowMessages.noVersion}</span>)}
        </WhenSeen>
      );
    },
    sortBy: ({ id }) => {
      const version = facts.get(id)?.latestVersion;
      return version === undefined ? undefined : Number(version);
    },
  },
  {
    id: 'aliases',
    header: columns.aliases,
    width: 120,
    hiddenBelow: 1200,
    cell: ({ id }) => (
      <WhenSeen onSeen={() => see(id, 'facts')}>
        <Aliases facts={facts.get(id)} />
      </WhenSeen>
    ),
  },
  {
    id: 'runs',
    header: columns.runs,
    width: 188,
    cell: ({ id }) => <Runs figures={figures.get(id)} />,
    sortBy: ({ id }) => figures.get(id)?.runs ?? 0,
  },
  {
    id: 'p50',
    header: columns.p50,
    width: 92,
    hiddenBelow: 1200,
    cell: ({ id }) => <Duration ms={figures.get(id)?.p50Ms} />,
    sortBy: ({ id }) => figures.get(id)?.p50Ms,
  },
  {
    id: 'cost',
    header: columns.cost,
    width: 122,
    hiddenBelow: 1200,
    cell: ({ id }) => <Money usd={figures.get(id)?.usd} />,
    sortBy: ({ id }) => figures.get(id)?.usd,
  },
  {
    id: 'edited',
    header: columns.edited,
    width: 106,
    cell: ({ updatedAt }) => <RelativeTime at={updatedAt} />,
    sortBy: ({ updatedAt }) => updatedAt.getTime(),
  },
  {
    id: 'tags',
    header: columns.tags,
    width: 120,
    hiddenBelow: 1600,
    cell: ({ id }) => (
      <WhenSeen onSeen={() => see(id, 'tags')}>
        {tags.get(id)?.length === 0 ? '–' : tags.get(id)?.map((tag) => <Badge key={tag}>{tag}</Badge>)}
      </WhenSeen>
    ),
  },
  {
    id: 'id',
    header: columns.id,
    width: 160,
    isHiddenAtFirst: true,
    cell: ({ id }) => <Copyable text={id} what="flow ID" />,
    sortBy: ({ id }) => id,
  },
];

/** By name, so that those of two flows stand in one order. */
function Aliases({ facts }: { readonly facts: FlowFacts | undefined }) {
  if (!facts) return null;
  const text = facts.aliases
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ name, version }) => flowMessages.aliasOn(name, version))
    .join(', ');
  return text === '' ? (
    '–'
  ) : (
    <span className="sb-flow-aliases" title={text}>
      {text}
    </span>
  );
}

function Runs({ figures }: { readonly figures: FlowFigures | undefined }) {
  if (!figures || figures.runs === 0) return <>–</>;
  return (
    <span className="sb-flow-runs">
      <Sparkline
        label={flowMessages.runsLabel}
        values={figures.runsPerBucket}
        failed={figures.failedPerBucket}
        width={56}
      />
      <span className="sb-figure">{flowMessages.runsText(figures.runs, figures.failed)}</span>
    </span>
  );
}

/** What flows can be filtered by. */
export const flowFilters = ({ facts, tags }: SeenFlows): readonly ResourceFilter<FlowRow>[] => [
  { key: 'name', label: columns.name, kind: 'text', value: ({ name }) => name },
  {
    key: 'state',
    label: columns.state,
    kind: 'choice',
    value: ({ status }) => states[status],
    options: Object.values(states).map((value) => ({ value })),
  },
  {
    key: 'alias',
    label: columns.aliases,
    kind: 'text',
    value: ({ id }) => facts.get(id)?.aliases.map(({ name }) => name),
  },
  {
    key: 'hasAlias',
    label: filters.hasAlias,
    kind: 'choice',
    value: ({ id }) => {
      const known = facts.get(id);
      return known && (known.aliases.length > 0 ? filters.yes : filters.no);
    },
    options: [{ value: filters.yes }, { value: filters.no }],
  },
  { key: 'tag', label: columns.tags, kind: 'text', value: ({ id }) => tags.get(id) },
  { key: 'description', label: filters.text, kind: 'text', value: ({ description }) => description },
  { key: 'id', label: columns.id, kind: 'text', value: ({ id }) => id },
];
