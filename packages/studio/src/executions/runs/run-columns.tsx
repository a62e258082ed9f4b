import type { RunSummary } from '@streambed/model/streambed';
import {
  Duration,
  formatCount,
  Money,
  principalName,
  RelativeTime,
  type ResourceColumn,
  type ResourceFilter,
  RowLink,
} from '../../components/index.ts';
import { executionMessages as words } from '../../messages/executions.ts';
import { type MarkStatus, StatusMark } from '../controls/status-mark.tsx';
import type { RunNames } from './run-names.ts';

export const markOf = (status: RunSummary['status']): MarkStatus => status.toLowerCase() as MarkStatus;

/** What of the flow ran: `Digest · 4 · prod`. */
export const targetText = (
  { flowId, flowVersion, flowAliasId }: RunSummary,
  { flows, aliases }: RunNames,
): string =>
  [
    flows.get(flowId) ?? flowId,
    flowVersion === 'DRAFT' ? words.run.draft : flowVersion,
    flowAliasId === 'TSTALIASID' ? undefined : (aliases.get(`${flowId}/${flowAliasId}`) ?? flowAliasId),
  ]
    .filter(Boolean)
    .join(' · ');

const durationOf = ({ startedAt, endedAt, figures }: RunSummary): number | undefined =>
  figures.durationMs ?? (endedAt === undefined ? undefined : Date.parse(endedAt) - Date.parse(startedAt));

const errorText = ({ fault }: RunSummary): string =>
  fault === undefined
    ? ''
    : `${fault.nodeName === undefined ? '' : `${fault.nodeName}: `}${fault.message.split('\n', 1)[0]}`;

const tokensOf = ({ figures }: RunSummary): number =>
  (figures.inputTokens ?? 0) + (figures.outputTokens ?? 0);

/** Columns of the list of runs. `longest` is what the longest bar stands for, in ms. */
export const runColumns = (names: RunNames, longest: number): readonly ResourceColumn<RunSummary>[] => {
  const { columns } = words.list;
  const count = (value: number | undefined) => (
    <span className="sb-figure">{value === undefined ? words.figures.none : formatCount(value)}</span>
  );
  return [
    {
      id: 'status',
      header: columns.status,
      cell: ({ status }) => <StatusMark status={markOf(status)} label />,
      sortBy: ({ status }) => status,
      width: 128,
    },
    {
      id: 'run',
      header: columns.run,
      isRowHeader: true,
      cell: ({ runId }) => (
        <RowLink to={`/runs/${runId}`}>
          <span className="sb-mono">{runId.slice(0, 8)}</span>
        </RowLink>
      ),
      width: 100,
    },
    {
      id: 'flow',
      header: columns.flow,
      cell: (run) => targetText(run, names),
      sortBy: (run) => targetText(run, names),
      width: 172,
    },
    {
      id: 'kind',
      header: columns.kind,
      cell: ({ kind, mode, node }) =>
        mode === 'Whole' ? words.kinds[kind] : words.modeOf(mode, node?.split('/').at(-1) ?? ''),
      sortBy: ({ kind }) => kind,
      width: 96,
    },
    {
      id: 'started',
      header: columns.started,
      cell: ({ startedAt }) => <RelativeTime at={startedAt} />,
      sortBy: ({ startedAt }) => startedAt,
      width: 112,
    },
    {
      id: 'duration',
      header: columns.duration,
      cell: (run) => {
        const duration = durationOf(run);
        return (
          <span className="sb-run-duration">
            <Duration ms={duration} />
            <span
              className={`sb-run-duration-bar sb-run-duration-${markOf(run.status)}`}
              style={{ width: `${((duration ?? 0) / Math.max(1, longest)) * 100}%` }}
            />
          </span>
        );
      },
      sortBy: durationOf,
      width: 112,
    },
    {
      id: 'nodes',
      header: columns.nodes,
      cell: ({ figures }) => count(figures.nodeRuns),
      sortBy: ({ figures }) => figures.nodeRuns,
      width: 120,
    },
    {
      id: 'iterations',
      header: columns.iterations,
      cell: ({ figures }) => count(figures.iterations),
      sortBy: ({ figures }) => figures.iterations,
      width: 96,
      isHiddenAtFirst: true,
    },
    {
      id: 'tokens',
      header: columns.tokens,
      cell: (run) => count(tokensOf(run) === 0 ? undefined : tokensOf(run)),
      sortBy: tokensOf,
      width: 104,
    },
    {
      id: 'cost',
      header: columns.cost,
      cell: ({ figures }) => <Money usd={figures.usd} hasUnpriced={figures.hasUnpricedCalls === true} />,
      sortBy: ({ figures }) => figures.usd,
      width: 132,
    },
    {
      id: 'by',
      header: columns.by,
      cell: ({ principalArn }) => <span title={principalArn}>{principalName(principalArn ?? '')}</span>,
      sortBy: ({ principalArn }) => principalArn,
      width: 120,
    },
    {
      id: 'error',
      header: columns.error,
      cell: (run) => (
        <span className="sb-run-error" title={run.fault?.message}>
          {errorText(run)}
        </span>
      ),
      sortBy: errorText,
      width: 240,
    },
  ];
};

/** What the list can be narrowed by. */
export const runFilters = (names: ReadonlyMap<string, string>): readonly ResourceFilter<RunSummary>[] => {
  const { properties } = words.list;
  return [
    {
      key: 'status',
      label: properties.status,
      kind: 'choice',
      value: ({ status }) => status,
      options: ['Running', 'Succeeded', 'Failed', 'Stopped'].map((value) => ({ value })),
    },
    {
      key: 'flow',
      label: properties.flow,
      kind: 'choice',
      value: ({ flowId }) => flowId,
      options: [...names].map(([value, label]) => ({ value, label: `${label} (${value})` })),
    },
    { key: 'alias', label: properties.alias, kind: 'choice', value: ({ flowAliasId }) => flowAliasId },
    { key: 'version', label: properties.version, kind: 'choice', value: ({ flowVersion }) => flowVersion },
    {
      key: 'kind',
      label: properties.kind,
      kind: 'choice',
      value: ({ kind }) => kind,
      options: (['Invoke', 'Test', 'Partial'] as const).map((value) => ({
        value,
        label: words.kinds[value],
      })),
    },
    { key: 'started', label: properties.started, kind: 'number', value: ({ startedAt }) => startedAt },
    { key: 'duration', label: properties.duration, kind: 'number', value: durationOf },
    { key: 'error', label: properties.error, kind: 'choice', value: ({ fault }) => fault?.kind },
    {
      key: 'node',
      label: properties.node,
      kind: 'choice',
      value: ({ node, fault }) => [node, fault?.node].filter((path) => path !== undefined),
    },
    { key: 'by', label: properties.by, kind: 'choice', value: ({ principalArn }) => principalArn },
  ];
};
